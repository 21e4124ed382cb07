using System.Buffers;

namespace IheNode.Repository;

/// <summary>
/// A content that proves itself while it is read: the last bytes are handed out only when size and checksum are right, so that a damaged
/// document always breaks off and never looks whole.
/// </summary>
/// <param name="inner">The octets; disposed of with this.</param>
/// <param name="sha256">Their SHA-256, which is the address of the content.</param>
/// <param name="size">Their number.</param>
/// <param name="checksum">Their XXH128; null for a content from before checksums were kept, which is then proved by its SHA-256.</param>
internal sealed class VerifiedStream(Stream inner, string sha256, long size, byte[]? checksum) : ContentStream
{
    private const int Piece = 64 * 1024;
    private readonly ContentProof _proof = ContentProof.Of(sha256, checksum);
    private long _read;
    private bool _verified;

    /// <inheritdoc/>
    public override long Length => size;

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Verify(buffer.Span, count);
    }

    /// <inheritdoc/>
    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (await NextAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _proof.Dispose();
        }

        base.Dispose(disposing);
    }

    // An asynchronous read of a file is a synchronous one that is handed to another thread of the same pool: here it is spared.
    private async ValueTask<int> NextAsync(byte[] buffer, CancellationToken cancellation)
    {
        if (inner is not FileStream file) return await ReadAsync(buffer, cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return Verify(buffer, RandomAccess.Read(file.SafeFileHandle, buffer, _read));
    }

    private int Verify(ReadOnlySpan<byte> buffer, int count)
    {
        if (_verified && count == 0) return 0;
        _proof.Append(buffer[..count]);
        _read += count;
        var isEnd = count == 0 && buffer.Length > 0;
        if (_read > size || (isEnd && _read < size)) throw DamagedDocumentException.Of(sha256);
        if (_read < size || _verified) return count;
        if (!_proof.Holds()) throw DamagedDocumentException.Of(sha256);
        _verified = true;
        return count;
    }
}

/// <summary>A stored document's bytes are not those that were stored.</summary>
internal class DamagedDocumentException(string message) : IOException(message)
{
    /// <summary>The content of this address is damaged.</summary>
    public static DamagedDocumentException Of(string sha256) => new($"The stored content {sha256} is damaged: its bytes are not those that were stored.");
}
