using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>What ITI-61 asks beyond what it shares with ITI-42 (<c>ITI TF-2 3.61.4.1.2</c>): only on-demand entries, and nothing that only a document has.</summary>
internal static class OnDemandEntryRules
{
    private static readonly (string Attribute, Func<DocumentEntry, bool> IsGiven)[] Prohibited =
    [
        ("creationTime", e => e.CreationTime is not null),
        ("hash", e => e.Hash is not null),
        ("size", e => e.Size is not null),
        ("documentAvailability", e => e.DocumentAvailability is not null),
    ];

    public static IReadOnlyList<SubmissionRule<NodeProfile>> All { get; } =
    [
        new("There is an on-demand entry", "ITI TF-2 3.61.4.1.2", AnEntry),
        new("Entries are on-demand entries", "ITI TF-2 3.61.4.1.2", OnDemandEntries),
        new("No attribute speaks of a document that exists", "ITI TF-2 3.61.4.2.2", NothingOfADocument),
        new("No metadata are limited", "ITI TF-3 Table 4.3.1-3", FullMetadata),
    ];

    private static IEnumerable<XdsError> AnEntry(Submission submission, NodeProfile profile)
    {
        if (submission.Entries.Count == 0)
            yield return new(XdsErrorCode.RegistryMetadataError, "The submission has no on-demand DocumentEntry.", submission.Set?.Id);
    }

    private static IEnumerable<XdsError> OnDemandEntries(Submission submission, NodeProfile profile) =>
        from entry in submission.Entries
        where entry.ObjectType != Vocabulary.OnDemandDocument
        select Fault.Metadata(entry, "objectType", $"{entry.ObjectType} is not the type of an on-demand entry; others are registered by ITI-42.");

    public static IEnumerable<XdsError> NothingOfADocument(Submission submission, NodeProfile profile) =>
        from entry in submission.Entries
        where entry.ObjectType == Vocabulary.OnDemandDocument
        from attribute in Prohibited
        where attribute.IsGiven(entry)
        select Fault.Metadata(entry, attribute.Attribute, "An on-demand entry does not have this attribute, since there is no document yet.");

    private static IEnumerable<XdsError> FullMetadata(Submission submission, NodeProfile profile) =>
        from item in submission.PatientObjects
        where item.LimitedMetadata && profile.AffinityDomain.AcceptsLimitedMetadata
        select Fault.Metadata(item, "limitedMetadata", "Metadata of ITI-61 are not limited.");
}
