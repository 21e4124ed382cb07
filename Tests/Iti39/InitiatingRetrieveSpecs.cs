using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

public sealed class InitiatingRetrieveSpecs
{
    private static DocumentRequest Document(string id, string? home) => new("2.999.52.8", id, home);

    private static Task<RetrieveDocumentSetResponse> Ask(TestGateway gateway, params ValueList<DocumentRequest> documents) =>
        gateway.Actor().InitiatingRetrieve(new(documents), A.Exchange(), CancellationToken.None);

    private static async Task<string> TextOf(RetrievedDocument document)
    {
        await using var stream = await document.Content.Open(CancellationToken.None);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    [Test, Spec("ITI TF-2 3.43.4.1.3")]
    public async Task Documents_of_all_communities_come_in_the_order_of_the_request_each_community_asked_once()
    {
        var (mirai, kuroshio) = (new TestNeighbour(TestGateway.Mirai), new TestNeighbour(TestGateway.Kuroshio));
        var local = new List<RetrieveDocumentSetRequest>();
        var gateway = new TestGateway().With(mirai, kuroshio);
        gateway.Repository = (request, _, _) =>
        {
            local.Add(request);
            return Task.FromResult(TestGateway.Given(request));
        };
        ValueList<DocumentRequest> wanted =
            [Document("1.1", TestGateway.Mirai), Document("1.2", TestGateway.Own), Document("1.3", TestGateway.Kuroshio), Document("1.4", TestGateway.Mirai)];
        var answer = await Ask(gateway, wanted);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Registry, Is.EqualTo(RegistryResponse.Success));
            Assert.That(answer.Documents.Select(d => d.Request), Is.EqualTo(wanted));
            Assert.That(mirai.Retrievals.Single().Documents, Is.EqualTo([wanted[0], wanted[3]]));
            Assert.That(local.Single().Documents, Is.EqualTo([wanted[1] with { HomeCommunityId = null }]));
        });
        foreach (var document in answer.Documents) Assert.That(await TextOf(document), Is.EqualTo(document.Request.DocumentUniqueId));
    }

    [Test]
    public async Task Contents_are_passed_through_unopened()
    {
        var opened = false;
        var content = new Content(_ =>
        {
            opened = true;
            return new(Stream.Null);
        });
        var mirai = new TestNeighbour(TestGateway.Mirai)
        {
            Retrieve = (request, _, _) => Task.FromResult(new RetrieveDocumentSetResponse(RegistryResponse.Success, [new(request.Documents[0], "text/plain", content)])),
        };
        var answer = await Ask(new TestGateway().With(mirai), Document("1.1", TestGateway.Mirai));
        Assert.Multiple(() =>
        {
            Assert.That(answer.Documents.Single().Content, Is.SameAs(content));
            Assert.That(opened, Is.False);
        });
    }

    [Test, Spec("ITI TF-2 3.43.4.1.3")]
    public async Task A_missing_and_an_unknown_home_are_errors_of_their_documents_alone()
    {
        var answer = await Ask(
            new TestGateway().With(new TestNeighbour(TestGateway.Mirai)),
            Document("1.1", null), Document("1.2", "urn:oid:2.999.99"), Document("1.3", TestGateway.Mirai));
        Assert.Multiple(() =>
        {
            Assert.That(answer.Registry.Status, Is.EqualTo(ResponseStatus.PartialSuccess));
            Assert.That(answer.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[]
                { (XdsErrorCode.MissingHomeCommunityId, "1.1"), (XdsErrorCode.UnknownCommunity, "1.2") }));
            Assert.That(answer.Documents.Single().Request.DocumentUniqueId, Is.EqualTo("1.3"));
        });
    }

    [Test, Spec("ITI TF-2 3.43.4.1.3"), CancelAfter(20_000)]
    public async Task A_neighbour_that_does_not_answer_in_time_costs_only_its_own_documents(CancellationToken cancellation)
    {
        var mirai = new TestNeighbour(TestGateway.Mirai) { Retrieve = TestNeighbour.Never<RetrieveDocumentSetRequest, RetrieveDocumentSetResponse>() };
        var gateway = new TestGateway().With(mirai);
        var asking = Ask(gateway, Document("1.1", TestGateway.Mirai), Document("1.2", TestGateway.Own), Document("1.3", TestGateway.Mirai));
        await mirai.AskedFirst.Task.WaitAsync(cancellation);
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        var answer = await asking.WaitAsync(cancellation);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Registry.Status, Is.EqualTo(ResponseStatus.PartialSuccess));
            Assert.That(answer.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[]
                { (XdsErrorCode.UnavailableCommunity, "1.1"), (XdsErrorCode.UnavailableCommunity, "1.3") }));
            Assert.That(answer.Registry.Errors.Select(e => e.CodeContext), Has.All.Contains(TestGateway.Mirai));
            Assert.That(answer.Documents.Single().Request.DocumentUniqueId, Is.EqualTo("1.2"));
        });
    }

    [Test]
    public async Task The_time_limit_ends_with_the_answer_but_contents_stay_tied_to_the_asker()
    {
        CancellationToken held = default;
        var mirai = new TestNeighbour(TestGateway.Mirai)
        {
            Retrieve = (request, _, token) =>
            {
                held = token;
                return Task.FromResult(TestGateway.Given(request));
            },
        };
        using var asker = new CancellationTokenSource();
        var gateway = new TestGateway().With(mirai);
        await gateway.Actor().InitiatingRetrieve(new([Document("1.1", TestGateway.Mirai)]), A.Exchange(), asker.Token);
        gateway.Clock.Advance(TimeSpan.FromHours(1));
        Assert.That(held.IsCancellationRequested, Is.False);
        await asker.CancelAsync();
        Assert.That(held.IsCancellationRequested, Is.True);
    }

    [Test, Spec("ITI TF-2 3.43.4.2.3")]
    public async Task Nothing_found_is_a_failure()
    {
        var mirai = new TestNeighbour(TestGateway.Mirai) { Retrieve = (_, _, _) => throw new HttpRequestException() };
        var answer = await Ask(new TestGateway().With(mirai), Document("1.1", TestGateway.Mirai));
        Assert.That((answer.Registry.Status, answer.Documents.Count), Is.EqualTo((ResponseStatus.Failure, 0)));
    }

    [Test]
    public async Task Errors_of_neighbours_are_passed_on_with_the_document_as_location()
    {
        var mirai = new TestNeighbour(TestGateway.Mirai)
        {
            Retrieve = (_, _, _) => Task.FromResult(new RetrieveDocumentSetResponse(
                RegistryResponse.From([new(XdsErrorCode.DocumentUniqueIdError, "Gone.", $"1.1|{TestGateway.Mirai}")]), [])),
        };
        var answer = await Ask(new TestGateway().With(mirai), Document("1.1", TestGateway.Mirai));
        Assert.That(answer.Registry.Errors.Single(), Is.EqualTo(new XdsError(XdsErrorCode.DocumentUniqueIdError, "Gone.", "1.1")));
    }

    [Test]
    public async Task What_a_neighbour_leaves_out_or_adds_is_said()
    {
        var mirai = new TestNeighbour(TestGateway.Mirai)
        {
            Retrieve = (_, _, _) => Task.FromResult(TestGateway.Given(new([Document("9.9", TestGateway.Mirai)]))),
        };
        var silent = new TestNeighbour(TestGateway.Kuroshio) { Retrieve = (_, _, _) => Task.FromResult(new RetrieveDocumentSetResponse(RegistryResponse.Success, [])) };
        var answer = await Ask(new TestGateway().With(mirai, silent), Document("1.1", TestGateway.Mirai), Document("1.2", TestGateway.Kuroshio));
        Assert.Multiple(() =>
        {
            Assert.That(answer.Documents, Is.Empty);
            Assert.That(answer.Registry.Status, Is.EqualTo(ResponseStatus.Failure));
            Assert.That(answer.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[]
                { (XdsErrorCode.RepositoryError, "9.9"), (XdsErrorCode.DocumentUniqueIdError, "1.2") }));
        });
    }

    [Test]
    public async Task More_documents_than_the_limit_are_refused_before_anyone_is_asked()
    {
        var mirai = new TestNeighbour(TestGateway.Mirai);
        var gateway = new TestGateway { Profile = A.Profile() with { Limits = new LimitsProfile { RetrieveDocuments = 1 } } }.With(mirai);
        var answer = await Ask(gateway, Document("1.1", TestGateway.Mirai), Document("1.2", TestGateway.Mirai));
        Assert.Multiple(() =>
        {
            Assert.That(answer.Registry.Errors.Single().Code, Is.EqualTo(XdsErrorCode.TooManyResults));
            Assert.That(mirai.Retrievals, Is.Empty);
        });
    }
}
