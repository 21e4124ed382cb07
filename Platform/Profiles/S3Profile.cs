using System.Text.Json.Serialization;

namespace IheNode.Platform;

/// <summary>An object store that speaks S3 (path style, signature version 4), in which contents of documents lie.</summary>
public sealed record S3Profile
{
    /// <summary>Its address, <c>https://host:port</c>; http is for loopback only.</summary>
    public required string Address { get; init; }

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The bucket; it must exist, and belong to this node's repository alone if there is no prefix.</summary>
    public required string Bucket { get; init; }

    /// <summary>What the key of every object begins with, such as <c>yamato/</c>; nobody else may write under it.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Name of the environment variable, or path of the file, that holds the access key's id.</summary>
    public required string AccessKeyFrom { get; init; }

    /// <summary>Name of the environment variable, or path of the file, that holds the secret access key.</summary>
    public required string SecretKeyFrom { get; init; }

    /// <summary>PEM file of the CA that issued its certificate; null = the authorities that this machine trusts.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>Octets up to which a content is sent in one piece; larger ones are sent in parts of so many (S3 allows 5 MiB to 5 GiB).</summary>
    public long PartBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Parts of one content that are sent at a time.</summary>
    public int PartsAtOnce { get; init; } = 4;

    /// <summary>How often a request is tried before it counts as failed.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>Seconds without a byte, either way, before an attempt is given up.</summary>
    public int IdleSeconds { get; init; } = 30;

    /// <summary>The access key's id.</summary>
    [JsonIgnore]
    public string? AccessKey { get; init; }

    /// <summary>The secret access key.</summary>
    [JsonIgnore]
    public string? SecretKey { get; init; }

    /// <summary>Where it is, and no key.</summary>
    public override string ToString() => $"{Address.TrimEnd('/')}/{Bucket}/{Prefix}";
}
