using IheNode.Core;
using IheNode.Platform;
using IheNode.Registry;

namespace IheNode.Tests;

/// <summary>A registry on a real database of its own, driven by its actor's messages.</summary>
public sealed class TestRegistry : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ihenode-registry-").FullName;

    private readonly OwnDatabase _own;

    public TestRegistry(NodeProfile? profile = null)
        : this(TestDatabase.Sqlite, profile)
    {
    }

    public TestRegistry(TestDatabase database, NodeProfile? profile = null)
    {
        _own = database.Of(_folder);
        Database = Database.Open(_own.Engine, typeof(RegistryActor).Assembly);
        Actor = new RegistryActor(profile ?? A.Profile(), Database, Clock);
    }

    public SettableClock Clock { get; } = new(new DateTimeOffset(2025, 4, 1, 3, 0, 0, TimeSpan.Zero));

    public Database Database { get; }

    public RegistryActor Actor { get; }

    /// <summary>A registry that knows the patient of <see cref="A.PatientId"/> and these.</summary>
    public static Task<TestRegistry> WithPatientAsync(NodeProfile? profile = null, params string[] furtherIds) =>
        WithPatientAsync(TestDatabase.Sqlite, profile, furtherIds);

    /// <summary>As above, on this database.</summary>
    public static async Task<TestRegistry> WithPatientAsync(TestDatabase database, NodeProfile? profile = null, params string[] furtherIds)
    {
        var registry = new TestRegistry(database, profile);
        await registry.AddPatientAsync(A.PatientId());
        foreach (var id in furtherIds) await registry.AddPatientAsync(A.PatientId(id));
        return registry;
    }

    public Task<PatientFeedResponse> AddPatientAsync(PatientId id) =>
        Actor.PatientFeed(new(PatientFeedEvent.Add, new() { Ids = [id] }), A.Exchange(), CancellationToken.None);

    public Task<PatientFeedResponse> MergeAsync(PatientId subsumed, PatientId survivor) =>
        Actor.PatientFeed(new(PatientFeedEvent.Merge, new() { Ids = [survivor] }, subsumed), A.Exchange(), CancellationToken.None);

    public Task<RegistryResponse> RegisterAsync(SubmitObjectsRequest request) =>
        Actor.RegisterDocumentSet(request, A.Exchange(), CancellationToken.None);

    public Task<RegistryResponse> RegisterAsync(params RegistryObject[] objects) => RegisterAsync(A.Submission(objects));

    /// <summary>Registers an entry and gives it as the registry shows it.</summary>
    public async Task<DocumentEntry> RegisteredAsync(DocumentEntry entry)
    {
        var response = await RegisterAsync(entry);
        if (response.Status != ResponseStatus.Success) throw new InvalidOperationException(response.ToString());
        return (DocumentEntry)(await GetDocumentsAsync(entry.UniqueId!)).Objects.Objects[^1];
    }

    public Task<AdhocQueryResponse> QueryAsync(string name, params (string Name, string[] Values)[] parameters) =>
        QueryAsync(name, ReturnType.LeafClass, parameters);

    public Task<AdhocQueryResponse> QueryAsync(string name, ReturnType returnType, params (string Name, string[] Values)[] parameters) =>
        Actor.StoredQuery(Request(StoredQueries.All, name, returnType, parameters), A.Exchange(), CancellationToken.None);

    /// <summary>A query of ITI-51.</summary>
    public Task<AdhocQueryResponse> MultiPatientQueryAsync(string name, params (string Name, string[] Values)[] parameters) =>
        Actor.MultiPatientStoredQuery(Request(MultiPatientQueries.All, name, ReturnType.LeafClass, parameters), A.Exchange(), CancellationToken.None);

    /// <summary>FindDocuments for approved entries of the patient of <see cref="A.PatientId"/>, with further parameters.</summary>
    public Task<AdhocQueryResponse> FindDocumentsAsync(params (string Name, string[] Values)[] further) => QueryAsync(
        "FindDocuments",
        [("$XDSDocumentEntryPatientId", [A.PatientId().Text]), ("$XDSDocumentEntryStatus", [Vocabulary.Approved]), .. further]);

    public Task<AdhocQueryResponse> GetDocumentsAsync(params string[] uniqueIds) => QueryAsync("GetDocuments", ("$XDSDocumentEntryUniqueId", uniqueIds));

    public Task<AdhocQueryResponse> GetAllAsync(PatientId? patient = null) => QueryAsync(
        "GetAll",
        ("$patientId", [(patient ?? A.PatientId()).Text]),
        ("$XDSDocumentEntryStatus", [Vocabulary.Approved, Vocabulary.Deprecated]),
        ("$XDSSubmissionSetStatus", [Vocabulary.Approved]),
        ("$XDSFolderStatus", [Vocabulary.Approved]));

    /// <summary>Fails the test when an invariant of the database is broken.</summary>
    public async Task AssertWholeAsync()
    {
        var breaks = new List<RegistryBreak>();
        await new RegistryCheck(Database, Clock).RunAsync(repair: false, breaks.Add, _ => { }, CancellationToken.None);
        Assert.That(breaks, Is.Empty);
    }

    private static AdhocQueryRequest Request(
        IReadOnlyDictionary<string, StoredQuery> queries, string name, ReturnType returnType, (string Name, string[] Values)[] parameters) =>
        new(queries.Values.Single(q => q.Name == name).Id, returnType, parameters.Select(p => new QueryParameter(p.Name, [.. p.Values])).ToValueList());

    public void Dispose()
    {
        Database.Dispose();
        _own.Drop();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A clock that stands until a test sets it.</summary>
public sealed class SettableClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
