namespace IheNode.Tests;

/// <summary>A stream of any length that exists nowhere: a beginning, then one octet repeated.</summary>
internal sealed class GeneratedStream(long length, byte[]? beginning = null, byte filling = 0) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var start = beginning ?? [];
        if (_position < start.Length)
        {
            var head = Math.Min(buffer.Length, start.Length - (int)_position);
            start.AsSpan((int)_position, head).CopyTo(buffer);
            _position += head;
            return head;
        }
        var count = (int)Math.Min(buffer.Length, length - _position);
        buffer[..count].Fill(filling);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
