using System.Collections.Frozen;

namespace IheNode.Core;

/// <summary>The attributes of a DocumentEntry by their names in the Technical Framework (<c>ITI TF-3 Table 4.2.3.2-1</c>), to compare two versions of an entry.</summary>
public static class DocumentEntryAttributes
{
    private static readonly FrozenDictionary<string, Func<DocumentEntry, object?>> Values = new Dictionary<string, Func<DocumentEntry, object?>>
    {
        ["author"] = e => e.Authors,
        ["classCode"] = e => e.ClassCode,
        ["comments"] = e => e.Comments,
        ["confidentialityCode"] = e => e.ConfidentialityCodes,
        ["creationTime"] = e => e.CreationTime,
        // What is not said to be offline is online (ITI TF-3 4.2.3.2.30).
        ["documentAvailability"] = e => e.DocumentAvailability ?? Vocabulary.Online,
        ["eventCodeList"] = e => e.EventCodes,
        ["formatCode"] = e => e.FormatCode,
        ["hash"] = e => e.Hash?.ToUpperInvariant(),
        ["healthcareFacilityTypeCode"] = e => e.HealthcareFacilityTypeCode,
        ["languageCode"] = e => e.LanguageCode,
        ["legalAuthenticator"] = e => e.LegalAuthenticator,
        ["mimeType"] = e => e.MimeType,
        ["objectType"] = e => e.ObjectType,
        ["patientId"] = e => e.PatientId,
        ["practiceSettingCode"] = e => e.PracticeSettingCode,
        ["referenceIdList"] = e => e.ReferenceIds,
        ["repositoryUniqueId"] = e => e.RepositoryUniqueId,
        ["serviceStartTime"] = e => e.ServiceStartTime,
        ["serviceStopTime"] = e => e.ServiceStopTime,
        ["size"] = e => e.Size?.TrimStart('0'),
        ["sourcePatientId"] = e => e.SourcePatientId,
        ["sourcePatientInfo"] = e => e.SourcePatientInfo,
        ["title"] = e => e.Title,
        ["typeCode"] = e => e.TypeCode,
        ["uniqueId"] = e => e.UniqueId,
        ["URI"] = e => e.Uri,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Their names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Values.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether two entries differ in an attribute.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="one">An entry.</param>
    /// <param name="other">Another.</param>
    public static bool Differ(string name, DocumentEntry one, DocumentEntry other) => !Equals(Values[name](one), Values[name](other));
}
