using System.Buffers.Binary;
using System.Security.Cryptography;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>
/// AES-256-GCM under a key of one content's own, which HKDF derives from a key of the node and a random salt. So a counter serves as nonce, and no nonce is
/// used twice under a key however many contents there are.
/// </summary>
internal sealed class ContentCipher : IDisposable
{
    /// <summary>Octets of a tag.</summary>
    public const int TagSize = 16;

    /// <summary>Octets of a salt.</summary>
    public const int SaltSize = 32;

    private const int NonceSize = 12;
    private const ulong HeaderNonce = ulong.MaxValue;
    private readonly AesGcm _aes;

    /// <summary>The cipher of the content with this salt.</summary>
    public ContentCipher(ContentKey key, ReadOnlySpan<byte> salt)
    {
        Span<byte> own = stackalloc byte[ContentKey.Size];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Octets, own, salt, "IheNode stored content, version 1"u8);
        _aes = new(own, TagSize);
        CryptographicOperations.ZeroMemory(own);
    }

    /// <summary>Encrypts a frame; its number and its head are bound to it.</summary>
    public void Encrypt(ulong frame, ReadOnlySpan<byte> head, ReadOnlySpan<byte> plain, Span<byte> encrypted, Span<byte> tag) =>
        _aes.Encrypt(Nonce(frame, stackalloc byte[NonceSize]), plain, encrypted, tag, head);

    /// <summary>Decrypts a frame.</summary>
    /// <exception cref="AuthenticationTagMismatchException">It is not the frame of this number and head of this content.</exception>
    public void Decrypt(ulong frame, ReadOnlySpan<byte> head, ReadOnlySpan<byte> encrypted, ReadOnlySpan<byte> tag, Span<byte> plain) =>
        _aes.Decrypt(Nonce(frame, stackalloc byte[NonceSize]), encrypted, tag, plain, head);

    /// <summary>The tag that binds a header, and the address of the content, to the key.</summary>
    public void Sign(ReadOnlySpan<byte> header, Span<byte> tag) => Encrypt(HeaderNonce, header, [], [], tag);

    /// <summary>Checks that tag.</summary>
    /// <exception cref="AuthenticationTagMismatchException">Header or address are not those that were signed.</exception>
    public void Verify(ReadOnlySpan<byte> header, ReadOnlySpan<byte> tag) => Decrypt(HeaderNonce, header, [], tag, []);

    /// <inheritdoc/>
    public void Dispose() => _aes.Dispose();

    private static Span<byte> Nonce(ulong number, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[(NonceSize - sizeof(ulong))..], number);
        return nonce;
    }
}
