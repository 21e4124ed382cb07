namespace IheNode.Platform;

/// <summary>
/// A facility's system that assembles documents when they are asked for: on-demand documents, and stable ones that were registered before they were assembled
/// (<c>ITI TF-2 3.43.4.2.3</c>, <c>3.43.4.1.3.2</c>).
/// </summary>
public sealed record OnDemandSourceProfile
{
    /// <summary>Its name, for people and for errors.</summary>
    public required string Name { get; init; }

    /// <summary>OID of the patient identifiers by which its entries name their patients (sourcePatientId): it is asked for these entries and no others.</summary>
    public required string AssigningAuthority { get; init; }

    /// <summary>
    /// The address that gives a document on GET: <c>{documentUniqueId}</c> must stand in its path or query; <c>{sourcePatientId}</c>, <c>{patientId}</c> (the ids
    /// without their authorities) and <c>{typeCode}</c> may.
    /// </summary>
    public required string Address { get; init; }

    /// <summary>PEM file of the CA that issued its certificate, beside the node's own and those of <c>tls</c>.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>How long one document may take, from the connection to its last octet, in seconds.</summary>
    public double TimeLimitSeconds { get; init; } = 30;

    /// <summary>Octets of one document of this source.</summary>
    public long DocumentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Whether each new content is stored and registered as a snapshot before it is given ("Persistence of Retrieved Documents").</summary>
    public bool Persists { get; init; }
}
