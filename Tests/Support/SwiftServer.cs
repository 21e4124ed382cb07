using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;

namespace IheNode.Tests;

/// <summary>
/// A private OpenStack Swift with its S3 API, from Debian's python3-swift, on a free port of loopback. It ends with the run, however that ends, and its folder with it.
/// </summary>
internal sealed class SwiftServer : IAsyncDisposable
{
    /// <summary>The one user whom it knows.</summary>
    public const string AccessKey = "test:tester", SecretKey = "testing";

    private const string Python = "/usr/bin/python3";
    private static readonly Lazy<Task<SwiftServer>> Lazily = new(StartAsync);
    private readonly Process _process;
    private readonly AmazonS3Client _client;

    private SwiftServer(Process process, string folder, int port)
    {
        (_process, Folder) = (process, folder);
        Address = new($"http://127.0.0.1:{port}");
        _client = new(new BasicAWSCredentials(AccessKey, SecretKey), new AmazonS3Config
        {
            ServiceURL = Address.ToString(),
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>Where it keeps all that it has, its logs too.</summary>
    public string Folder { get; }

    /// <summary>A client of its own, for tests that look at what lies there or change it.</summary>
    public IAmazonS3 Client => _client;

    /// <summary>Whether this machine has what it needs.</summary>
    public static bool IsInstalled { get; } = Directory.Exists("/usr/lib/python3/dist-packages/swift/common/middleware/s3api");

    /// <summary>The run's server, started when first asked for; ends the test as skipped, with the reason, where the machine has no Swift.</summary>
    public static Task<SwiftServer> StartedAsync()
    {
        if (!IsInstalled) Assert.Ignore("OpenStack Swift is not installed for /usr/bin/python3 (apt-get install python3-swift): the S3 store was not tried.");
        return Lazily.Value;
    }

    /// <summary>Starts a server for one test, or one run of a program, alone.</summary>
    public static async Task<SwiftServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("ihenode-swift-").FullName;
        var script = Path.Combine(Tree.Root, "Tests", "Support", "swift_server.py");
        var process = Process.Start(new ProcessStartInfo(Python, [script, folder])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var complaints = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadLineAsync();
        if (said?.Split(' ') is not ["ready", var port]) throw new InvalidOperationException($"Swift does not start: {said} {await complaints}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End(process);
        return new(process, folder, int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Makes an empty bucket.</summary>
    public async Task<string> NewBucketAsync()
    {
        var bucket = $"documents-{Guid.NewGuid():N}";
        await _client.PutBucketAsync(bucket);
        return bucket;
    }

    /// <summary>How a profile names a bucket, reached on this address or on that of a wire to it, as <c>path=value</c>; the keys are written into a folder.</summary>
    public string[] Settings(string folder, string bucket, Uri? wire = null)
    {
        var (access, secret) = (Path.Combine(folder, "s3.access"), Path.Combine(folder, "s3.secret"));
        File.WriteAllText(access, AccessKey);
        File.WriteAllText(secret, SecretKey);
        return
        [
            "documents.kind=s3", $"documents.s3.address={wire ?? Address}", $"documents.s3.bucket={bucket}",
            $"documents.s3.accessKeyFrom={access}", $"documents.s3.secretKeyFrom={secret}",
        ];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        End(_process);
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    // It ends when nobody holds its input open any more, be that by a kill of this process.
    private static void End(Process process)
    {
        try
        {
            process.StandardInput.Close();
            process.WaitForExit(TimeSpan.FromSeconds(10));
        }
        catch (InvalidOperationException)
        {
            // It was ended before.
        }
    }
}
