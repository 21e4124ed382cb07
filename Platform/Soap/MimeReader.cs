using System.Buffers;
using System.Text;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>
/// Reads a multipart message part by part and never holds more than a window of it. It is our own because the framework's MultipartReader refuses folded
/// headers and lines that end in a bare LF, both of which peers send.
/// </summary>
internal sealed class MimeReader : IDisposable
{
    private const int Window = 64 * 1024;
    private readonly Stream _stream;
    private readonly LimitsProfile _limits;
    private readonly byte[] _delimiter;
    private byte[]? _buffer;
    private int _start, _end, _known, _parts;
    private bool _inBody = true, _ended;

    public MimeReader(Stream stream, string boundary, LimitsProfile limits)
    {
        _stream = stream;
        _limits = limits;
        // A header line of the longest kind stands in it whole.
        _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, (long)limits.HeaderBytes + Window));
        _delimiter = Encoding.Latin1.GetBytes("\r\n--" + boundary);
        // The first delimiter stands at the beginning of a line; with this line end before it, it looks like all others.
        "\r\n"u8.CopyTo(_buffer);
        _end = 2;
    }

    /// <summary>Goes to the next part, past whatever is left of the present one; null after the last.</summary>
    public async ValueTask<MimePart?> NextAsync(CancellationToken cancellation)
    {
        if (_ended) return null;
        var skipped = 0L;
        while (_inBody)
        {
            var ahead = await BodyAsync(cancellation).ConfigureAwait(false);
            _start += ahead;
            skipped += ahead;
            if (_parts == 0 && skipped > _limits.HeaderBytes) throw new MalformedMessageException("The multipart message does not begin with its boundary.");
        }
        if (await ClosesAsync(cancellation).ConfigureAwait(false))
        {
            _ended = true;
            return null;
        }
        if (++_parts > _limits.Parts) throw new MalformedMessageException($"The message has more than {_limits.Parts} parts (limits.parts).");
        var part = new MimePart(await HeadersAsync(cancellation).ConfigureAwait(false));
        _inBody = true;
        return part;
    }

    /// <summary>Reads bytes of the present part; 0 at its end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        if (!_inBody || target.Length == 0) return 0;
        var count = Math.Min(await BodyAsync(cancellation).ConfigureAwait(false), target.Length);
        _buffer.AsMemory(_start, count).CopyTo(target);
        _start += count;
        return count;
    }

    public void Dispose()
    {
        if (_buffer is { } buffer) ArrayPool<byte>.Shared.Return(buffer);
        _buffer = null;
        _inBody = false;
        _ended = true;
    }

    /// <summary>How many bytes of the part's body lie ready at the start of the window; 0 = the delimiter was passed.</summary>
    private async ValueTask<int> BodyAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (_start < _known) return _known - _start;
            var found = _buffer.AsSpan(_start, _end - _start).IndexOf(_delimiter);
            if (found > 0)
            {
                _known = _start + found;
                return found;
            }
            if (found == 0)
            {
                while (_end - _start < _delimiter.Length + 2) await FillAsync(cancellation).ConfigureAwait(false);
                // "--boundary" with more letters after it is another boundary, or a part's own text.
                if (_buffer![_start + _delimiter.Length] is not ((byte)'-' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) return _delimiter.Length;
                _start += _delimiter.Length;
                _inBody = false;
                return 0;
            }
            var safe = _end - _start - (_delimiter.Length - 1);
            if (safe > 0)
            {
                _known = _start + safe;
                return safe;
            }
            await FillAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> ClosesAsync(CancellationToken cancellation)
    {
        while (_end - _start < 2) await FillAsync(cancellation).ConfigureAwait(false);
        if (_buffer.AsSpan(_start, 2).SequenceEqual("--"u8)) return true;
        if ((await LineAsync(cancellation).ConfigureAwait(false)).Trim().Length > 0) throw new MalformedMessageException("A boundary line carries more than the boundary.");
        return false;
    }

    private async ValueTask<Dictionary<string, string>> HeadersAsync(CancellationToken cancellation)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? name = null;
        var size = 0;
        while (await LineAsync(cancellation).ConfigureAwait(false) is { Length: > 0 } line)
        {
            size += line.Length + 2;
            if (size > _limits.HeaderBytes) throw new MalformedMessageException($"The headers of a part exceed {_limits.HeaderBytes} octets (limits.headerBytes).");
            if (line[0] is ' ' or '\t')
            {
                if (name is null) throw new MalformedMessageException("The headers of a part begin with a continuation line.");
                headers[name] += " " + line.Trim();
                continue;
            }
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) throw new MalformedMessageException("A header of a part has no colon.");
            name = line[..colon].TrimEnd();
            if (!headers.TryAdd(name, line[(colon + 1)..].Trim())) throw new MalformedMessageException($"A part has the header {name} twice.");
        }
        return headers;
    }

    private async ValueTask<string> LineAsync(CancellationToken cancellation)
    {
        var scanned = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var length = scanned + found;
                var line = Encoding.UTF8.GetString(_buffer!, _start, length > 0 && _buffer![_start + length - 1] == '\r' ? length - 1 : length);
                _start += length + 1;
                return line;
            }
            scanned = _end - _start;
            if (scanned > _limits.HeaderBytes)
                throw new MalformedMessageException($"A header line of a part is longer than {_limits.HeaderBytes} octets (limits.headerBytes).");
            await FillAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        var buffer = _buffer ?? throw new ObjectDisposedException(nameof(MimeReader));
        if (_start > 0)
        {
            buffer.AsSpan(_start, _end - _start).CopyTo(buffer);
            _end -= _start;
            _known = Math.Max(0, _known - _start);
            _start = 0;
        }
        var count = await _stream.ReadAsync(buffer.AsMemory(_end), cancellation).ConfigureAwait(false);
        if (count == 0) throw new MalformedMessageException("The multipart message ends before its closing boundary.");
        _end += count;
    }
}
