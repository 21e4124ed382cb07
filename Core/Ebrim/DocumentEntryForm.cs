using static IheNode.Core.Vocabulary;

namespace IheNode.Core;

/// <summary>Where ebRIM keeps the attributes of a DocumentEntry (<c>ITI TF-3 4.2.3.2</c>).</summary>
internal static class DocumentEntryForm
{
    /// <summary>The table.</summary>
    public static ObjectForm<DocumentEntry> Form { get; } = new(1, "DocumentEntry", "ExtrinsicObject")
    {
        Create = Create,
        New = id => new() { Id = id },
        IsVersioned = true,
        XmlAttributes =
        [
            new(16, "objectType", e => e.ObjectType, (e, v) => e with { ObjectType = v }) { IsId = true },
            new(17, "mimeType", e => e.MimeType, (e, v) => e with { MimeType = v }),
        ],
        LimitedMetadataNode = DocumentEntrySchemes.LimitedMetadata,
        Slots =
        [
            One(18, SlotNames.CreationTime, e => e.CreationTime?.Text, (e, v) => e with { CreationTime = new(v) }),
            One(19, SlotNames.Hash, e => e.Hash, (e, v) => e with { Hash = v }),
            One(20, SlotNames.LanguageCode, e => e.LanguageCode, (e, v) => e with { LanguageCode = v }),
            One(21, SlotNames.LegalAuthenticator, e => e.LegalAuthenticator, (e, v) => e with { LegalAuthenticator = v }),
            Many(22, SlotNames.ReferenceIdList, e => e.ReferenceIds, (e, v) => e with { ReferenceIds = v }),
            One(23, SlotNames.RepositoryUniqueId, e => e.RepositoryUniqueId, (e, v) => e with { RepositoryUniqueId = v }),
            One(24, SlotNames.ServiceStartTime, e => e.ServiceStartTime?.Text, (e, v) => e with { ServiceStartTime = new(v) }),
            One(25, SlotNames.ServiceStopTime, e => e.ServiceStopTime?.Text, (e, v) => e with { ServiceStopTime = new(v) }),
            One(26, SlotNames.Size, e => e.Size, (e, v) => e with { Size = v }),
            One(27, SlotNames.SourcePatientId, e => e.SourcePatientId?.Text, (e, v) => e with { SourcePatientId = new(v) }),
            Many(28, SlotNames.SourcePatientInfo, e => e.SourcePatientInfo, (e, v) => e with { SourcePatientInfo = v }),
            One(29, SlotNames.Uri, e => e.Uri, (e, v) => e with { Uri = v }),
            One(30, SlotNames.DocumentAvailability, e => e.DocumentAvailability, (e, v) => e with { DocumentAvailability = v })
                with { Current = c => c.DocumentAvailability },
        ],
        Authors = new(38, DocumentEntrySchemes.Author, e => e.Authors, (e, v) => e with { Authors = v }),
        Codes =
        [
            Code(31, "classCode", DocumentEntrySchemes.ClassCode, e => e.ClassCode, (e, v) => e with { ClassCode = v }),
            Codes(32, "confidentialityCode", DocumentEntrySchemes.ConfidentialityCode,
                e => e.ConfidentialityCodes, (e, v) => e with { ConfidentialityCodes = v }),
            Codes(33, "eventCodeList", DocumentEntrySchemes.EventCodeList, e => e.EventCodes, (e, v) => e with { EventCodes = v }),
            Code(34, "formatCode", DocumentEntrySchemes.FormatCode, e => e.FormatCode, (e, v) => e with { FormatCode = v }),
            Code(35, "healthcareFacilityTypeCode", DocumentEntrySchemes.HealthcareFacilityTypeCode,
                e => e.HealthcareFacilityTypeCode, (e, v) => e with { HealthcareFacilityTypeCode = v }),
            Code(36, "practiceSettingCode", DocumentEntrySchemes.PracticeSettingCode,
                e => e.PracticeSettingCode, (e, v) => e with { PracticeSettingCode = v }),
            Code(37, "typeCode", DocumentEntrySchemes.TypeCode, e => e.TypeCode, (e, v) => e with { TypeCode = v }),
        ],
        Identifiers =
        [
            new(39, "patientId", DocumentEntrySchemes.PatientId, "XDSDocumentEntry.patientId",
                e => e.PatientId?.Text, (e, v) => e with { PatientId = new(v) }) { Current = c => c.PatientId },
            new(40, "uniqueId", DocumentEntrySchemes.UniqueId, "XDSDocumentEntry.uniqueId", e => e.UniqueId, (e, v) => e with { UniqueId = v }),
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

    private static SlotAttribute<DocumentEntry> One(byte number, string name, Func<DocumentEntry, string?> get, Func<DocumentEntry, string, DocumentEntry> set) =>
        SlotAttribute<DocumentEntry>.One(number, name, get, set);

    private static SlotAttribute<DocumentEntry> Many(
        byte number, string name, Func<DocumentEntry, ValueList<string>> get, Func<DocumentEntry, ValueList<string>, DocumentEntry> set) =>
        SlotAttribute<DocumentEntry>.Many(number, name, get, set);

    private static CodeAttribute<DocumentEntry> Code(
        byte number, string name, string scheme, Func<DocumentEntry, Code?> get, Func<DocumentEntry, Code, DocumentEntry> set) =>
        CodeAttribute<DocumentEntry>.One(number, name, scheme, get, set);

    private static CodeAttribute<DocumentEntry> Codes(
        byte number, string name, string scheme, Func<DocumentEntry, ValueList<Code>> get, Func<DocumentEntry, ValueList<Code>, DocumentEntry> set) =>
        CodeAttribute<DocumentEntry>.Many(number, name, scheme, get, set);
}
