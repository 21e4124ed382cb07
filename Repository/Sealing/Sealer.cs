using System.Buffers;
using System.Security.Cryptography;

namespace IheNode.Repository;

/// <summary>
/// Gives contents the form in which they are stored: as they are, or sealed in a container that says for itself what was done (compressed, encrypted, under
/// which key). The address stays the SHA-256 of the plain octets. ADR 0027 describes the container.
/// </summary>
/// <param name="keys">The keys.</param>
/// <param name="compresses">Whether text is compressed where that saves room.</param>
internal sealed class Sealer(KeyRing keys, bool compresses)
{
    /// <summary>The keys.</summary>
    public KeyRing Keys => keys;

    /// <summary>Begins to seal a content of many octets; null when it is to be stored as it is.</summary>
    /// <param name="beginning">Its first octets, by which its kind is judged.</param>
    public Sealing? Begin(ReadOnlySpan<byte> beginning)
    {
        var frame = beginning[..Math.Min(beginning.Length, SealedFrame.PlainSize)];
        var pays = compresses && TextCompression.IsText(frame) && Pays(frame);
        return pays || keys.Current is not null ? Start(pays) : null;
    }

    /// <summary>Seals a content that is in memory; null when it is to be stored as it is.</summary>
    public byte[]? Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> sha256)
    {
        var text = compresses && TextCompression.IsText(plain);
        if (!text && keys.Current is null) return null;
        using var sealing = Start(text);
        var stored = new ArrayBufferWriter<byte>(plain.Length + SealHeader.Longest + 64);
        sealing.Append(plain, stored);
        var header = sealing.Finish(sha256, stored);
        if (keys.Current is null && stored.WrittenCount > plain.Length / 5 * 4) return null;
        var octets = stored.WrittenSpan.ToArray();
        header.CopyTo(octets, 0);
        return octets;
    }

    private static bool Pays(ReadOnlySpan<byte> frame)
    {
        var room = ArrayPool<byte>.Shared.Rent(TextCompression.Room);
        try
        {
            return TextCompression.Compress(frame, room) is not null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room, clearArray: true);
        }
    }

    private Sealing Start(bool compressing)
    {
        if (keys.Current is not { } key) return new(new(0, null, []), null, compressing);
        var salt = RandomNumberGenerator.GetBytes(ContentCipher.SaltSize);
        return new(new(0, key.Id, salt), new(key, salt), compressing);
    }
}
