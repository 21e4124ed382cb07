using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>A content's octets, read once from their beginning to their end.</summary>
internal abstract class ContentStream : ReadingStream
{
    /// <inheritdoc/>
    public abstract override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public sealed override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();
}
