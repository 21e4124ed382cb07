using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>What a submission as a whole must be.</summary>
internal static class StructureRules
{
    public static IEnumerable<XdsError> OneSubmissionSet(Submission submission, NodeProfile profile)
    {
        if (submission.SubmissionSets.Count == 0)
            yield return new(XdsErrorCode.RegistryMetadataError, "The submission has no SubmissionSet.");
        foreach (var further in submission.SubmissionSets.Skip(1))
            yield return Fault.Metadata(further, "entryUUID", $"A submission has only one SubmissionSet; this one already has {submission.Set!.Id}.");
    }

    public static IEnumerable<XdsError> NotEmpty(Submission submission, NodeProfile profile)
    {
        if (submission.Set is { } set && submission.Entries.Count == 0 && submission.Folders.Count == 0 && !submission.Memberships.Any())
            yield return Fault.Metadata(set, "HasMember", "The submission holds no DocumentEntry, no Folder and no membership.");
    }

    public static IEnumerable<XdsError> Ids(Submission submission, NodeProfile profile)
    {
        foreach (var repeated in submission.Objects.GroupBy(o => o.Id).Where(g => g.Count() > 1))
            yield return Fault.Metadata(repeated.Last(), "entryUUID", $"The id stands {repeated.Count()} times in the submission.");
        foreach (var item in submission.Objects)
        {
            if (item.Id.Length == 0) yield return Fault.Metadata(item, "entryUUID", "The id is empty.");
            if (!EntryUuid.IsSymbolic(item.Id) && !EntryUuid.IsValid(item.Id))
                yield return Fault.Metadata(item, "entryUUID", "The id is not urn:uuid: with a UUID in lower-case hexadecimal digits.");
        }
    }

    public static IEnumerable<XdsError> EverythingIsFiled(Submission submission, NodeProfile profile) =>
        from item in submission.Entries.AsEnumerable<RegistryObject>().Concat(submission.Folders).Concat(submission.FolderMemberships)
        where submission.Set is not null && !submission.IsFiled(item)
        select Fault.Metadata(item, "HasMember", $"The SubmissionSet {submission.Set!.Id} has no HasMember association to this object.");

    public static IEnumerable<XdsError> StableEntries(Submission submission, NodeProfile profile) =>
        from entry in submission.Entries
        where entry.ObjectType != Vocabulary.StableDocument
        select Fault.Metadata(entry, "objectType", $"{entry.ObjectType} is not the type of a stable document; others are registered by ITI-61.");

    public static IEnumerable<XdsError> FirstVersions(Submission submission, NodeProfile profile) =>
        from item in submission.Objects
        where item.LogicalId is { } logical && (logical != item.Id || EntryUuid.IsSymbolic(logical))
        select Fault.Metadata(item, "logicalID", $"{item.LogicalId} is not the id of the object in UUID form; later versions are submitted by ITI-57.");

    /// <summary>A UUID of the vocabulary on an object that has no such attribute, or as the wrong XML attribute, would be lost among extra metadata.</summary>
    public static IEnumerable<XdsError> PartsInPlace(Submission submission, NodeProfile profile)
    {
        foreach (var item in submission.Objects)
        {
            foreach (var part in item.ExtraClassifications)
            {
                foreach (var (name, urn) in new[] { ("classificationScheme", part.Scheme), ("classificationNode", part.Node) })
                {
                    if (VocabularyOwners.Find(urn) is { } owner) yield return Fault.Metadata(item, "Classification", $"{urn} is {owner} and has no meaning as {name} here.");
                }
            }

            foreach (var part in item.ExtraExternalIdentifiers)
            {
                if (VocabularyOwners.Find(part.Scheme) is { } owner)
                    yield return Fault.Metadata(item, "ExternalIdentifier", $"{part.Scheme} is {owner} and has no meaning as identificationScheme here.");
            }
        }
    }

    public static IEnumerable<XdsError> SlotNames(Submission submission, NodeProfile profile)
    {
        foreach (var item in submission.Objects)
        {
            // The slots of updates are named by AssociationRules.NoUpdates.
            foreach (var slot in item.ExtraSlots.Where(slot => !Vocabulary.OfUpdates.Contains(slot.Name)))
            {
                if (!MetadataTypes.IsUrn(slot.Name) || slot.Name.StartsWith("urn:ihe:", StringComparison.OrdinalIgnoreCase))
                    yield return Fault.Metadata(item, $"Slot {slot.Name}", "The standard has no such slot here, and extra metadata have a URN as name that does not begin with urn:ihe:.");
            }

            foreach (var repeated in item.ExtraSlots.GroupBy(s => s.Name).Where(g => g.Count() > 1))
                yield return Fault.Metadata(item, $"Slot {repeated.Key}", "The Slot stands more than once.");
        }
    }
}
