using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>The keys of <c>documents.encryption</c>: one seals, all open.</summary>
internal sealed class KeyRing(EncryptionProfile encryption)
{
    /// <summary>The key that seals from now on; null = nothing is encrypted.</summary>
    public ContentKey? Current { get; } = encryption.CurrentKey is { } current ? encryption.Keys[current] : null;

    /// <summary>Whether a key is there.</summary>
    public bool Has(string id) => encryption.Keys.ContainsKey(id);

    /// <summary>The key of an id.</summary>
    /// <exception cref="MissingKeyException">It is not there.</exception>
    public ContentKey Find(string id) => encryption.Keys.TryGetValue(id, out var key) ? key : throw new MissingKeyException(id);
}

/// <summary>A stored document is encrypted under a key that this node was not given.</summary>
internal sealed class MissingKeyException(string keyId)
    : DamagedDocumentException($"A stored content is encrypted under the key {keyId}, which is not among the keys of documents.encryption.keysFrom.");
