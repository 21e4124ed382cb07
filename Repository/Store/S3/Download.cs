using System.Globalization;
using Amazon.S3.Model;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>An object on its way out of a store. When the connection breaks, it goes on at the octet where it was, as long as the object is the same.</summary>
internal sealed class Download : ReadingStream
{
    private readonly S3Wire _wire;
    private readonly GetObjectRequest _request;
    private readonly string _what;
    private GetObjectResponse? _response;
    private long _length;
    private long _position;

    private Download(S3Wire wire, GetObjectRequest request, string what) => (_wire, _request, _what) = (wire, request, what);

    /// <summary>Opens an object.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="IOException">The store cannot give it.</exception>
    public static async Task<Download> OpenAsync(S3Wire wire, string bucket, string key, CancellationToken cancellation)
    {
        var download = new Download(wire, new() { BucketName = bucket, Key = key }, $"give {key}");
        download._response = await wire.AskAsync(download._what, async (client, watch) =>
        {
            try
            {
                return await client.GetObjectAsync(download._request, watch.Token).ConfigureAwait(false);
            }
            catch (NoSuchKeyException)
            {
                return null;
            }
        }, cancellation).ConfigureAwait(false) ?? throw new FileNotFoundException($"There is no object {key} in the S3 store.");
        download._length = download._response.ContentLength;
        download._request.EtagToMatch = download._response.ETag;
        return download;
    }

    /// <inheritdoc/>
    public override long Length => _length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position == Length || buffer.Length == 0) return 0;
        var count = await _wire.AskAsync(_what, (client, watch) => ReadOnAsync(client, buffer, watch), cancellationToken).ConfigureAwait(false);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Drop();
        base.Dispose(disposing);
    }

    private async Task<int> ReadOnAsync(Amazon.S3.AmazonS3Client client, Memory<byte> buffer, Watch watch)
    {
        try
        {
            if (_response is null)
            {
                _request.ByteRange = new($"bytes={_position.ToString(CultureInfo.InvariantCulture)}-");
                _response = await client.GetObjectAsync(_request, watch.Token).ConfigureAwait(false);
            }

            var count = await _response.ResponseStream.ReadAsync(buffer, watch.Token).ConfigureAwait(false);
            return count > 0 ? count : throw new EndOfStreamException($"it ended after {_position} of {Length} octets");
        }
        catch
        {
            Drop();
            throw;
        }
    }

    private void Drop()
    {
        _response?.Dispose();
        _response = null;
    }
}
