using System.Collections.Concurrent;
using Amazon.S3;
using Amazon.S3.Model;
using IheNode.Platform;
using Microsoft.Win32.SafeHandles;
using NLog;

namespace IheNode.Repository;

/// <summary>Sends contents into an object store: small ones whole, large ones in parts side by side, which become an object when all have arrived.</summary>
internal sealed class S3Uploads(S3Profile profile, S3Wire wire)
{
    // S3 allows no more.
    private const int MostParts = 10_000;
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");
    private readonly ConcurrentDictionary<string, bool> _active = new(StringComparer.Ordinal);

    /// <summary>Sends a received document. Its object is there when this returns.</summary>
    /// <exception cref="IOException">The store did not take it.</exception>
    public async Task PutAsync(ReceivedDocument document, string key, CancellationToken cancellation)
    {
        using var file = File.OpenHandle(document.File!, options: FileOptions.Asynchronous);
        if (document.StoredSize <= profile.PartBytes) await PutWholeAsync(document, key, file, cancellation).ConfigureAwait(false);
        else await PutPartsAsync(document, key, file, cancellation).ConfigureAwait(false);
    }

    /// <summary>Takes back the uploads that began before this time and that nobody here is at work on.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RemoveUnfinishedAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        var request = new ListMultipartUploadsRequest { BucketName = profile.Bucket, Prefix = profile.Prefix };
        var removed = 0;
        ListMultipartUploadsResponse page;
        do
        {
            page = await wire.AskAsync("list its unfinished uploads", (client, watch) => client.ListMultipartUploadsAsync(request, watch.Token), cancellation).ConfigureAwait(false);
            foreach (var upload in (page.MultipartUploads ?? []).Where(upload => upload.Initiated?.ToUniversalTime() <= before.UtcDateTime && !_active.ContainsKey(upload.UploadId)))
            {
                await AbortAsync(upload.Key, upload.UploadId, cancellation).ConfigureAwait(false);
                removed++;
            }

            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
        while (page.IsTruncated ?? false);
        return removed;
    }

    private async Task PutWholeAsync(ReceivedDocument document, string key, SafeFileHandle file, CancellationToken cancellation) =>
        await wire.AskAsync($"store {document.Sha256}", (client, watch) => client.PutObjectAsync(new()
        {
            BucketName = profile.Bucket,
            Key = key,
            InputStream = new UploadedPart(file, 0, document.StoredSize, watch),
            UseChunkEncoding = false,
        }, watch.Token), cancellation).ConfigureAwait(false);

    private async Task PutPartsAsync(ReceivedDocument document, string key, SafeFileHandle file, CancellationToken cancellation)
    {
        var what = $"store {document.Sha256}";
        var begun = await wire.AskAsync(what, (client, watch) => client.InitiateMultipartUploadAsync(profile.Bucket, key, watch.Token), cancellation).ConfigureAwait(false);
        _active[begun.UploadId] = true;
        try
        {
            var size = Math.Max(profile.PartBytes, (document.StoredSize + MostParts - 1) / MostParts);
            var parts = new PartETag[(document.StoredSize + size - 1) / size];
            await Parallel.ForAsync(0, parts.Length, new ParallelOptions { MaxDegreeOfParallelism = profile.PartsAtOnce, CancellationToken = cancellation }, async (i, token) =>
            {
                var (from, length) = (i * size, Math.Min(size, document.StoredSize - (i * size)));
                parts[i] = new(i + 1, (await wire.AskAsync(what, (client, watch) => client.UploadPartAsync(new()
                {
                    BucketName = profile.Bucket,
                    Key = key,
                    UploadId = begun.UploadId,
                    PartNumber = i + 1,
                    PartSize = length,
                    InputStream = new UploadedPart(file, from, length, watch),
                    UseChunkEncoding = false,
                }, watch.Token), token).ConfigureAwait(false)).ETag);
            }).ConfigureAwait(false);
            await CompleteAsync(document, key, begun.UploadId, [.. parts], cancellation).ConfigureAwait(false);
        }
        catch
        {
            await TryAbortAsync(key, begun.UploadId).ConfigureAwait(false);
            throw;
        }
        finally
        {
            _active.TryRemove(begun.UploadId, out _);
        }
    }

    private async Task CompleteAsync(ReceivedDocument document, string key, string upload, List<PartETag> parts, CancellationToken cancellation) =>
        await wire.AskAsync($"store {document.Sha256}", async (client, watch) =>
        {
            try
            {
                return await client.CompleteMultipartUploadAsync(
                    new() { BucketName = profile.Bucket, Key = key, UploadId = upload, PartETags = parts }, watch.Token).ConfigureAwait(false);
            }
            catch (AmazonS3Exception gone) when (gone.ErrorCode == "NoSuchUpload")
            {
                // An earlier attempt was done although its answer was lost: then the object is there.
                if ((await client.GetObjectMetadataAsync(profile.Bucket, key, watch.Token).ConfigureAwait(false)).ContentLength != document.StoredSize) throw;
                return null;
            }
        }, cancellation).ConfigureAwait(false);

    // What cannot be taken back now is left to the sweeper.
    private async Task TryAbortAsync(string key, string upload)
    {
        try
        {
            await AbortAsync(key, upload, CancellationToken.None).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            Log.Warn(failure, "An unfinished upload cannot be removed.");
        }
    }

    private async Task AbortAsync(string key, string upload, CancellationToken cancellation) => await wire.AskAsync($"remove the unfinished upload of {key}", async (client, watch) =>
    {
        try
        {
            return await client.AbortMultipartUploadAsync(profile.Bucket, key, upload, watch.Token).ConfigureAwait(false);
        }
        catch (AmazonS3Exception gone) when (gone.ErrorCode == "NoSuchUpload")
        {
            return null;
        }
    }, cancellation).ConfigureAwait(false);
}
