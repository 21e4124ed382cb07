using System.Security.Cryptography;

namespace IheNode.Repository;

/// <summary>
/// A content that proves itself while it is read: the last bytes are handed out only when size and SHA-256 are right, so that a damaged
/// document always breaks off and never looks whole.
/// </summary>
internal sealed class VerifiedStream(Stream inner, string sha256, long size) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _read;
    private bool _verified;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => size;

    /// <inheritdoc/>
    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => Verify(buffer, inner.Read(buffer));

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Verify(buffer.Span, count);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Verify(ReadOnlySpan<byte> buffer, int count)
    {
        if (_verified && count == 0) return 0;
        _hash.AppendData(buffer[..count]);
        _read += count;
        var isEnd = count == 0 && buffer.Length > 0;
        if (_read > size || (isEnd && _read < size)) throw Damaged();
        if (_read < size || _verified) return count;
        if (Convert.ToHexStringLower(_hash.GetCurrentHash()) != sha256) throw Damaged();
        _verified = true;
        return count;
    }

    private DamagedDocumentException Damaged() => new($"The stored content {sha256} is damaged: its bytes are not those that were stored.");
}

/// <summary>A stored document's bytes are not those that were stored.</summary>
internal sealed class DamagedDocumentException(string message) : IOException(message);
