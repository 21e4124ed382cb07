using System.IO.Compression;

namespace IheNode.Repository;

/// <summary>Makes text smaller (DEFLATE, RFC 1951). Each frame is compressed for itself, so that no content needs more memory than a frame.</summary>
internal static class TextCompression
{
    /// <summary>Octets of room in which a frame can be compressed, even one that grows.</summary>
    public const int Room = SealedFrame.PlainSize * 9 / 8 + 1024;

    private const int Looked = 4096;

    /// <summary>Whether a content that begins like this is text. Control characters of ISO 2022 (ESC, SO, SI) are text; UTF-16 is not recognised.</summary>
    public static bool IsText(ReadOnlySpan<byte> beginning)
    {
        if (beginning.IsEmpty) return false;
        foreach (var octet in beginning[..Math.Min(beginning.Length, Looked)])
            if (octet < 0x20 && octet is not ((byte)'\t' or (byte)'\n' or 0x0B or 0x0C or (byte)'\r' or 0x0E or 0x0F or 0x1B)) return false;
        return true;
    }

    /// <summary>Compresses a frame; gives its octets, or null when it would not become smaller by a fifth at least.</summary>
    public static int? Compress(ReadOnlySpan<byte> plain, byte[] room)
    {
        using var target = new MemoryStream(room);
        using (var deflate = new DeflateStream(target, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(plain);
        return target.Position <= plain.Length / 5 * 4 ? (int)target.Position : null;
    }

    /// <summary>Decompresses a frame; gives its octets, or null when this is no compressed frame that fits into the room.</summary>
    public static int? Decompress(byte[] compressed, int offset, int length, Span<byte> room)
    {
        try
        {
            using var source = new MemoryStream(compressed, offset, length, writable: false);
            using var inflate = new DeflateStream(source, CompressionMode.Decompress);
            var count = inflate.ReadAtLeast(room, room.Length, throwOnEndOfStream: false);
            return count < room.Length || inflate.ReadByte() < 0 ? count : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
