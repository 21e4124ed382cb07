using System.Globalization;
using IheNode.Core;

namespace IheNode.Registry;

/// <summary>One update that a message asks for (<c>ITI TF-2 3.57.4.1.3.3</c>).</summary>
internal abstract record UpdateOperation;

/// <summary>A new version of an entry or folder (<c>ITI TF-2 3.57.4.1.3.3.1, 3.57.4.1.3.3.3</c>).</summary>
/// <param name="Object">The new version as submitted.</param>
/// <param name="PreviousVersion">The version that it says it follows.</param>
/// <param name="Propagates">Whether the registry is to link it as the version before it was linked.</param>
internal sealed record NewVersion(PatientObject Object, long PreviousVersion, bool Propagates) : UpdateOperation
{
    /// <summary>The logical object of which it is a version.</summary>
    public string LogicalId => Object.LogicalId!;
}

/// <summary>Another availabilityStatus for an entry, a folder or an association (<c>ITI TF-2 3.57.4.1.3.3.2, .4, .5</c>).</summary>
/// <param name="Trigger">The association that asks for it.</param>
/// <param name="From">The status that the target is expected to have.</param>
/// <param name="To">The status that it is to have.</param>
internal sealed record NewStatus(Association Trigger, long From, long To) : UpdateOperation;

/// <summary>A further association (<c>ITI TF-2 3.57.4.1.3.3.6</c>).</summary>
/// <param name="Association">It.</param>
internal sealed record NewAssociation(Association Association) : UpdateOperation;

/// <summary>Why an object of an update stands for no operation.</summary>
internal enum PlanFault
{
    /// <summary>Nothing says what is to be done with it.</summary>
    NoOperation,

    /// <summary>An annotation is missing or has no meaning.</summary>
    Annotation,

    /// <summary>It is the first version of an object.</summary>
    InitialVersion,
}

/// <summary>What an update asks for, read from the message alone; <see cref="UpdatePlanReader"/> makes it.</summary>
/// <param name="Submission">The objects of the message.</param>
/// <param name="Operations">The operations in the order of the message.</param>
/// <param name="Faults">The objects that stand for no operation.</param>
internal sealed record UpdatePlan(
    Submission Submission,
    IReadOnlyList<UpdateOperation> Operations,
    IReadOnlyList<(PlanFault Kind, RegistryObject Object, string Attribute, string Sentence)> Faults)
{
    /// <summary>The community for which the message as a whole is meant, if it says so.</summary>
    public string? HomeCommunityId { get; init; }

    /// <summary>The new versions.</summary>
    public IEnumerable<NewVersion> Versions => Operations.OfType<NewVersion>();

    /// <summary>The changes of status.</summary>
    public IEnumerable<NewStatus> Statuses => Operations.OfType<NewStatus>();

    /// <summary>The further associations.</summary>
    public IEnumerable<Association> Associations => Operations.OfType<NewAssociation>().Select(o => o.Association);

    /// <summary>
    /// The message as a registration would be, since its metadata obey the rules of one (<c>ITI TF-2 3.57.4.1.3.1</c>): without trigger associations and
    /// without annotations.
    /// </summary>
    public Submission AsRegistration { get; } = new(new(Submission.Objects
        .Where(o => o is not Association { Type: Vocabulary.UpdateAvailabilityStatus or Vocabulary.SubmitAssociation })
        .Select(o => o is Association association ? Annotations.Without(association) : o)
        .ToValueList()));

    /// <summary>The set with its memberships of what is not of this message.</summary>
    public Submission Filing { get; } = new(new(Submission.Objects
        .Where(o => o is SubmissionSet || o is Association { Type: Vocabulary.HasMember } m && Submission.Find(m.SourceId) is SubmissionSet && Submission.Find(m.TargetId) is null)
        .ToValueList()));

    /// <summary>The new version with this id in the message; null when there is none.</summary>
    public NewVersion? Version(string id) => Versions.FirstOrDefault(v => v.Object.Id == id);

    /// <summary>The new version of this logical object; null when there is none.</summary>
    public NewVersion? VersionOf(string? logicalId) => Versions.FirstOrDefault(v => v.LogicalId == logicalId);
}

/// <summary>The annotations by which associations control an update: slots of one value (<c>ITI TF-2 3.57.4.1.3.1.3</c>).</summary>
internal static class Annotations
{
    /// <summary>The names of the annotations of a new version's membership of the set.</summary>
    public static readonly string[] OfMembership = [Vocabulary.SlotNames.PreviousVersion, Vocabulary.SlotNames.AssociationPropagation];

    /// <summary>The names of the annotations of a change of status.</summary>
    public static readonly string[] OfStatus = [Vocabulary.SlotNames.OriginalStatus, Vocabulary.SlotNames.NewStatus];

    /// <summary>The association without annotations.</summary>
    public static Association Without(Association association) =>
        association with { ExtraSlots = association.ExtraSlots.Where(s => !Vocabulary.OfUpdates.Contains(s.Name)).ToValueList() };

    /// <summary>Whether the association has the slot.</summary>
    public static bool Has(Association association, string name) => association.ExtraSlots.Any(s => s.Name == name);

    /// <summary>The one value of the slot; null when there is no slot or it has another number of values.</summary>
    public static string? One(Association association, string name) =>
        association.ExtraSlots.FirstOrDefault(s => s.Name == name) is { Values: [var value] } ? value : null;

    /// <summary>A version number; null when the slot has none.</summary>
    public static long? PreviousVersion(Association association) =>
        long.TryParse(One(association, Vocabulary.SlotNames.PreviousVersion), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
            ? version
            : null;

    /// <summary>Whether associations are propagated, which they are when nothing is said; null when the slot says neither yes nor no.</summary>
    public static bool? Propagates(Association association) =>
        !Has(association, Vocabulary.SlotNames.AssociationPropagation)
            ? true
            : One(association, Vocabulary.SlotNames.AssociationPropagation) switch { "yes" => true, "no" => false, _ => null };

    /// <summary>A status; null when the slot has none.</summary>
    public static long? Status(Association association, string name) => One(association, name) is { } urn ? StatusNumber.Of(urn) : null;
}
