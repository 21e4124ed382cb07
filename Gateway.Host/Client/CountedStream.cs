using IheNode.Core;

namespace IheNode.Gateway;

/// <summary>Passes a document's bytes on and tells how many have gone by, for progress bars.</summary>
internal sealed class CountedStream(Stream inner, Action<long> passed) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => throw new NotSupportedException("A document is read once, from its beginning."); }

    /// <summary>The same content, counted while it is read.</summary>
    public static Content Around(Content content, Action<long> passed) =>
        content with { Open = async cancellation => new CountedStream(await content.Open(cancellation).ConfigureAwait(false), passed) };

    public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A document is read once, from its beginning.");

    public override void SetLength(long value) => throw new NotSupportedException("A document is only read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A document is only read.");

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private int Count(int bytes)
    {
        passed(bytes);
        return bytes;
    }
}
