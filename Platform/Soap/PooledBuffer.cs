using System.Buffers;

namespace IheNode.Platform;

/// <summary>Collects what is written synchronously in pooled pieces, so that it can be sent asynchronously afterwards, or not at all.</summary>
internal sealed class PooledBuffer : Stream, IBufferWriter<byte>
{
    private const int Piece = 32 * 1024;
    private readonly List<(byte[] Octets, int Used)> _full = [];
    private byte[] _last = [];
    private int _used;
    private long _length;
    private int _readPiece, _readOffset;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void Advance(int count)
    {
        _used += count;
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _last.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _last.AsSpan(_used);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var room = GetSpan();
            var count = Math.Min(buffer.Length, room.Length);
            buffer[..count].CopyTo(room);
            Advance(count);
            buffer = buffer[count..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Sends everything, piece by piece.</summary>
    public async ValueTask SendAsync(Stream target, CancellationToken cancellation)
    {
        foreach (var (octets, used) in _full) await target.WriteAsync(octets.AsMemory(0, used), cancellation).ConfigureAwait(false);
        if (_used > 0) await target.WriteAsync(_last.AsMemory(0, _used), cancellation).ConfigureAwait(false);
    }

    /// <summary>Copies everything to where it is sent from at once.</summary>
    public void CopyTo(IBufferWriter<byte> target)
    {
        foreach (var (octets, used) in _full) target.Write(octets.AsSpan(0, used));
        target.Write(_last.AsSpan(0, _used));
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        foreach (var (octets, _) in _full) ArrayPool<byte>.Shared.Return(octets);
        _full.Clear();
        (_used, _length, _readPiece, _readOffset) = (0, 0, 0, 0);
    }

    /// <summary>Reads back what was written, from where reading last stopped.</summary>
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (_readPiece <= _full.Count)
        {
            var (octets, used) = _readPiece == _full.Count ? (_last, _used) : _full[_readPiece];
            var taken = Math.Min(count, used - _readOffset);
            if (taken > 0)
            {
                octets.AsSpan(_readOffset, taken).CopyTo(buffer.AsSpan(offset));
                _readOffset += taken;
                return taken;
            }

            if (_readPiece == _full.Count) break;
            (_readPiece, _readOffset) = (_readPiece + 1, 0);
        }

        return 0;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Clear();
            if (_last.Length > 0) ArrayPool<byte>.Shared.Return(_last);
            _last = [];
        }
        base.Dispose(disposing);
    }

    private void MakeRoom(int sizeHint)
    {
        if (_last.Length - _used >= Math.Max(sizeHint, 1)) return;
        if (_used > 0) _full.Add((_last, _used));
        else if (_last.Length > 0) ArrayPool<byte>.Shared.Return(_last);
        _last = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, Piece));
        _used = 0;
    }
}
