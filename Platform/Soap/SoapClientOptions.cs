using System.Security.Cryptography.X509Certificates;

namespace IheNode.Platform;

/// <summary>How a <see cref="SoapClient"/> connects.</summary>
public sealed record SoapClientOptions
{
    /// <summary>The certificate by which the node names itself; null = none is shown.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The authorities, and nobody else, whose server certificates are accepted; null = those of the machine.</summary>
    public X509Certificate2Collection? TrustedAuthorities { get; init; }

    /// <summary>How long the peer may stay silent: until it is connected, until it takes more of the request, until the next octet of its answer.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After this long without anyone reading on, an answer whose documents were not all read is dropped and its connection closed.</summary>
    public TimeSpan AbandonAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What is accepted of an answer.</summary>
    public LimitsProfile Limits { get; init; } = new();

    /// <summary>Where parts of an answer that must wait are kept; null = the system's folder for temporary files.</summary>
    public string? SpoolFolder { get; init; }
}
