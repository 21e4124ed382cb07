using static IheNode.Core.Vocabulary;

namespace IheNode.Core;

/// <summary>Where ebRIM keeps the attributes of a DocumentEntry (<c>ITI TF-3 4.2.3.2</c>).</summary>
internal static class DocumentEntryForm
{
    /// <summary>The table.</summary>
    public static ObjectForm<DocumentEntry> Form { get; } = new("DocumentEntry", "ExtrinsicObject")
    {
        Create = Create,
        XmlAttributes = [new("objectType", e => e.ObjectType), new("mimeType", e => e.MimeType)],
        LimitedMetadataNode = DocumentEntrySchemes.LimitedMetadata,
        Slots =
        [
            One(SlotNames.CreationTime, e => e.CreationTime?.Text, (e, v) => e with { CreationTime = new(v) }),
            One(SlotNames.Hash, e => e.Hash, (e, v) => e with { Hash = v }),
            One(SlotNames.LanguageCode, e => e.LanguageCode, (e, v) => e with { LanguageCode = v }),
            One(SlotNames.LegalAuthenticator, e => e.LegalAuthenticator, (e, v) => e with { LegalAuthenticator = v }),
            Many(SlotNames.ReferenceIdList, e => e.ReferenceIds, (e, v) => e with { ReferenceIds = v }),
            One(SlotNames.RepositoryUniqueId, e => e.RepositoryUniqueId, (e, v) => e with { RepositoryUniqueId = v }),
            One(SlotNames.ServiceStartTime, e => e.ServiceStartTime?.Text, (e, v) => e with { ServiceStartTime = new(v) }),
            One(SlotNames.ServiceStopTime, e => e.ServiceStopTime?.Text, (e, v) => e with { ServiceStopTime = new(v) }),
            One(SlotNames.Size, e => e.Size, (e, v) => e with { Size = v }),
            One(SlotNames.SourcePatientId, e => e.SourcePatientId?.Text, (e, v) => e with { SourcePatientId = new(v) }),
            Many(SlotNames.SourcePatientInfo, e => e.SourcePatientInfo, (e, v) => e with { SourcePatientInfo = v }),
            One(SlotNames.Uri, e => e.Uri, (e, v) => e with { Uri = v }),
            One(SlotNames.DocumentAvailability, e => e.DocumentAvailability, (e, v) => e with { DocumentAvailability = v }),
        ],
        Authors = new(DocumentEntrySchemes.Author, e => e.Authors, (e, v) => e with { Authors = v }),
        Codes =
        [
            Code("classCode", DocumentEntrySchemes.ClassCode, e => e.ClassCode, (e, v) => e with { ClassCode = v }),
            Codes("confidentialityCode", DocumentEntrySchemes.ConfidentialityCode,
                e => e.ConfidentialityCodes, (e, v) => e with { ConfidentialityCodes = v }),
            Codes("eventCodeList", DocumentEntrySchemes.EventCodeList, e => e.EventCodes, (e, v) => e with { EventCodes = v }),
            Code("formatCode", DocumentEntrySchemes.FormatCode, e => e.FormatCode, (e, v) => e with { FormatCode = v }),
            Code("healthcareFacilityTypeCode", DocumentEntrySchemes.HealthcareFacilityTypeCode,
                e => e.HealthcareFacilityTypeCode, (e, v) => e with { HealthcareFacilityTypeCode = v }),
            Code("practiceSettingCode", DocumentEntrySchemes.PracticeSettingCode,
                e => e.PracticeSettingCode, (e, v) => e with { PracticeSettingCode = v }),
            Code("typeCode", DocumentEntrySchemes.TypeCode, e => e.TypeCode, (e, v) => e with { TypeCode = v }),
        ],
        Identifiers =
        [
            new("patientId", DocumentEntrySchemes.PatientId, "XDSDocumentEntry.patientId",
                e => e.PatientId?.Text, (e, v) => e with { PatientId = new(v) }),
            new("uniqueId", DocumentEntrySchemes.UniqueId, "XDSDocumentEntry.uniqueId", e => e.UniqueId, (e, v) => e with { UniqueId = v }),
        ],
    };

    private static DocumentEntry Create(ObjectElement element, MetadataFaults faults)
    {
        var type = element.Attribute("objectType");
        if (type is null) faults.Add("DocumentEntry", element.Id, "objectType", "it is missing.");
        return new()
        {
            Id = element.Id,
            ObjectType = type is null || Same(type, StableDocument) ? StableDocument : Same(type, OnDemandDocument) ? OnDemandDocument : type,
            MimeType = element.Attribute("mimeType"),
        };
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static SlotAttribute<DocumentEntry> One(string name, Func<DocumentEntry, string?> get, Func<DocumentEntry, string, DocumentEntry> set) =>
        SlotAttribute<DocumentEntry>.One(name, get, set);

    private static SlotAttribute<DocumentEntry> Many(
        string name, Func<DocumentEntry, ValueList<string>> get, Func<DocumentEntry, ValueList<string>, DocumentEntry> set) =>
        SlotAttribute<DocumentEntry>.Many(name, get, set);

    private static CodeAttribute<DocumentEntry> Code(
        string name, string scheme, Func<DocumentEntry, Code?> get, Func<DocumentEntry, Code, DocumentEntry> set) =>
        CodeAttribute<DocumentEntry>.One(name, scheme, get, set);

    private static CodeAttribute<DocumentEntry> Codes(
        string name, string scheme, Func<DocumentEntry, ValueList<Code>> get, Func<DocumentEntry, ValueList<Code>, DocumentEntry> set) =>
        CodeAttribute<DocumentEntry>.Many(name, scheme, get, set);
}
