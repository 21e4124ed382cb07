using System.Security.Cryptography;
using System.Text;
using Dapper;
using IheNode.Core;
using IheNode.Platform;
using IheNode.Repository;

namespace IheNode.Tests;

/// <summary>A repository on real files and a real database in a folder of its own, with a registry that the test plays.</summary>
internal sealed class RepositoryRoom : IDisposable
{
    private readonly List<Database> _databases = [];
    private readonly MovedClock _clock = new();

    private readonly OwnDatabase _own;

    public RepositoryRoom(TestDatabase database, Func<NodeProfile, NodeProfile>? change = null)
    {
        _own = database.Of(Folder);
        Profile = change is null ? A.Profile() : change(A.Profile());
        Register = (request, _) =>
        {
            Registered.AddRange(request.Objects.DocumentEntries);
            return Task.FromResult(RegistryResponse.Success);
        };
        Query = request => Task.FromResult(new AdhocQueryResponse(
            ResponseStatus.Success,
            new([.. Registered.Where(entry => request.Parameters.Any(p => p.Name == "$XDSDocumentEntryUniqueId" && p.Values.Contains(entry.UniqueId!)))])));
        Actor = Start();
    }

    public NodeProfile Profile { get; private set; }

    /// <summary>What the repository's own rooms are opened on beside the actor.</summary>
    public Database Database => _databases[^1];

    public string Folder { get; } = Directory.CreateTempSubdirectory("ihenode-repository-").FullName;

    public string Incoming => Path.Combine(Folder, "documents", "incoming");

    public RepositoryActor Actor { get; private set; }

    /// <summary>Who assembles documents, from the next start on.</summary>
    public DocumentAssembly? Assembly { get; set; }

    /// <summary>What the played registry holds.</summary>
    public List<DocumentEntry> Registered { get; } = [];

    /// <summary>The documents that the repository found damaged.</summary>
    public List<DamagedDocument> Damaged { get; } = [];

    public Func<SubmitObjectsRequest, CancellationToken, Task<RegistryResponse>> Register { get; set; }

    public Func<AdhocQueryRequest, Task<AdhocQueryResponse>> Query { get; set; }

    /// <summary>Contents that are stored, by their SHA-256: files, and those in rows.</summary>
    public IReadOnlyList<string> Contents => [.. Directory.EnumerateFiles(Path.Combine(Folder, "documents"), "*", SearchOption.AllDirectories)
        .Where(file => Path.GetDirectoryName(file) != Incoming).Select(file => Path.GetFileName(file)!)
        .Concat(Task.Run(() => ContentsInAsync("row")).GetAwaiter().GetResult()).Order()];

    /// <summary>Content that is as good as killed: nothing of the old actor runs on, and another opens the same folder.</summary>
    public void Restart() => Actor = Start();

    public void Restart(Func<NodeProfile, NodeProfile> change)
    {
        Profile = change(Profile);
        Actor = Start();
    }

    public void Pass(TimeSpan time) => _clock.Ahead += time;

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>An entry as a source sends it: without hash, size and repositoryUniqueId.</summary>
    public static DocumentEntry Entry() => A.DocumentEntry() with { Hash = null, Size = null, RepositoryUniqueId = null };

    public static ProvideAndRegisterDocumentSetRequest Request(params (DocumentEntry Entry, byte[] Bytes)[] documents) =>
        new(A.Submission([.. documents.Select(d => d.Entry)]), [.. documents.Select(d => new AttachedDocument(d.Entry.Id, Content.Of(d.Bytes)))]);

    public Task<RegistryResponse> Provide(ProvideAndRegisterDocumentSetRequest request, CancellationToken cancellation = default) =>
        Actor.ProvideAndRegisterDocumentSet(request, A.Exchange(), cancellation);

    public Task<RegistryResponse> Provide(params (DocumentEntry Entry, byte[] Bytes)[] documents) => Provide(Request(documents));

    public Task<RetrieveDocumentSetResponse> Retrieve(params string?[] uniqueIds) => Actor.RetrieveDocumentSet(
        new([.. uniqueIds.Select(uniqueId => new DocumentRequest(A.Repository, uniqueId!))]), A.Exchange(), default);

    public async Task<byte[]> BytesOf(string? uniqueId)
    {
        var answer = await Retrieve(uniqueId);
        Assert.That(answer.Documents, Has.Count.EqualTo(1), answer.Registry.ToString());
        return await Read(answer.Documents[0].Content);
    }

    public static async Task<byte[]> Read(Content content)
    {
        await using var stream = await content.Open(default);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    /// <summary>The contents of which the table says that they lie there, by their SHA-256.</summary>
    public Task<IEnumerable<string>> ContentsInAsync(string place) => _databases[^1].ReadAsync(
        connection => connection.QueryAsync<string>("SELECT sha256 FROM repository_content WHERE place = @place", new { place }), default);

    public Task<long> Rows(string condition = "1 = 1") => _databases[^1].ReadAsync(
        connection => connection.ExecuteScalarAsync<long>($"SELECT count(*) FROM repository_document WHERE {condition}"), default);

    public Task<long> RowsOf(string table) => _databases[^1].ReadAsync(
        connection => connection.ExecuteScalarAsync<long>($"SELECT count(*) FROM {table}"), default);

    public Task<int> Execute(string sql, object? values = null) => _databases[^1].WriteAsync(
        (connection, transaction) => connection.ExecuteAsync(sql, values, transaction), default);

    /// <summary>A check of the repository against the registry that the test plays.</summary>
    public RepositoryCheck Check() => new(
        Profile, _databases[^1], Folder, async (uniqueIds, _) => [.. (await Query(new(
            Vocabulary.StoredQueryIds.GetDocuments, ReturnType.LeafClass, [new(Vocabulary.QueryParameterNames.DocumentEntryUniqueId, [.. uniqueIds])]))).Objects.DocumentEntries],
        _ => Registered.ToAsyncEnumerable(), _clock);

    /// <summary>A profile by which every document is a large one.</summary>
    public static NodeProfile InFiles(NodeProfile profile) => profile with { Documents = profile.Documents with { RowBytes = 0 } };

    /// <summary>Lets every INSERT, UPDATE or DELETE of a document's row fail.</summary>
    public Task<int> Break(string operation) => Execute(_own.Engine is TransactSql
        ? $"CREATE TRIGGER fault BEFORE {operation} ON repository_document BEGIN SELECT RAISE(ABORT, 'fault'); END"
        : $"""
           CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'fault'; END $$;
           CREATE TRIGGER fault BEFORE {operation} ON repository_document FOR EACH ROW EXECUTE FUNCTION fault()
           """);

    public Task<int> Mend() => Execute(_own.Engine is TransactSql ? "DROP TRIGGER fault" : "DROP FUNCTION fault CASCADE");

    /// <summary>No row, no content, no unfinished upload.</summary>
    public async Task AssertNothingKept()
    {
        var rows = await Rows();
        var contents = await _databases[^1].ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM repository_content"), default);
        Assert.Multiple(() =>
        {
            Assert.That(rows, Is.Zero, "rows");
            Assert.That(contents, Is.Zero, "rows of contents");
            Assert.That(Contents, Is.Empty, "contents");
            Assert.That(Directory.EnumerateFiles(Incoming), Is.Empty, "incoming");
        });
    }

    public void Dispose()
    {
        foreach (var database in _databases) database.Dispose();
        _own.Drop();
        Directory.Delete(Folder, recursive: true);
    }

    private RepositoryActor Start()
    {
        var database = Database.Open(_own.Engine, typeof(RepositoryActor).Assembly);
        _databases.Add(database);
        return new(Profile, database, Folder, (request, _, cancellation) => Register(request, cancellation), (request, _, _) => Query(request), damage =>
        {
            lock (Damaged) Damaged.Add(damage);
            return Task.CompletedTask;
        }, _clock, Assembly);
    }

    private sealed class MovedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
