using System.Buffers.Binary;

namespace IheNode.Repository;

/// <summary>
/// The head of a frame, four octets big-endian: whether it is the last one (bit 31), whether it is compressed (bit 30), and the octets that follow it,
/// without the tag. A frame holds 64 KiB of the plain content, the last one what is left.
/// </summary>
/// <param name="IsLast">Whether no frame follows.</param>
/// <param name="IsCompressed">Whether its octets are compressed (DEFLATE, RFC 1951).</param>
/// <param name="Length">Its octets.</param>
internal readonly record struct SealedFrame(bool IsLast, bool IsCompressed, int Length)
{
    /// <summary>Octets of the head.</summary>
    public const int HeadSize = 4;

    /// <summary>Octets of the plain content in every frame but the last.</summary>
    public const int PlainSize = 64 * 1024;

    private const uint Last = 1u << 31, Compressed = 1u << 30;

    /// <summary>Writes the head.</summary>
    public void Write(Span<byte> head) =>
        BinaryPrimitives.WriteUInt32BigEndian(head, (IsLast ? Last : 0) | (IsCompressed ? Compressed : 0) | (uint)Length);

    /// <summary>Reads a head; null when it can be none.</summary>
    public static SealedFrame? TryRead(ReadOnlySpan<byte> head)
    {
        var value = BinaryPrimitives.ReadUInt32BigEndian(head);
        var length = value & ~(Last | Compressed);
        return length <= PlainSize ? new((value & Last) != 0, (value & Compressed) != 0, (int)length) : null;
    }
}
