using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>The rules by which the registry judges a submission (<c>ITI TF-2 3.42.4.1.3</c>). All are asked, and all errors reported.</summary>
internal static class SubmissionRules
{
    /// <summary>Rules of the metadata themselves, which updates obey too.</summary>
    public static IReadOnlyList<SubmissionRule<NodeProfile>> OfMetadata { get; } =
    [
        new("There is exactly one submission set", "ITI TF-3 4.2.1.4", StructureRules.OneSubmissionSet),
        new("Ids are different and well formed", "ITI TF-3 4.2.3.1.5", StructureRules.Ids),
        new("UUIDs of the vocabulary stand where they mean something", "ITI TF-3 4.2.5", StructureRules.PartsInPlace),
        new("Extra slots are named as extra", "ITI TF-3 4.2.3.1.6", StructureRules.SlotNames),
        new("Association types are known", "ITI TF-3 Table 4.2.2-1", AssociationRules.KnownTypes),
        new("Memberships join what they may", "ITI TF-3 4.2.2.1", AssociationRules.Memberships),
        new("A relationship joins two entries", "ITI TF-3 4.2.2", AssociationRules.BetweenTwo),
        new("Metadata are limited only where the affinity domain takes such", "ITI TF-3 Table 4.3.1-3", RequiredAttributes.LimitedMetadata),
        new("Required attributes are there", "ITI TF-3 Table 4.3.1-3", RequiredAttributes.Check),
        new("Values have the form of their type", "ITI TF-3 4.2.3.1.7", ValueFormats.Check),
        new("Titles are short", "ITI TF-3 4.2.3.2.24", Lengths.Titles),
        new("Extra metadata are as short as ebRIM has it", "ITI TF-3 4.2.3.1.1", Lengths.ExtraMetadata),
        new("The patient is born once and of one sex", "ITI TF-3 4.2.3.2.23", ValueFormats.PatientInfo),
        new("Authors name someone", "ITI TF-3 4.2.3.1.4", ValueFormats.Authors),
        new("Service begins before it ends", "ITI TF-2 3.42.4.1.3.3.6", ValueFormats.ServiceTimes),
        new("Codes are complete", "ITI TF-3 4.2.3.1.2", CodeRules.Complete),
        new("Codes are of the affinity domain", "ITI TF-2 3.42.4.1.3.3.3", CodeRules.Check),
        new("UniqueIds are different", "ITI TF-3 Table 4.2.4.1-2", UniqueIdRules.DifferentInMessage),
    ];

    /// <summary>Rules that the message alone decides, of ITI-42 and ITI-61 alike.</summary>
    public static IReadOnlyList<SubmissionRule<NodeProfile>> OfMessage { get; } =
    [
        .. OfMetadata,
        new("The submission holds something", "ITI TF-3 4.2.1.4", StructureRules.NotEmpty),
        new("Every object is a member of the set", "ITI TF-3 4.2.1.4", StructureRules.EverythingIsFiled),
        new("Objects are in their first version", "ITI XDS Metadata Update 3.42.4.1.3", StructureRules.FirstVersions),
        new("Nothing that is registered is changed", "ITI XDS Metadata Update 3.57.4.1", AssociationRules.NoUpdates),
        new("A relationship begins at an entry of the submission", "ITI TF-2 3.42.4.1.3.5", AssociationRules.RelationshipSources),
        new("What replaces, replaces something registered", "ITI TF-2 3.42.4.1.3.5", AssociationRules.ReplacedIsRegistered),
        new("Nothing is replaced twice", "ITI TF-3 4.2.2.2.3", AssociationRules.ReplacedOnce),
        new("All objects are of one patient", "ITI TF-2 3.42.4.1.3.3.2", PatientRules.OnePatient),
    ];

    /// <summary>What ITI-42 asks beyond what it shares with ITI-61.</summary>
    public static IReadOnlyList<SubmissionRule<NodeProfile>> OfStableEntries { get; } =
        [new("Entries are stable", "ITI TF-2 3.42.4.1.2", StructureRules.StableEntries)];

    /// <summary>Rules that need what is registered; they are asked in the transaction that writes.</summary>
    public static IReadOnlyList<SubmissionRule<RegisteredState>> OfRegistry { get; } =
    [
        new("The patient is known", "ITI TF-2 3.42.4.1.3.3.2", PatientRules.Known),
        new("The uniqueIds of sets and folders are new", "ITI TF-2 3.42.4.1.3.3.7", UniqueIdRules.NewInRegistry),
        new("The same uniqueId is the same document", "ITI TF-2 3.42.4.1.3.3.1", UniqueIdRules.SameDocument),
        new("EntryUUIDs are new", "ITI TF-2 3.42.4.1.3.7", UniqueIdRules.NewEntryUuids),
        new("References lead somewhere", "ITI TF-3 4.2.2", ReferenceRules.Resolve),
        new("Targets are of the right kind", "ITI TF-3 4.2.2", ReferenceRules.Kinds),
        new("Targets are approved", "ITI TF-2 3.42.4.1.3.5", ReferenceRules.Approved),
        new("Both ends are of one patient", "ITI TF-2 3.42.4.1.3.5", ReferenceRules.SamePatient),
        new("A folder takes members from its own patient only", "ITI TF-3 4.2.2.1.4", ReferenceRules.FoldersOfSet),
        new("A transformation is not appended to", "ITI TF-3 4.2.2.2.1", ReferenceRules.NoAddendumToTransformation),
    ];
}
