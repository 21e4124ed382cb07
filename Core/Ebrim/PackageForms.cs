using static IheNode.Core.Vocabulary;

namespace IheNode.Core;

/// <summary>Where ebRIM keeps the attributes of a SubmissionSet (<c>ITI TF-3 4.2.3.3</c>) and a Folder (<c>ITI TF-3 4.2.3.4</c>).</summary>
internal static class PackageForms
{
    /// <summary>The table of the SubmissionSet.</summary>
    public static ObjectForm<SubmissionSet> SubmissionSet { get; } = new(2, "SubmissionSet", "RegistryPackage")
    {
        Create = (element, faults) => new() { Id = element.IdOfType(ObjectTypes.RegistryPackage, faults) },
        New = id => new() { Id = id },
        XmlAttributes = [new(0, "objectType", _ => ObjectTypes.RegistryPackage)],
        Node = SubmissionSetSchemes.Node,
        LimitedMetadataNode = SubmissionSetSchemes.LimitedMetadata,
        Slots =
        [
            SlotAttribute<SubmissionSet>.Many(16, SlotNames.IntendedRecipient, s => s.IntendedRecipients, (s, v) => s with { IntendedRecipients = v }),
            SlotAttribute<SubmissionSet>.One(17, SlotNames.SubmissionTime, s => s.SubmissionTime?.Text, (s, v) => s with { SubmissionTime = new(v) }),
        ],
        Authors = new(18, SubmissionSetSchemes.Author, s => s.Authors, (s, v) => s with { Authors = v }),
        Codes =
        [
            CodeAttribute<SubmissionSet>.One(19, "contentTypeCode", SubmissionSetSchemes.ContentTypeCode,
                s => s.ContentTypeCode, (s, v) => s with { ContentTypeCode = v }),
        ],
        Identifiers =
        [
            new(20, "patientId", SubmissionSetSchemes.PatientId, "XDSSubmissionSet.patientId",
                s => s.PatientId?.Text, (s, v) => s with { PatientId = new(v) }) { Current = c => c.PatientId },
            new(21, "sourceId", SubmissionSetSchemes.SourceId, "XDSSubmissionSet.sourceId", s => s.SourceId, (s, v) => s with { SourceId = v }),
            new(22, "uniqueId", SubmissionSetSchemes.UniqueId, "XDSSubmissionSet.uniqueId", s => s.UniqueId, (s, v) => s with { UniqueId = v }),
        ],
    };

    /// <summary>The table of the Folder.</summary>
    public static ObjectForm<Folder> Folder { get; } = new(3, "Folder", "RegistryPackage")
    {
        Create = (element, faults) => new() { Id = element.IdOfType(ObjectTypes.RegistryPackage, faults) },
        New = id => new() { Id = id },
        IsVersioned = true,
        XmlAttributes = [new(0, "objectType", _ => ObjectTypes.RegistryPackage)],
        Node = FolderSchemes.Node,
        LimitedMetadataNode = FolderSchemes.LimitedMetadata,
        Slots =
        [
            SlotAttribute<Folder>.One(16, SlotNames.LastUpdateTime, f => f.LastUpdateTime?.Text, (f, v) => f with { LastUpdateTime = new(v) })
                with { Current = c => c.LastUpdateTime },
        ],
        Codes = [CodeAttribute<Folder>.Many(17, "codeList", FolderSchemes.CodeList, f => f.Codes, (f, v) => f with { Codes = v })],
        Identifiers =
        [
            new(18, "patientId", FolderSchemes.PatientId, "XDSFolder.patientId",
                f => f.PatientId?.Text, (f, v) => f with { PatientId = new(v) }) { Current = c => c.PatientId },
            new(19, "uniqueId", FolderSchemes.UniqueId, "XDSFolder.uniqueId", f => f.UniqueId, (f, v) => f with { UniqueId = v }),
        ],
    };
}
