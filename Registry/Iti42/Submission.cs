using IheNode.Core;

namespace IheNode.Registry;

/// <summary>The objects of one submission, with the questions that the rules ask of it. Ids are as submitted.</summary>
internal sealed class Submission
{
    private readonly Dictionary<string, RegistryObject> _byId = new(StringComparer.Ordinal);
    private readonly HashSet<string> _filed;

    public Submission(RegistryObjectList objects)
    {
        Objects = objects.Objects;
        foreach (var item in Objects) _byId.TryAdd(item.Id, item);
        SubmissionSets = [.. objects.SubmissionSets];
        Entries = [.. objects.DocumentEntries];
        Folders = [.. objects.Folders];
        Associations = [.. objects.Associations];
        PatientObjects = [.. Objects.OfType<PatientObject>()];
        EntryUuids = [.. Objects.Select(o => o.Id).Concat(Associations.SelectMany(a => new[] { a.SourceId, a.TargetId })).Where(EntryUuid.IsValid).Distinct()];
        Memberships = [.. Associations.Where(a => a.Type == Vocabulary.HasMember)];
        Relationships = [.. Associations.Where(a => a.Type != Vocabulary.HasMember && AssociationTypes.Of(a.Type) is not null)];
        FolderMemberships = [.. Memberships.Where(IsFolderMembership)];
        _filed = [.. Memberships.Where(a => Find(a.SourceId) is SubmissionSet).Select(a => a.TargetId)];
    }

    public ValueList<RegistryObject> Objects { get; }

    public IReadOnlyList<SubmissionSet> SubmissionSets { get; }

    public IReadOnlyList<DocumentEntry> Entries { get; }

    public IReadOnlyList<Folder> Folders { get; }

    public IReadOnlyList<Association> Associations { get; }

    /// <summary>The submission set; null when there is none.</summary>
    public SubmissionSet? Set => SubmissionSets.Count > 0 ? SubmissionSets[0] : null;

    /// <summary>Everything that belongs to a patient.</summary>
    public IReadOnlyList<PatientObject> PatientObjects { get; }

    /// <summary>Every entryUUID that stands in it, of its own objects and of those to which its associations lead.</summary>
    public IReadOnlyList<string> EntryUuids { get; }

    /// <summary>Memberships.</summary>
    public IReadOnlyList<Association> Memberships { get; }

    /// <summary>Associations between entries, of the types that a submission may hold.</summary>
    public IReadOnlyList<Association> Relationships { get; }

    /// <summary>Memberships whose source is not the submission set: those of entries in folders.</summary>
    public IReadOnlyList<Association> FolderMemberships { get; }

    /// <summary>The object of the submission with this id; null when there is none.</summary>
    public RegistryObject? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Whether an association puts an entry into a folder.</summary>
    public bool IsFolderMembership(Association association) => association.Type == Vocabulary.HasMember && Find(association.SourceId) is not SubmissionSet;

    /// <summary>Whether the submission set has this object as a member.</summary>
    public bool IsFiled(RegistryObject item) => _filed.Contains(item.Id);
}

/// <summary>A rule of ITI-42 with its name and its section of the Technical Framework.</summary>
/// <typeparam name="TContext">What the rule needs beside the submission.</typeparam>
/// <param name="Name">What the rule demands.</param>
/// <param name="Section">Where the Technical Framework demands it.</param>
/// <param name="Check">One error for each object and attribute that breaks it.</param>
internal sealed record SubmissionRule<TContext>(string Name, string Section, Func<Submission, TContext, IEnumerable<XdsError>> Check);

/// <summary>Errors that name the object and the attribute.</summary>
internal static class Fault
{
    public static XdsError Of(string code, RegistryObject item, string attribute, string sentence) =>
        new(code, $"{ObjectKinds.Of(item)} {item.Id}, {attribute}: {sentence}", item.Id);

    public static XdsError Metadata(RegistryObject item, string attribute, string sentence) =>
        Of(XdsErrorCode.RegistryMetadataError, item, attribute, sentence);

    /// <summary>What is wrong with a message: of an attribute that could not be read as it should be, rules have nothing to add.</summary>
    public static XdsError[] Together(ValueList<XdsError> read, IEnumerable<XdsError> judged)
    {
        var told = read.Select(Subject).ToHashSet();
        return [.. read, .. judged.Where(e => !told.Contains(Subject(e)))];

        static (string, string) Subject(XdsError error) => (error.Code, error.CodeContext.Split(": ", 2)[0]);
    }
}
