using System.Buffers;

namespace IheNode.Platform;

/// <summary>The beginning of a stream, read ahead, so that a message which is short (most are) can be parsed from memory without a single wait.</summary>
internal sealed class Prefetched : ReadingStream
{
    private const int Ahead = 64 * 1024;
    private readonly Stream _inner;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(Ahead);
    private int _position, _length;

    private Prefetched(Stream inner) => _inner = inner;

    /// <summary>Whether the whole stream is in memory.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>What was read ahead.</summary>
    public ReadOnlySpan<byte> Beginning => _buffer.AsSpan(0, _length);

    public static async ValueTask<Prefetched> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var ahead = new Prefetched(stream);
        while (ahead._length < Ahead && !ahead.IsComplete)
        {
            var count = await stream.ReadAsync(ahead._buffer.AsMemory(ahead._length, Ahead - ahead._length), cancellation).ConfigureAwait(false);
            ahead._length += count;
            ahead.IsComplete = count == 0;
        }
        return ahead;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position == _length) return IsComplete ? new(0) : _inner.ReadAsync(buffer, cancellationToken);
        return new(Take(buffer.Span));
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        IsComplete ? Take(buffer.AsSpan(offset, count)) : base.Read(buffer, offset, count);

    protected override void Dispose(bool disposing)
    {
        if (disposing && _position >= 0) ArrayPool<byte>.Shared.Return(_buffer);
        (_position, _length, IsComplete) = (-1, -1, true);
        base.Dispose(disposing);
    }

    private int Take(Span<byte> target)
    {
        var count = Math.Min(target.Length, _length - _position);
        _buffer.AsSpan(_position, count).CopyTo(target);
        _position += count;
        return count;
    }
}
