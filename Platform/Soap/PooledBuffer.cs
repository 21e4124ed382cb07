using System.Buffers;

namespace IheNode.Platform;

/// <summary>Collects what a synchronous XML writer writes in pooled pieces, so that it can be sent asynchronously afterwards, or not at all.</summary>
internal sealed class PooledBuffer : Stream
{
    private const int Piece = 32 * 1024;
    private readonly List<byte[]> _pieces = [];
    private int _inLast = Piece;
    private int _readPiece, _readOffset;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _pieces.Count == 0 ? 0 : ((long)(_pieces.Count - 1) * Piece) + _inLast;

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_inLast == Piece)
            {
                _pieces.Add(ArrayPool<byte>.Shared.Rent(Piece));
                _inLast = 0;
            }
            var count = Math.Min(buffer.Length, Piece - _inLast);
            buffer[..count].CopyTo(_pieces[^1].AsSpan(_inLast));
            _inLast += count;
            buffer = buffer[count..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Sends everything.</summary>
    public async ValueTask SendAsync(Stream target, CancellationToken cancellation)
    {
        for (var i = 0; i < _pieces.Count; i++)
            await target.WriteAsync(_pieces[i].AsMemory(0, i == _pieces.Count - 1 ? _inLast : Piece), cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads back what was written, from where reading last stopped.</summary>
    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_readPiece == _pieces.Count) return 0;
        var end = _readPiece == _pieces.Count - 1 ? _inLast : Piece;
        var taken = Math.Min(count, end - _readOffset);
        _pieces[_readPiece].AsSpan(_readOffset, taken).CopyTo(buffer.AsSpan(offset));
        _readOffset += taken;
        if (_readOffset == Piece) (_readPiece, _readOffset) = (_readPiece + 1, 0);
        return taken;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var piece in _pieces) ArrayPool<byte>.Shared.Return(piece);
            _pieces.Clear();
        }
        base.Dispose(disposing);
    }
}
