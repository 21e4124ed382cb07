namespace IheNode.Core;

/// <summary>What DocumentEntry, SubmissionSet, Folder and Association have in common (<c>ITI TF-3 4.2</c>).</summary>
public abstract record RegistryObject
{
    /// <summary>entryUUID, or a symbolic id within a submission.</summary>
    public required string Id { get; init; }

    /// <summary>homeCommunityId as <c>urn:oid:</c> URN; stamped by gateways.</summary>
    public string? HomeCommunityId { get; init; }

    /// <summary>availabilityStatus, one of <see cref="Vocabulary.Approved"/> and <see cref="Vocabulary.Deprecated"/>; what a submission says is ignored.</summary>
    public string? AvailabilityStatus { get; init; }

    /// <summary>title.</summary>
    public ValueList<LocalizedString> Title { get; init; }

    /// <summary>comments.</summary>
    public ValueList<LocalizedString> Comments { get; init; }

    /// <summary>logicalID, shared by all versions of an object (Metadata Update 4.1.5).</summary>
    public string? LogicalId { get; init; }

    /// <summary>version, assigned by the registry.</summary>
    public string? Version { get; init; }

    /// <summary>Slots that the standard does not name (<c>ITI TF-3 4.2.3.1.6</c>).</summary>
    public ValueList<Slot> ExtraSlots { get; init; }

    /// <summary>Classifications that the standard does not name.</summary>
    public ValueList<Classification> ExtraClassifications { get; init; }

    /// <summary>External identifiers that the standard does not name.</summary>
    public ValueList<ExternalIdentifier> ExtraExternalIdentifiers { get; init; }
}

/// <summary>A registry object that belongs to one patient: all but Association.</summary>
public abstract record PatientObject : RegistryObject
{
    /// <summary>patientId: the affinity domain's identifier of the patient.</summary>
    public PatientId? PatientId { get; init; }

    /// <summary>uniqueId: globally unique, given by the creator.</summary>
    public string? UniqueId { get; init; }

    /// <summary>Whether the object says that its metadata are limited (<c>ITI TF-3 4.2.3.2.31</c>).</summary>
    public bool LimitedMetadata { get; init; }
}
