using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>
/// The header of a sealed content: <c>IHNS</c>, version 1, flags (1 = encrypted), octets of the plain content (8, big-endian); when encrypted also the key's id
/// (length, ASCII), the salt, and a tag over all of this and the plain content's SHA-256. So a content that lies at another one's address is found out at once.
/// </summary>
/// <param name="PlainSize">Octets of the plain content.</param>
/// <param name="KeyId">The key's id; null = not encrypted.</param>
/// <param name="Salt">The content's salt; empty = not encrypted.</param>
internal sealed record SealHeader(long PlainSize, string? KeyId, byte[] Salt)
{
    /// <summary>Octets of the longest header.</summary>
    public const int Longest = Start + 1 + 32 + ContentCipher.SaltSize + ContentCipher.TagSize;

    private const int Start = 14;
    private const byte Version = 1, Encrypted = 1;

    private static ReadOnlySpan<byte> Magic => "IHNS"u8;

    /// <summary>Octets of the header in its stored form.</summary>
    public int Length => KeyId is null ? Start : Start + 1 + KeyId.Length + ContentCipher.SaltSize + ContentCipher.TagSize;

    /// <summary>Writes the header and signs it for the content of this address.</summary>
    public byte[] Write(ContentCipher? cipher, ReadOnlySpan<byte> sha256)
    {
        var octets = new byte[Length];
        Magic.CopyTo(octets);
        octets[4] = Version;
        octets[5] = cipher is null ? (byte)0 : Encrypted;
        BinaryPrimitives.WriteInt64BigEndian(octets.AsSpan(6), PlainSize);
        if (cipher is null) return octets;
        octets[Start] = (byte)KeyId!.Length;
        Encoding.ASCII.GetBytes(KeyId, octets.AsSpan(Start + 1));
        Salt.CopyTo(octets.AsSpan(Start + 1 + KeyId.Length));
        cipher.Sign(Signed(octets, sha256), octets.AsSpan(Length - ContentCipher.TagSize));
        return octets;
    }

    /// <summary>Reads the header at the beginning of stored octets; null when none that is whole stands there.</summary>
    public static SealHeader? TryRead(ReadOnlySpan<byte> stored)
    {
        if (stored.Length < Start || !stored.StartsWith(Magic) || stored[4] != Version || stored[5] > Encrypted) return null;
        var size = BinaryPrimitives.ReadInt64BigEndian(stored[6..]);
        if (size < 0) return null;
        if (stored[5] == 0) return new(size, null, []);
        if (stored.Length == Start || stored[Start] is 0 or > 32) return null;
        var header = new SealHeader(size, Encoding.ASCII.GetString(stored[(Start + 1)..Math.Min(stored.Length, Start + 1 + stored[Start])]), []);
        return stored.Length < header.Length ? null : header with { Salt = stored.Slice(Start + 1 + header.KeyId!.Length, ContentCipher.SaltSize).ToArray() };
    }

    /// <summary>The cipher of the content, when key, header and address fit together; null for a content that is not encrypted.</summary>
    /// <exception cref="MissingKeyException">The key is not there.</exception>
    /// <exception cref="AuthenticationTagMismatchException">They do not fit.</exception>
    public ContentCipher? Open(KeyRing keys, ReadOnlySpan<byte> stored, ReadOnlySpan<byte> sha256)
    {
        if (KeyId is null) return null;
        var cipher = new ContentCipher(keys.Find(KeyId), Salt);
        try
        {
            cipher.Verify(Signed(stored[..Length], sha256), stored[(Length - ContentCipher.TagSize)..Length]);
            return cipher;
        }
        catch
        {
            cipher.Dispose();
            throw;
        }
    }

    private static byte[] Signed(ReadOnlySpan<byte> header, ReadOnlySpan<byte> sha256) => [.. header[..^ContentCipher.TagSize], .. sha256];
}
