using static IheNode.Core.Vocabulary;

namespace IheNode.Core;

/// <summary>Where ebRIM keeps the attributes of a SubmissionSet (<c>ITI TF-3 4.2.3.3</c>) and a Folder (<c>ITI TF-3 4.2.3.4</c>).</summary>
internal static class PackageForms
{
    /// <summary>The table of the SubmissionSet.</summary>
    public static ObjectForm<SubmissionSet> SubmissionSet { get; } = new("SubmissionSet", "RegistryPackage")
    {
        Create = (element, faults) => new() { Id = element.IdOfType(ObjectTypes.RegistryPackage, faults) },
        XmlAttributes = [new("objectType", _ => ObjectTypes.RegistryPackage)],
        Node = SubmissionSetSchemes.Node,
        LimitedMetadataNode = SubmissionSetSchemes.LimitedMetadata,
        Slots =
        [
            SlotAttribute<SubmissionSet>.Many(SlotNames.IntendedRecipient, s => s.IntendedRecipients, (s, v) => s with { IntendedRecipients = v }),
            SlotAttribute<SubmissionSet>.One(SlotNames.SubmissionTime, s => s.SubmissionTime?.Text, (s, v) => s with { SubmissionTime = new(v) }),
        ],
        Authors = new(SubmissionSetSchemes.Author, s => s.Authors, (s, v) => s with { Authors = v }),
        Codes =
        [
            CodeAttribute<SubmissionSet>.One("contentTypeCode", SubmissionSetSchemes.ContentTypeCode,
                s => s.ContentTypeCode, (s, v) => s with { ContentTypeCode = v }),
        ],
        Identifiers =
        [
            new("patientId", SubmissionSetSchemes.PatientId, "XDSSubmissionSet.patientId",
                s => s.PatientId?.Text, (s, v) => s with { PatientId = new(v) }),
            new("sourceId", SubmissionSetSchemes.SourceId, "XDSSubmissionSet.sourceId", s => s.SourceId, (s, v) => s with { SourceId = v }),
            new("uniqueId", SubmissionSetSchemes.UniqueId, "XDSSubmissionSet.uniqueId", s => s.UniqueId, (s, v) => s with { UniqueId = v }),
        ],
    };

    /// <summary>The table of the Folder.</summary>
    public static ObjectForm<Folder> Folder { get; } = new("Folder", "RegistryPackage")
    {
        Create = (element, faults) => new() { Id = element.IdOfType(ObjectTypes.RegistryPackage, faults) },
        XmlAttributes = [new("objectType", _ => ObjectTypes.RegistryPackage)],
        Node = FolderSchemes.Node,
        LimitedMetadataNode = FolderSchemes.LimitedMetadata,
        Slots = [SlotAttribute<Folder>.One(SlotNames.LastUpdateTime, f => f.LastUpdateTime?.Text, (f, v) => f with { LastUpdateTime = new(v) })],
        Codes = [CodeAttribute<Folder>.Many("codeList", FolderSchemes.CodeList, f => f.Codes, (f, v) => f with { Codes = v })],
        Identifiers =
        [
            new("patientId", FolderSchemes.PatientId, "XDSFolder.patientId", f => f.PatientId?.Text, (f, v) => f with { PatientId = new(v) }),
            new("uniqueId", FolderSchemes.UniqueId, "XDSFolder.uniqueId", f => f.UniqueId, (f, v) => f with { UniqueId = v }),
        ],
    };
}
