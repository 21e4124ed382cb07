using System.IO.Hashing;
using System.Security.Cryptography;

namespace IheNode.Repository;

/// <summary>Tells whether octets are those that were stored: by their XXH128, or by their SHA-256 where no checksum was kept.</summary>
internal abstract class ContentProof : IDisposable
{
    /// <summary>The proof of a content.</summary>
    public static ContentProof Of(string sha256, byte[]? checksum) => checksum is null ? new ByAddress(sha256) : new ByChecksum(checksum);

    /// <summary>Takes in octets.</summary>
    public abstract void Append(ReadOnlySpan<byte> octets);

    /// <summary>Whether all octets so far are the whole content.</summary>
    public abstract bool Holds();

    /// <inheritdoc/>
    public virtual void Dispose() { }

    private sealed class ByChecksum(byte[] checksum) : ContentProof
    {
        private readonly XxHash128 _hash = new();

        public override void Append(ReadOnlySpan<byte> octets) => _hash.Append(octets);

        public override bool Holds() => _hash.GetCurrentHash().AsSpan().SequenceEqual(checksum);
    }

    private sealed class ByAddress(string sha256) : ContentProof
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override void Append(ReadOnlySpan<byte> octets) => _hash.AppendData(octets);

        public override bool Holds() => Convert.ToHexStringLower(_hash.GetCurrentHash()) == sha256;

        public override void Dispose()
        {
            _hash.Dispose();
            base.Dispose();
        }
    }
}
