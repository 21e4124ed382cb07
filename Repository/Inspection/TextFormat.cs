using System.Buffers;
using System.Globalization;
using System.Text;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>
/// Text. With a charset every octet must have a meaning in it. Without one the octets may be in any charset that facilities use (UTF-8, Shift_JIS, EUC-JP,
/// ISO-2022-JP, and UTF-16 with its mark), so that only control characters tell that they are no text.
/// </summary>
internal sealed class TextFormat(string? charset) : ContentFormat
{
    private const int PieceSize = 64 * 1024;

    // Beside tab, line ends and form feed: shift out and in and escape switch character sets in ISO-2022-JP, and old editors end a text with 1A.
    private static readonly SearchValues<byte> NoText = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(octet => (byte)octet).Where(octet => octet is not ((>= 0x09 and <= 0x0F) or 0x1A or 0x1B))]);

    /// <inheritdoc/>
    public override async Task<string?> FaultAsync(Stream content, InspectedDocument document, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        var characters = ArrayPool<char>.Shared.Rent(PieceSize + 16);
        try
        {
            Decoder? decoder = null;
            var name = charset;
            for (var position = 0L; ;)
            {
                var count = await content.ReadAtLeastAsync(buffer.AsMemory(0, PieceSize), PieceSize, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
                if (position == 0)
                {
                    name ??= buffer.AsSpan(0, count) switch { [0xFF, 0xFE, ..] => "utf-16", [0xFE, 0xFF, ..] => "utf-16BE", _ => null };
                    decoder = name is null ? null : Charset.Strict(name)?.GetDecoder();
                }

                var fault = decoder is null
                    ? ControlFault(buffer.AsSpan(0, count), position)
                    : DecodingFault(decoder, buffer.AsSpan(0, count), characters, position, name!);
                if (fault is not null) return fault;
                position += count;
                if (count < PieceSize) return null;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            ArrayPool<char>.Shared.Return(characters);
        }
    }

    private static string? ControlFault(ReadOnlySpan<byte> piece, long position)
    {
        var at = piece.IndexOfAny(NoText);
        if (at < 0) return null;
        return position == 0 && SignatureFormat.Recognise(piece[..Math.Min(piece.Length, 1024)].ToArray()) is { } other
            ? $"begins as {other}"
            : string.Create(CultureInfo.InvariantCulture, $"has a control character as octet {position + at + 1}, which text has not");
    }

    private static string? DecodingFault(Decoder decoder, ReadOnlySpan<byte> piece, char[] characters, long position, string charset)
    {
        try
        {
            decoder.GetChars(piece, characters, flush: piece.Length < PieceSize);
            return null;
        }
        catch (DecoderFallbackException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"has octets between {position + 1} and {position + piece.Length} that are not {charset}");
        }
    }
}
