using IheNode.Core;

namespace IheNode.Tests;

/// <summary>An update as a document administrator writes it: a new set, and what hangs off it.</summary>
public sealed class UpdateMessage(PatientId? patient = null)
{
    private readonly List<RegistryObject> _objects = [];

    /// <summary>The set of the update.</summary>
    public SubmissionSet Set { get; init; } = A.SubmissionSet(patient);

    /// <summary>The message.</summary>
    public SubmitObjectsRequest Request => new(new([Set, .. _objects]));

    /// <summary>What the registry shows, as a next version is submitted: complete, with the logicalID, under a symbolic id.</summary>
    public static T Next<T>(T current) where T : RegistryObject => current with { Id = $"New{A.UniqueId()}", AvailabilityStatus = null, Version = null };

    /// <summary>A slot of values.</summary>
    public static Slot Slot(string name, params string[] values) => new(name, [.. values]);

    /// <summary>Adds a new version that follows the given one; without a number, its membership has no annotation PreviousVersion.</summary>
    public UpdateMessage Version(PatientObject next, string? previous = "1", string? propagation = null)
    {
        Slot[] slots =
        [
            .. previous is null ? [] : new[] { Slot("PreviousVersion", previous) },
            .. propagation is null ? [] : new[] { Slot("AssociationPropagation", propagation) },
        ];
        return With(next, A.HasMember(Set, next) with { ExtraSlots = [.. slots] });
    }

    /// <summary>Adds a change of status.</summary>
    public UpdateMessage Status(string target, string from, string to) =>
        With(Trigger(Vocabulary.UpdateAvailabilityStatus, target) with { ExtraSlots = [Slot("OriginalStatus", from), Slot("NewStatus", to)] });

    /// <summary>Adds a change of status from Approved to Deprecated.</summary>
    public UpdateMessage Deprecate(string target) => Status(target, Vocabulary.Approved, Vocabulary.Deprecated);

    /// <summary>Adds a change of status from Deprecated to Approved.</summary>
    public UpdateMessage Approve(string target) => Status(target, Vocabulary.Deprecated, Vocabulary.Approved);

    /// <summary>Adds a further association.</summary>
    public UpdateMessage Link(Association association) => With(association, Trigger(Vocabulary.SubmitAssociation, association.Id));

    /// <summary>An association for <see cref="Link"/>.</summary>
    public static Association Association(string type, string source, string target) =>
        new() { Id = $"Link{A.UniqueId()}", Type = type, SourceId = source, TargetId = target };

    /// <summary>An association from the set.</summary>
    public Association Trigger(string type, string target) => Association(type, Set.Id, target);

    /// <summary>Adds objects as they are.</summary>
    public UpdateMessage With(params RegistryObject[] objects)
    {
        _objects.AddRange(objects);
        return this;
    }
}
