using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Amazon.S3;
using IheNode.Platform;
using NLog;

namespace IheNode.Repository;

/// <summary>
/// The requests to an object store: one that falls silent is given up, one that may succeed later is tried again, and what failed in the end is told as an
/// <see cref="IOException"/>, as of a disk.
/// </summary>
internal sealed class S3Wire : IDisposable
{
    private const int Enospc = 28;
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");
    private readonly S3Profile _profile;
    private readonly TimeProvider _clock;
    private readonly AmazonS3Client _client;
    private readonly Connections _connections;

    public S3Wire(S3Profile profile, TimeProvider clock)
    {
        (_profile, _clock, _connections) = (profile, clock, new(profile.CertificateAuthority));
        _client = new(new BasicAWSCredentials(profile.AccessKey, profile.SecretKey), new AmazonS3Config
        {
            ServiceURL = profile.Address,
            AuthenticationRegion = profile.Region,
            ForcePathStyle = true,
            HttpClientFactory = _connections,
            // Every payload is signed with its SHA-256 anyway, and most stores but Amazon's know no further checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            MaxErrorRetry = 0,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        });
    }

    /// <summary>Makes a request, several times if it must be.</summary>
    /// <param name="what">What is asked, for people: "store …".</param>
    /// <param name="ask">The request. It is given up when it says nothing to its watch for so long.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <exception cref="IOException">The store could not do it.</exception>
    public async Task<T> AskAsync<T>(string what, Func<AmazonS3Client, Watch, Task<T>> ask, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var watch = new Watch(TimeSpan.FromSeconds(_profile.IdleSeconds), _clock, cancellation);
            try
            {
                return await ask(_client, watch).ConfigureAwait(false);
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested && IsOfTheStore(failure))
            {
                if (attempt == _profile.Attempts || !MayPass(failure)) throw Told(what, attempt, failure);
                Log.Warn("The S3 store {Store} could not {What}, attempt {Attempt}: {Failure}", _profile, what, attempt, Reason(failure));
            }

            // Twice as long each time, and not in step with others.
            var pause = TimeSpan.FromMilliseconds(100 * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble()));
            await Task.Delay(pause, _clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _connections.Dispose();
    }

    private static bool IsOfTheStore(Exception failure) =>
        failure is AmazonClientException or AmazonServiceException or HttpRequestException or IOException or OperationCanceledException;

    private static bool MayPass(Exception failure) => failure is not AmazonServiceException { StatusCode: not 0 } answered
        || answered.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        || (answered.StatusCode >= HttpStatusCode.InternalServerError && answered.StatusCode != HttpStatusCode.InsufficientStorage)
        || answered.ErrorCode is "InternalError" or "RequestTimeout" or "SlowDown" or "BadDigest" or "XAmzContentSHA256Mismatch";

    private IOException Told(string what, int attempts, Exception failure) =>
        new($"The S3 store {_profile} could not {what} in {attempts} attempt(s): {Reason(failure)}", failure)
        {
            HResult = failure is AmazonServiceException answered && IsFull(answered) ? Enospc : failure.HResult,
        };

    private static bool IsFull(AmazonServiceException answered) => answered.StatusCode == HttpStatusCode.InsufficientStorage
        || (answered.ErrorCode is { } code && (code.Contains("Quota", StringComparison.Ordinal) || code.Contains("StorageFull", StringComparison.Ordinal)));

    private string Reason(Exception failure) => failure switch
    {
        AmazonServiceException { StatusCode: not 0 } answered => $"it answered {(int)answered.StatusCode} {answered.ErrorCode}",
        OperationCanceledException => $"it fell silent for {_profile.IdleSeconds} seconds (documents.s3.idleSeconds)",
        _ => failure.GetBaseException().Message,
    };

    // The SDK's own client would take proxies from the environment: documents go only where the profile says.
    private sealed class Connections : HttpClientFactory, IDisposable
    {
        private readonly HttpClient _client;

        public Connections(string? certificateAuthority)
        {
            var handler = new SocketsHttpHandler
            {
                UseProxy = false, AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            };
            if (certificateAuthority is not null) handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Only(certificateAuthority) };
            _client = new(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        }

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

        public void Dispose() => _client.Dispose();

        private static X509ChainPolicy Only(string authorityFile)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(authorityFile);
            return policy;
        }
    }
}
