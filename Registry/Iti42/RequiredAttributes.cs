using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>The attributes that a repository must send (<c>ITI TF-3 Table 4.3.1-3</c>, column ITI-42).</summary>
internal static class RequiredAttributes
{
    private static readonly Required<DocumentEntry>[] OfEntry =
    [
        new("classCode", e => e.ClassCode is not null),
        new("confidentialityCode", e => e.ConfidentialityCodes.Count > 0),
        new("creationTime", e => e.CreationTime is not null),
        new("formatCode", e => e.FormatCode is not null),
        new("hash", e => IsGiven(e.Hash)),
        new("healthcareFacilityTypeCode", e => e.HealthcareFacilityTypeCode is not null),
        new("languageCode", e => IsGiven(e.LanguageCode)),
        new("mimeType", e => IsGiven(e.MimeType)),
        new("patientId", e => e.PatientId is not null),
        new("practiceSettingCode", e => e.PracticeSettingCode is not null),
        new("repositoryUniqueId", e => IsGiven(e.RepositoryUniqueId)),
        new("size", e => IsGiven(e.Size)),
        new("sourcePatientId", e => e.SourcePatientId is not null),
        new("typeCode", e => e.TypeCode is not null),
        new("uniqueId", e => IsGiven(e.UniqueId)),
    ];

    private static readonly Required<SubmissionSet>[] OfSubmissionSet =
    [
        new("contentTypeCode", s => s.ContentTypeCode is not null),
        new("patientId", s => s.PatientId is not null),
        new("sourceId", s => IsGiven(s.SourceId)),
        new("submissionTime", s => s.SubmissionTime is not null),
        new("uniqueId", s => IsGiven(s.UniqueId)),
    ];

    private static readonly Required<Folder>[] OfFolder =
    [
        new("codeList", f => f.Codes.Count > 0),
        new("patientId", f => f.PatientId is not null),
        new("title", f => f.Title.Any(t => IsGiven(t.Value))),
        new("uniqueId", f => IsGiven(f.UniqueId)),
    ];

    public static IEnumerable<XdsError> Check(Submission submission, NodeProfile profile) =>
        [.. Missing(submission.Entries, OfEntry), .. Missing(submission.SubmissionSets, OfSubmissionSet), .. Missing(submission.Folders, OfFolder)];

    private static IEnumerable<XdsError> Missing<T>(IEnumerable<T> items, Required<T>[] attributes) where T : RegistryObject =>
        from item in items
        from attribute in attributes
        where !attribute.IsPresent(item)
        select Fault.Metadata(item, attribute.Name, "The attribute is required and missing.");

    private static bool IsGiven(string? text) => !string.IsNullOrWhiteSpace(text);

    private sealed record Required<T>(string Name, Func<T, bool> IsPresent);
}
