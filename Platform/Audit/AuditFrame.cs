using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace IheNode.Platform;

/// <summary>
/// One record in a segment file: <c>length SP checksum SP message LF</c>, the length in octets of the message, the checksum its CRC-32C in
/// eight hexadecimal digits. A person can read it; a record that a crash cut short does not pass for a whole one.
/// </summary>
internal static class AuditFrame
{
    private const int LongestHeader = 20;

    /// <summary>The frame of a message.</summary>
    public static byte[] Write(ReadOnlySpan<byte> message)
    {
        var header = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{message.Length} {Checksum(message):x8} "));
        return [.. header, .. message, (byte)'\n'];
    }

    /// <summary>Reads the next frame of a segment up to a position; null when none that is whole stands there.</summary>
    public static async ValueTask<(byte[] Message, long Next)?> ReadAsync(Stream segment, long offset, long end, CancellationToken cancellation)
    {
        var header = new byte[(int)Math.Min(LongestHeader, Math.Max(0, end - offset))];
        segment.Position = offset;
        await segment.ReadExactlyAsync(header, cancellation).ConfigureAwait(false);
        if (!TryParse(header, out var length, out var checksum, out var start) || offset + start + length + 1 > end) return null;

        segment.Position = offset + start;
        var message = new byte[length + 1];
        await segment.ReadExactlyAsync(message, cancellation).ConfigureAwait(false);
        if (message[length] != '\n' || Checksum(message.AsSpan(0, length)) != checksum) return null;
        return (message[..length], offset + start + length + 1);
    }

    private static bool TryParse(ReadOnlySpan<byte> header, out int length, out uint checksum, out int start)
    {
        (checksum, start) = (0, 0);
        if (!Utf8Parser.TryParse(header, out length, out var digits) || length < 0 || header.Length < digits + 10) return false;
        start = digits + 10;
        return header[digits] == ' ' && header[start - 1] == ' '
            && Utf8Parser.TryParse(header.Slice(digits + 1, 8), out checksum, out var used, 'x') && used == 8;
    }

    private static uint Checksum(ReadOnlySpan<byte> message)
    {
        var crc = uint.MaxValue;
        foreach (var octet in message) crc = BitOperations.Crc32C(crc, octet);
        return ~crc;
    }
}
