namespace IheNode.Platform;

/// <summary>The document registry that the node's repository registers with (ITI-42), asks (ITI-18), and that the node's gateway speaks for.</summary>
public sealed record RegistryProfile
{
    /// <summary>Address of ITI-42; null = the node is its own registry.</summary>
    public string? Address { get; init; }

    /// <summary>Address of ITI-18; null = that of ITI-42.</summary>
    public string? Query { get; init; }

    /// <summary>PEM file of the CA that issued its certificate; null = only the CAs of <c>tls</c>.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>How long it may be silent before the repository goes on without its word, in seconds.</summary>
    public double TimeLimitSeconds { get; init; } = 30;
}
