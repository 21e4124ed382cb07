using System.Diagnostics;
using Dapper;
using IheNode.Core;
using IheNode.Platform;
using IheNode.Registry;
using IheNode.Repository;

namespace IheNode.Tests;

/// <summary>A registry and a repository on one database, whose registrations the test can break, and which tells of every step.</summary>
internal sealed class JointRoom : IDisposable, IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ihenode-joint-").FullName;
    private readonly List<IDisposable> _subscriptions = [];
    private readonly OwnDatabase _own;
    private readonly Database _database;

    private JointRoom(TestDatabase database)
    {
        _own = database.Of(_folder);
        _database = Database.Open(_own.Engine, typeof(RegistryActor).Assembly, typeof(RepositoryActor).Assembly);
        Registry = new(A.Profile(), _database, Clock);
        Join = Registry.JoinRegistration;
        Repository = Open(A.Profile());
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public SettableClock Clock { get; } = new(DateTimeOffset.UtcNow);

    public RegistryActor Registry { get; }

    public RepositoryActor Repository { get; private set; }

    /// <summary>How the repository registers; the registry's own way unless the test sets another.</summary>
    public JointRegistration Join { get; set; }

    /// <summary>The steps that were told, in their order.</summary>
    public List<string> Steps { get; } = [];

    /// <summary>A step at which the process is as good as dead.</summary>
    public string? FailsAt { get; set; }

    public IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(Path.Combine(_folder, "documents"), "*", SearchOption.AllDirectories)];

    public static async Task<JointRoom> OpenAsync(TestDatabase database)
    {
        var room = new JointRoom(database);
        await room.Registry.PatientFeed(new(PatientFeedEvent.Add, new() { Ids = [A.PatientId()] }), A.Exchange(), default);
        return room;
    }

    /// <summary>Another process opens the same folder, with documents of that size in rows.</summary>
    public void Restart(int rowBytes) => Repository = Open(A.Profile() with { Documents = A.Profile().Documents with { RowBytes = rowBytes } });

    public Task<RegistryResponse> Provide(ProvideAndRegisterDocumentSetRequest request, Exchange? exchange = null) =>
        Repository.ProvideAndRegisterDocumentSet(request, exchange ?? A.Exchange(), default);

    public async Task<byte[]?> BytesOf(DocumentEntry entry)
    {
        var answer = await Repository.RetrieveDocumentSet(new([new DocumentRequest(A.Repository, entry.UniqueId!)]), A.Exchange(), default);
        return answer.Documents.Count == 0 ? null : await RepositoryRoom.Read(answer.Documents[0].Content);
    }

    public async Task<IReadOnlyList<DocumentEntry>> EntriesOf(DocumentEntry entry)
    {
        var answer = await Registry.StoredQuery(
            new(Vocabulary.StoredQueryIds.GetDocuments, ReturnType.LeafClass, [new(Vocabulary.QueryParameterNames.DocumentEntryUniqueId, [entry.UniqueId!])]), A.Exchange(), default);
        return [.. answer.Objects.DocumentEntries];
    }

    public Task<long> Count(string from) => _database.ReadAsync(connection => connection.ExecuteScalarAsync<long>($"SELECT count(*) FROM {from}"), default);

    public Task<int> Execute(string sql) => _database.WriteAsync((connection, transaction) => connection.ExecuteAsync(sql, transaction: transaction), default);

    public Task<SweepResult> SweepLater()
    {
        Clock.Now += TimeSpan.FromDays(1);
        return Repository.SweepAsync(default);
    }

    /// <summary>No row of a document, no content, no file, no entry.</summary>
    public async Task AssertNothingKept()
    {
        Assert.That(
            (await Count("repository_document"), await Count("repository_unique_id"), await Count("repository_content"), await Count("registry_document_entry")),
            Is.EqualTo((0L, 0L, 0L, 0L)));
        Assert.That(Files, Is.Empty);
    }

    public void OnNext(DiagnosticListener listener)
    {
        if (listener.Name == "IheNode.Repository") _subscriptions.Add(listener.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> step)
    {
        lock (Steps) Steps.Add(step.Key);
        if (step.Key == FailsAt) throw new InvalidOperationException($"the process ends at '{step.Key}'");
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    public void Dispose()
    {
        _subscriptions.ForEach(subscription => subscription.Dispose());
        _database.Dispose();
        _own.Drop();
        Directory.Delete(_folder, recursive: true);
    }

    private RepositoryActor Open(NodeProfile profile) => new(
        profile, _database, _folder, Registry.RegisterDocumentSet, Registry.StoredQuery, _ => Task.CompletedTask, Clock,
        join: (request, exchange, companion, cancellation) => Join(request, exchange, companion, cancellation));
}
