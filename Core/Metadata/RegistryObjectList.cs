namespace IheNode.Core;

/// <summary>The objects of a submission or of an answer, in the order of the message.</summary>
/// <param name="Objects">DocumentEntries, SubmissionSets, Folders and Associations.</param>
/// <param name="ObjectRefs">References to objects that are not spelled out: the answer to a query for ObjectRef.</param>
public sealed record RegistryObjectList(ValueList<RegistryObject> Objects, ValueList<ObjectRef> ObjectRefs = default)
{
    /// <summary>The list without objects.</summary>
    public static RegistryObjectList Empty { get; } = new([]);

    /// <summary>The same objects with every id in its canonical form (<see cref="EntryUuid.Canonical"/>).</summary>
    public RegistryObjectList WithCanonicalIds() => this with { Objects = Objects.Select(Canonical).ToValueList() };

    /// <summary>The entries among the objects.</summary>
    public IEnumerable<DocumentEntry> DocumentEntries => Objects.OfType<DocumentEntry>();

    /// <summary>The submission sets among the objects.</summary>
    public IEnumerable<SubmissionSet> SubmissionSets => Objects.OfType<SubmissionSet>();

    /// <summary>The folders among the objects.</summary>
    public IEnumerable<Folder> Folders => Objects.OfType<Folder>();

    /// <summary>The associations among the objects.</summary>
    public IEnumerable<Association> Associations => Objects.OfType<Association>();

    private static RegistryObject Canonical(RegistryObject item)
    {
        var id = EntryUuid.Canonical(item.Id);
        var logicalId = item.LogicalId is null ? null : EntryUuid.Canonical(item.LogicalId);
        if (item is Association association)
            return association with { Id = id, LogicalId = logicalId, SourceId = EntryUuid.Canonical(association.SourceId), TargetId = EntryUuid.Canonical(association.TargetId) };
        return id == item.Id && logicalId == item.LogicalId ? item : item with { Id = id, LogicalId = logicalId };
    }
}

/// <summary>A reference to a registry object.</summary>
/// <param name="Id">Its entryUUID.</param>
/// <param name="HomeCommunityId">Its community, when a gateway answered.</param>
public sealed record ObjectRef(string Id, string? HomeCommunityId = null);
