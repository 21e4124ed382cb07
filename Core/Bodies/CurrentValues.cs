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
}
