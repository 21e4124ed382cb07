using System.Buffers;
using System.Security.Cryptography;

namespace IheNode.Repository;

/// <summary>
/// The plain octets of a sealed content. When it is encrypted every frame is authenticated before its octets are given; a frame that was changed, cut off,
/// left out, moved or taken from another content ends the reading. The last octets are given only when nothing is missing and nothing follows.
/// </summary>
internal sealed class UnsealedStream : ContentStream
{
    private const int StoredFrame = SealedFrame.HeadSize + SealedFrame.PlainSize + ContentCipher.TagSize;
    private readonly Stream _stored;
    private readonly string _sha256;
    private readonly long _size;
    private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(SealedFrame.PlainSize), _opened = ArrayPool<byte>.Shared.Rent(SealedFrame.PlainSize);
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(StoredFrame + SealHeader.Longest);
    private ContentCipher? _cipher;
    private int _start, _end;
    private int _given, _filled;
    private ulong _frame;
    private long _total;
    private bool _ended;

    private UnsealedStream(Stream stored, string sha256, long size) => (_stored, _sha256, _size) = (stored, sha256, size);

    /// <inheritdoc/>
    public override long Length => _size;

    /// <summary>Whether its octets are proved by the tags of its frames, since it is encrypted.</summary>
    public bool IsAuthenticated => _cipher is not null;

    /// <summary>Opens a sealed content.</summary>
    /// <param name="stored">Its stored form; disposed of with the stream, and when this fails.</param>
    /// <param name="sha256">Its address.</param>
    /// <param name="size">Octets of the plain content.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="MissingKeyException">It is encrypted under a key that is not there.</exception>
    /// <exception cref="DamagedDocumentException">Its header is not that of this content.</exception>
    public static async Task<UnsealedStream> OpenAsync(Stream stored, string sha256, long size, KeyRing keys, CancellationToken cancellation)
    {
        var stream = new UnsealedStream(stored, sha256, size);
        try
        {
            await stream.FillAsync(SealHeader.Longest, cancellation).ConfigureAwait(false);
            stream.ReadHeader(keys);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        if (_given == _filled && !await NextAsync(cancellationToken).ConfigureAwait(false)) return 0;
        var count = Math.Min(buffer.Length, _filled - _given);
        _plain.AsMemory(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    /// <inheritdoc/>
    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        while (_given < _filled || await NextAsync(cancellationToken).ConfigureAwait(false))
        {
            await destination.WriteAsync(_plain.AsMemory(_given, _filled - _given), cancellationToken).ConfigureAwait(false);
            _given = _filled;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _start, -1) >= 0)
        {
            _stored.Dispose();
            _cipher?.Dispose();
            foreach (var rented in (byte[][])[_plain, _opened, _buffer]) ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }

        base.Dispose(disposing);
    }

    private void ReadHeader(KeyRing keys)
    {
        var octets = _buffer.AsSpan(_start, _end - _start);
        if (SealHeader.TryRead(octets) is not { } header || header.PlainSize != _size) throw Damaged();
        try
        {
            _cipher = header.Open(keys, octets, Convert.FromHexString(_sha256));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Damaged();
        }

        _start += header.Length;
    }

    // The next frame's octets; false at the end.
    private async ValueTask<bool> NextAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_start < 0, this);
        if (_ended) return false;
        await FillAsync(StoredFrame, cancellation).ConfigureAwait(false);
        if (_end - _start < SealedFrame.HeadSize || SealedFrame.TryRead(_buffer.AsSpan(_start)) is not { } frame) throw Damaged();
        var whole = SealedFrame.HeadSize + frame.Length + (_cipher is null ? 0 : ContentCipher.TagSize);
        if (_end - _start < whole) throw Damaged();
        var count = Open(frame);
        (_start, _total, _frame) = (_start + whole, _total + count, _frame + 1);
        if (frame.IsLast)
        {
            await FillAsync(1, cancellation).ConfigureAwait(false);
            if (_end > _start || _total != _size) throw Damaged();
            _ended = true;
        }
        else if (count != SealedFrame.PlainSize)
        {
            throw Damaged();
        }

        (_given, _filled) = (0, count);
        return count > 0;
    }

    private int Open(SealedFrame frame)
    {
        var head = _buffer.AsSpan(_start, SealedFrame.HeadSize);
        var (octets, offset) = (_buffer, _start + SealedFrame.HeadSize);
        if (_cipher is not null)
        {
            var target = frame.IsCompressed ? _opened : _plain;
            try
            {
                var tag = _buffer.AsSpan(offset + frame.Length, ContentCipher.TagSize);
                _cipher.Decrypt(_frame, head, _buffer.AsSpan(offset, frame.Length), tag, target.AsSpan(0, frame.Length));
            }
            catch (AuthenticationTagMismatchException)
            {
                throw Damaged();
            }

            (octets, offset) = (target, 0);
        }

        if (frame.IsCompressed)
            return TextCompression.Decompress(octets, offset, frame.Length, _plain.AsSpan(0, SealedFrame.PlainSize)) ?? throw Damaged();
        if (_cipher is null) octets.AsSpan(offset, frame.Length).CopyTo(_plain);
        return frame.Length;
    }

    // Has so many octets of the stored form in the buffer, or all that are left.
    private async ValueTask FillAsync(int count, CancellationToken cancellation)
    {
        if (_end - _start >= count) return;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        _end += await _stored.ReadAtLeastAsync(_buffer.AsMemory(_end), count - _end, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
    }

    private DamagedDocumentException Damaged() => DamagedDocumentException.Of(_sha256);
}
