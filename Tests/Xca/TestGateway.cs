using IheNode.Core;
using IheNode.Platform;
using IheNode.Xca;

namespace IheNode.Tests;

/// <summary>A gateway whose community and neighbours are lambdas: tests replace what they are about and read what was asked.</summary>
internal sealed class TestGateway
{
    public const string Own = "urn:oid:2.999.51";
    public const string Mirai = "urn:oid:2.999.52";
    public const string Kuroshio = "urn:oid:2.999.53";
    public const string Clinic = "1.2.392.100495.20.3.51.12";

    public static readonly Patient Hanako = new()
    {
        Ids = [new($"0000012345^^^TESTAD&{A.AffinityDomain}&ISO"), PatientId.Of("C-1", Clinic)],
        Names = [new("佐藤", "花子", NameRepresentation.Ideographic, Type: "L"), new("サトウ", "ハナコ", NameRepresentation.Phonetic, Type: "L")],
        BirthTime = new("19620315"),
        Gender = "F",
        Addresses = [new("王寺町1-2-3")],
        Telecoms = ["0745-12-3456"],
    };

    public NodeProfile Profile { get; set; } = A.Profile();

    public ManualClock Clock { get; } = new();

    public Answer<AdhocQueryRequest, AdhocQueryResponse> Registry { get; set; } = (_, _, _) => Task.FromResult(Found());

    public Answer<RetrieveDocumentSetRequest, RetrieveDocumentSetResponse> Repository { get; set; } = (request, _, _) => Task.FromResult(Given(request));

    public Answer<PixQuery, PixQueryResponse> FindIds { get; set; } = (_, _, _) => Task.FromResult(new PixQueryResponse([], [new(204, "Unknown.", PatientErrorPlace.Id)]));

    public Answer<PatientDemographicsQuery, PatientDemographicsQueryResponse> FindPatients { get; set; } =
        (query, _, _) => Task.FromResult(new PatientDemographicsQueryResponse(query.Ids.Contains(A.PatientId()) ? [new(Hanako)] : []));

    public List<TestNeighbour> Neighbours { get; } = [];

    public TestGateway With(params ReadOnlySpan<TestNeighbour> neighbours)
    {
        foreach (var neighbour in neighbours) Neighbours.Add(neighbour);
        return this;
    }

    public XcaActor Actor() => new(Profile, new(Registry, Repository, FindIds, FindPatients), [.. Neighbours.Select(n => n.Neighbour)], Clock);

    public static AdhocQueryResponse Found(params RegistryObject[] objects) => new(ResponseStatus.Success, new(objects.ToValueList()));

    public static RetrieveDocumentSetResponse Given(RetrieveDocumentSetRequest request) => new(
        RegistryResponse.Success,
        [.. request.Documents.Select(d => new RetrievedDocument(d, "text/xml", Content.Of([.. d.DocumentUniqueId.Select(c => (byte)c)])))]);

    public static AdhocQueryRequest FindDocuments(string? home = null, PatientId? patient = null) => new(
        Vocabulary.StoredQueryIds.FindDocuments, ReturnType.LeafClass,
        [
            new("$XDSDocumentEntryPatientId", [(patient ?? A.PatientId()).Text]),
            new("$XDSDocumentEntryStatus", [Vocabulary.Approved]),
            new("$XDSDocumentEntryEventCodeList", ["A^^1.2", "B^^1.2"]),
        ])
    {
        HomeCommunityId = home,
    };

    public static AdhocQueryRequest GetDocuments(string? home) => new(
        Vocabulary.StoredQueryIds.GetDocuments, ReturnType.LeafClass, [new("$XDSDocumentEntryUniqueId", ["1.2.3"])]) { HomeCommunityId = home };
}

/// <summary>A neighbour that knows Hanako under an id of its own and holds one document of hers, unless a test says otherwise.</summary>
public sealed class TestNeighbour
{
    public TestNeighbour(string home)
    {
        Home = home;
        PatientId = PatientId.Of("M-9", Oid.WithoutUrn(home) + ".1");
        Document = A.DocumentEntry(PatientId) with { Id = EntryUuid.From(Guid.NewGuid()), HomeCommunityId = home };
        Discover = (_, _, _) => Task.FromResult(new PatientDemographicsQueryResponse([Match()]));
        Query = (_, _, _) => Task.FromResult(TestGateway.Found(Document));
        Retrieve = (request, _, _) => Task.FromResult(TestGateway.Given(request));
        Neighbour = new(
            new() { HomeCommunityId = home, Name = "未来", Query = "https://n/q", Retrieve = "https://n/r", PatientDiscovery = "https://n/d", TimeLimitSeconds = 10 },
            (request, exchange, token) =>
            {
                Queries.Add(request);
                Exchanges.Add(exchange);
                AskedFirst.TrySetResult();
                return Query(request, exchange, token);
            },
            (request, exchange, token) =>
            {
                Retrievals.Add(request);
                AskedFirst.TrySetResult();
                return Retrieve(request, exchange, token);
            },
            (query, exchange, token) =>
            {
                Discoveries.Add(query);
                DiscoveredFirst.TrySetResult();
                return Discover(query, exchange, token);
            });
    }

    public string Home { get; }

    public PatientId PatientId { get; }

    public DocumentEntry Document { get; }

    public Neighbour Neighbour { get; }

    public Answer<AdhocQueryRequest, AdhocQueryResponse> Query { get; set; }

    public Answer<RetrieveDocumentSetRequest, RetrieveDocumentSetResponse> Retrieve { get; set; }

    public Answer<PatientDemographicsQuery, PatientDemographicsQueryResponse> Discover { get; set; }

    public List<AdhocQueryRequest> Queries { get; } = [];

    public List<Exchange> Exchanges { get; } = [];

    public List<RetrieveDocumentSetRequest> Retrievals { get; } = [];

    public List<PatientDemographicsQuery> Discoveries { get; } = [];

    /// <summary>Done when a query or a retrieval has come for the first time.</summary>
    public TaskCompletionSource AskedFirst { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when a discovery has come for the first time.</summary>
    public TaskCompletionSource DiscoveredFirst { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PatientMatch Match(string? birth = null, int score = 100, PatientId? id = null) => new(
        TestGateway.Hanako with { Ids = [id ?? PatientId], BirthTime = new(birth ?? "19620315") }, score, Oid.WithoutUrn(Home));

    /// <summary>An answer that never comes, until nobody waits for it any longer.</summary>
    public static Answer<TRequest, TResponse> Never<TRequest, TResponse>() => (_, _, token) =>
    {
        var never = new TaskCompletionSource<TResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(() => never.TrySetCanceled(token));
        return never.Task;
    };

    /// <summary>An answer that never comes and does not heed its cancellation either.</summary>
    public static Answer<TRequest, TResponse> Deaf<TRequest, TResponse>() => (_, _, _) => new TaskCompletionSource<TResponse>().Task;
}
