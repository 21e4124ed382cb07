using System.Text.Json.Serialization;

namespace IheNode.Platform;

/// <summary>Encryption of documents where they are stored (AES-256-GCM). Keys never stand in a profile.</summary>
public sealed record EncryptionProfile
{
    /// <summary>Name of the environment variable, or path of the file, that holds the keys, one <c>id:base64</c> a line; null = no documents are encrypted.</summary>
    public string? KeysFrom { get; init; }

    /// <summary>Id of the key that encrypts documents from now on; null = further documents are not encrypted. The other keys open what they encrypted.</summary>
    public string? CurrentKey { get; init; }

    /// <summary>The keys that were found, by id.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, ContentKey> Keys { get; init; } = new Dictionary<string, ContentKey>();

    /// <summary>The current key's id, and no secret.</summary>
    public override string ToString() => CurrentKey ?? "not encrypted";
}
