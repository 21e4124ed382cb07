using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>
/// Contents as objects <c>&lt;prefix&gt;&lt;3 digits&gt;/&lt;SHA-256&gt;</c> of an S3 store. An object is there whole or not at all, and durable once the store has answered.
/// </summary>
internal sealed class S3Place : ContentPlace, IDisposable
{
    private readonly S3Profile _profile;
    private readonly S3Wire _wire;
    private readonly S3Uploads _uploads;

    public S3Place(S3Profile profile, TimeProvider clock)
    {
        (_profile, _wire) = (profile, new(profile, clock));
        _uploads = new(profile, _wire);
    }

    /// <inheritdoc/>
    public override string Name => "s3";

    /// <inheritdoc/>
    public override bool IsReadTwice => false;

    /// <inheritdoc/>
    public override Task PutAsync(IReadOnlyList<ReceivedDocument> documents, CancellationToken cancellation) => Parallel.ForEachAsync(
        documents, new ParallelOptions { MaxDegreeOfParallelism = _profile.PartsAtOnce, CancellationToken = cancellation },
        async (document, token) => await _uploads.PutAsync(document, KeyOf(document.Sha256), token).ConfigureAwait(false));

    /// <inheritdoc/>
    public override Task DeleteAsync(string sha256, CancellationToken cancellation) =>
        _wire.AskAsync($"remove {KeyOf(sha256)}", async (client, watch) =>
        {
            try
            {
                return await client.DeleteObjectAsync(_profile.Bucket, KeyOf(sha256), watch.Token).ConfigureAwait(false);
            }
            catch (AmazonS3Exception absent) when (absent.ErrorCode == "NoSuchKey")
            {
                return null;
            }
        }, cancellation);

    /// <inheritdoc/>
    public override Task<long?> SizeOfAsync(string sha256, CancellationToken cancellation) =>
        _wire.AskAsync<long?>($"tell of {KeyOf(sha256)}", async (client, watch) =>
        {
            try
            {
                return (await client.GetObjectMetadataAsync(_profile.Bucket, KeyOf(sha256), watch.Token).ConfigureAwait(false)).ContentLength;
            }
            catch (AmazonS3Exception absent) when (absent.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }
        }, cancellation);

    /// <inheritdoc/>
    public override async Task<Stream> OpenAsync(string sha256, CancellationToken cancellation) =>
        await Download.OpenAsync(_wire, _profile.Bucket, KeyOf(sha256), cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<PlacedContent> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var request = new ListObjectsV2Request { BucketName = _profile.Bucket, Prefix = _profile.Prefix };
        ListObjectsV2Response page;
        do
        {
            page = await _wire.AskAsync("list its objects", (client, watch) => client.ListObjectsV2Async(request, watch.Token), cancellation).ConfigureAwait(false);
            foreach (var item in page.S3Objects ?? [])
            {
                var sha256 = item.Key[(item.Key.LastIndexOf('/') + 1)..];
                if (item.Key == KeyOf(sha256)) yield return new(sha256, item.Size ?? 0, new DateTimeOffset((item.LastModified ?? default).ToUniversalTime()));
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated ?? false);
    }

    /// <inheritdoc/>
    public override Task<long?> FreeBytesAsync(CancellationToken cancellation) => Task.FromResult<long?>(null);

    /// <inheritdoc/>
    public override Task<int> RemoveUnfinishedAsync(DateTimeOffset before, CancellationToken cancellation) => _uploads.RemoveUnfinishedAsync(before, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _wire.Dispose();

    private string KeyOf(string sha256) => sha256.Length < 3 ? sha256 : $"{_profile.Prefix}{sha256[..3]}/{sha256}";
}
