using System.Buffers;
using System.Globalization;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>Decodes base64 that comes in pieces, into a spool; white space between is skipped, and anything else that is not base64 is refused.</summary>
internal sealed class Base64Text(Spool target, long limit) : IDisposable
{
    private const int Room = 32 * 1024;
    private static readonly SearchValues<char> Space = SearchValues.Create(" \t\r\n");
    private readonly char[] _chars = ArrayPool<char>.Shared.Rent(Room);
    private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(Room);
    private int _count;
    private bool _padded;

    public async ValueTask AddAsync(ReadOnlyMemory<char> text, CancellationToken cancellation)
    {
        while (!text.IsEmpty)
        {
            text = text[Take(text.Span)..];
            if (_count == Room) await FlushAsync(cancellation).ConfigureAwait(false);
        }
    }

    public ValueTask EndAsync(CancellationToken cancellation) => FlushAsync(cancellation);

    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(_chars);
        ArrayPool<byte>.Shared.Return(_bytes);
    }

    /// <summary>Takes a run of letters, or the white space before one; gives how many characters are done with.</summary>
    private int Take(ReadOnlySpan<char> text)
    {
        var space = text.IndexOfAnyExcept(Space);
        if (space != 0) return space < 0 ? text.Length : space;
        var run = text.IndexOfAny(Space);
        var count = Math.Min(run < 0 ? text.Length : run, Room - _count);
        var letters = text[..count];
        if (_padded && letters.ContainsAnyExcept('=')) throw new MalformedMessageException("An inline document goes on after the end of its base64.");
        _padded |= letters.Contains('=');
        letters.CopyTo(_chars.AsSpan(_count));
        _count += count;
        return count;
    }

    private async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (!Convert.TryFromBase64Chars(_chars.AsSpan(0, _count), _bytes, out var written))
            throw new MalformedMessageException("An inline document is not valid base64.");
        if (target.Length + written > limit)
            throw new MalformedMessageException(string.Create(CultureInfo.InvariantCulture, $"A document exceeds {limit} octets (limits.documentBytes)."));
        await target.WriteAsync(_bytes.AsMemory(0, written), cancellation).ConfigureAwait(false);
        _count = 0;
    }
}
