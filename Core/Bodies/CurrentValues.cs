namespace IheNode.Core;

/// <summary>What can change after an object was registered and is therefore kept beside its body; it is written over the body on the way out.</summary>
/// <param name="Status">availabilityStatus.</param>
public sealed record CurrentValues(string Status)
{
    /// <summary>logicalID of an entry or folder that is not the first version; null = its own id.</summary>
    public string? LogicalId { get; init; }

    /// <summary>version of an entry or folder.</summary>
    public string? Version { get; init; }

    /// <summary>documentAvailability of an entry.</summary>
    public string? DocumentAvailability { get; init; }

    /// <summary>lastUpdateTime of a folder.</summary>
    public string? LastUpdateTime { get; init; }

    /// <summary>The id under which the patient is known now.</summary>
    public string? PatientId { get; init; }

    /// <summary>The object as it is now.</summary>
    public RegistryObject Over(RegistryObject registered) => (registered with { AvailabilityStatus = Status }) switch
    {
        DocumentEntry entry => entry with
        {
            PatientId = CurrentPatient, LogicalId = LogicalId ?? entry.Id, Version = Version, DocumentAvailability = DocumentAvailability,
        },
        SubmissionSet set => set with { PatientId = CurrentPatient },
        Folder folder => folder with
        {
            PatientId = CurrentPatient, LogicalId = LogicalId ?? folder.Id, Version = Version,
            LastUpdateTime = LastUpdateTime is { } time ? new Hl7Time(time) : null,
        },
        var other => other,
    };

    private PatientId? CurrentPatient => PatientId is { } id ? new PatientId(id) : null;
}
