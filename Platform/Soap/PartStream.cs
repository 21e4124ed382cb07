using System.Buffers.Text;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>The body of one part (<c>expectedId</c> = the cid under which the XML names it, empty for one to be spooled, null for the root), read straight from the message; the rest moves into a spool if another part is wanted before this one is read to its end.</summary>
internal sealed class PartStream(IncomingParts parts, MimePart part, string? expectedId) : ReadingStream
{
    private readonly bool _base64 = part.IsBase64;
    private byte[] _decoded = [];
    private int _decodedFrom;
    private Stream? _detached;
    private long _length;
    private bool _ended, _closed;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_detached is not null) return await _detached.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (_ended || buffer.Length == 0) return 0;
        var count = _base64
            ? await DecodeAsync(buffer, cancellationToken).ConfigureAwait(false)
            : await parts.ReadCurrentAsync(buffer, cancellationToken).ConfigureAwait(false);
        _length += count;
        if (_length > parts.DocumentBytes && expectedId is not null) throw parts.TooLarge();
        if (count > 0) return count;
        // Whoever hashes or stores the last document must not see its end before the message has proved to be whole.
        if (expectedId is { Length: > 0 }) await parts.ReadToEndAsync(expectedId, cancellationToken).ConfigureAwait(false);
        _ended = true;
        return 0;
    }

    /// <summary>Lets the message go on to another part.</summary>
    public async ValueTask DetachAsync(CancellationToken cancellation)
    {
        if (_ended || _closed || _detached is not null) return;
        var spool = new Spool(parts.Folder);
        await IncomingParts.CopyAsync(this, spool, cancellation).ConfigureAwait(false);
        _detached = spool.OpenRead();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed)
        {
            _detached?.Dispose();
            if (!_ended && _detached is null && expectedId is { Length: > 0 }) parts.GiveUp(expectedId);
        }
        _closed = true;
        base.Dispose(disposing);
    }

    // Base64 as transfer encoding is not MTOM, but some senders apply it; it is decoded a window at a time.
    private async ValueTask<int> DecodeAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_decodedFrom == _decoded.Length)
        {
            var text = new byte[32 * 1024];
            var kept = 0;
            int count;
            do
            {
                count = await parts.ReadCurrentAsync(text.AsMemory(kept), cancellation).ConfigureAwait(false);
                var end = kept + count;
                for (var i = kept; i < end; i++)
                    if (text[i] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) text[kept++] = text[i];
            }
            while (count > 0 && (kept == 0 || kept % 4 != 0) && kept < text.Length);
            _decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(kept)];
            if (Base64.DecodeFromUtf8(text.AsSpan(0, kept), _decoded, out _, out var written) != System.Buffers.OperationStatus.Done)
                throw new MalformedMessageException($"The part '{part.ContentId}' is not valid base64.");
            Array.Resize(ref _decoded, written);
            _decodedFrom = 0;
        }
        var taken = Math.Min(buffer.Length, _decoded.Length - _decodedFrom);
        _decoded.AsSpan(_decodedFrom, taken).CopyTo(buffer.Span);
        _decodedFrom += taken;
        return taken;
    }
}
