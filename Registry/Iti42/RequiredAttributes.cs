using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>
/// The attributes that must be there (<c>ITI TF-3 Table 4.3.1-3</c>): of a stable entry column XDS DR, of an on-demand entry column XDS OD, of limited
/// metadata column XDR MS with what a repository adds. The registry keeps objects by patient, so it needs the patientId of limited metadata too.
/// </summary>
internal static class RequiredAttributes
{
    private static readonly Required<DocumentEntry>[] OfEntry =
    [
        new("classCode", Columns.Full, e => e.ClassCode is not null),
        new("confidentialityCode", Columns.Full, e => e.ConfidentialityCodes.Count > 0),
        new("creationTime", Columns.Stable, e => e.CreationTime is not null),
        new("formatCode", Columns.Full, e => e.FormatCode is not null),
        new("hash", Columns.Stable | Columns.Limited, e => e.Hash is not null),
        new("healthcareFacilityTypeCode", Columns.Full, e => e.HealthcareFacilityTypeCode is not null),
        new("languageCode", Columns.Full, e => e.LanguageCode is not null),
        new("mimeType", Columns.Any, e => e.MimeType is not null),
        new("patientId", Columns.Any, e => e.PatientId is not null),
        new("practiceSettingCode", Columns.Full, e => e.PracticeSettingCode is not null),
        new("repositoryUniqueId", Columns.Any, e => e.RepositoryUniqueId is not null),
        new("size", Columns.Stable | Columns.Limited, e => e.Size is not null),
        new("sourcePatientId", Columns.Full, e => e.SourcePatientId is not null),
        new("typeCode", Columns.Full, e => e.TypeCode is not null),
        new("uniqueId", Columns.Any, e => e.UniqueId is not null),
    ];

    private static readonly Required<SubmissionSet>[] OfSubmissionSet =
    [
        new("contentTypeCode", Columns.Full, s => s.ContentTypeCode is not null),
        new("patientId", Columns.Any, s => s.PatientId is not null),
        new("sourceId", Columns.Any, s => s.SourceId is not null),
        new("submissionTime", Columns.Any, s => s.SubmissionTime is not null),
        new("uniqueId", Columns.Any, s => s.UniqueId is not null),
    ];

    private static readonly Required<Folder>[] OfFolder =
    [
        new("codeList", Columns.Full, f => f.Codes.Count > 0),
        new("patientId", Columns.Any, f => f.PatientId is not null),
        new("title", Columns.Full, f => f.Title.Any(t => !string.IsNullOrWhiteSpace(t.Value))),
        new("uniqueId", Columns.Any, f => f.UniqueId is not null),
    ];

    [Flags]
    private enum Columns
    {
        Stable = 1,
        OnDemand = 2,
        Limited = 4,
        Full = Stable | OnDemand,
        Any = Stable | OnDemand | Limited,
    }

    public static IEnumerable<XdsError> Check(Submission submission, NodeProfile profile) =>
    [
        .. Missing(submission.Entries, OfEntry, profile), .. Missing(submission.SubmissionSets, OfSubmissionSet, profile), .. Missing(submission.Folders, OfFolder, profile),
    ];

    public static IEnumerable<XdsError> LimitedMetadata(Submission submission, NodeProfile profile) =>
        from item in submission.PatientObjects
        where item.LimitedMetadata && !profile.AffinityDomain.AcceptsLimitedMetadata
        select Fault.Metadata(item, "limitedMetadata", "This affinity domain does not take limited metadata (affinityDomain.acceptsLimitedMetadata).");

    private static IEnumerable<XdsError> Missing<T>(IEnumerable<T> items, Required<T>[] attributes, NodeProfile profile) where T : PatientObject =>
        from item in items
        let column = Column(item, profile)
        from attribute in attributes
        where attribute.Columns.HasFlag(column) && !attribute.IsPresent(item)
        select Fault.Metadata(item, attribute.Name, "The attribute is required and missing.");

    private static Columns Column(PatientObject item, NodeProfile profile) =>
        item.LimitedMetadata && profile.AffinityDomain.AcceptsLimitedMetadata ? Columns.Limited
        : item is DocumentEntry { ObjectType: Vocabulary.OnDemandDocument } ? Columns.OnDemand
        : Columns.Stable;

    private sealed record Required<T>(string Name, Columns Columns, Func<T, bool> IsPresent);
}
