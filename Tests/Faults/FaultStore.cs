using System.Collections.Concurrent;
using Amazon.S3;
using Amazon.S3.Model;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>Where a node under fire keeps its rows and its documents.</summary>
/// <param name="Name">As it is chosen on the command line.</param>
/// <param name="Title">As it stands in tables.</param>
/// <param name="Database">Where rows lie.</param>
/// <param name="IsS3">Whether large documents lie in an object store.</param>
/// <param name="IsRegistryElsewhere">Whether its registry is another node, which answers late, twice or never.</param>
public sealed record FaultStore(string Name, string Title, TestDatabase Database, bool IsS3 = false, bool IsRegistryElsewhere = false)
{
    private static readonly ConcurrentDictionary<string, string> Buckets = new();

    /// <summary>All that this machine can run.</summary>
    public static IReadOnlyList<FaultStore> All { get; } =
    [
        new("sqlite", "SQLite, files", TestDatabase.Sqlite),
        new("remote", "SQLite, files; registry elsewhere", TestDatabase.Sqlite, IsRegistryElsewhere: true),
        .. PostgreSqlCluster.Binaries is null ? (FaultStore[])[] : [new("postgresql", "PostgreSQL, files", TestDatabase.PostgreSql)],
        .. PostgreSqlCluster.Binaries is null || !SwiftServer.IsInstalled ? (FaultStore[])[] : [new("s3", "PostgreSQL, S3", TestDatabase.PostgreSql, IsS3: true)],
    ];

    /// <summary>The steps at which a node on it can die: only with its registry in the same database are there commits of both.</summary>
    public IReadOnlyList<string> Steps => [.. FaultCycle.Steps.Where(step => step != "joined" || !IsRegistryElsewhere)];

    /// <summary>The store with this name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static FaultStore Of(string name) => All.FirstOrDefault(store => store.Name == name)
        ?? throw new ArgumentException($"There is no store {name} here; there are {string.Join(", ", All.Select(store => store.Name))}.");

    /// <summary>What a profile says of it for a data folder.</summary>
    public async Task<IReadOnlyList<string>> SettingsAsync(string data)
    {
        var settings = Database.Of(data).Settings;
        if (!IsS3) return settings;
        var swift = await SwiftServer.StartedAsync();
        var bucket = Buckets[data] = await swift.NewBucketAsync();
        var (access, secret) = (Path.Combine(data, "access.key"), Path.Combine(data, "secret.key"));
        await File.WriteAllTextAsync(access, SwiftServer.AccessKey);
        await File.WriteAllTextAsync(secret, SwiftServer.SecretKey);
        return
        [
            .. settings, "documents.kind=s3", $"documents.s3.address={swift.Address}", $"documents.s3.bucket={bucket}", "documents.s3.partBytes=5242880",
            $"documents.s3.accessKeyFrom={access}", $"documents.s3.secretKeyFrom={secret}",
        ];
    }

    /// <summary>The object store of a data folder.</summary>
    public async Task<(IAmazonS3 Client, string Bucket)> BucketAsync(string data) => ((await SwiftServer.StartedAsync()).Client, Buckets[data]);

    /// <summary>Contents in the object store of a data folder, and its unfinished uploads.</summary>
    public async Task<(Dictionary<string, long> Objects, int Uploads)> ObjectsAsync(string data)
    {
        var client = (await SwiftServer.StartedAsync()).Client;
        var request = new ListObjectsV2Request { BucketName = Buckets[data] };
        var objects = new Dictionary<string, long>();
        ListObjectsV2Response answer;
        do
        {
            answer = await client.ListObjectsV2Async(request);
            foreach (var found in answer.S3Objects ?? []) objects.Add(found.Key[(found.Key.LastIndexOf('/') + 1)..], found.Size ?? 0);
            request.ContinuationToken = answer.NextContinuationToken;
        }
        while (answer.IsTruncated == true);

        var uploads = await client.ListMultipartUploadsAsync(Buckets[data]);
        return (objects, uploads.MultipartUploads?.Count ?? 0);
    }

    /// <summary>The rows of a data folder; a node may be running on it.</summary>
    public DatabaseEngine Rows(string data) => Database == TestDatabase.Sqlite ? new Sqlite(Path.Combine(data, "node.db")) : Database.Of(data).Engine;

    /// <inheritdoc/>
    public override string ToString() => Title;
}
