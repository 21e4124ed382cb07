using IheNode.Core;

namespace IheNode.Tests;

public sealed class UnavailableCommunitySpecs
{
    private readonly DocumentEntry _own = A.DocumentEntry() with { Id = EntryUuid.From(Guid.NewGuid()) };

    private TestGateway Gateway(params ReadOnlySpan<TestNeighbour> neighbours) =>
        new TestGateway { Registry = (_, _, _) => Task.FromResult(TestGateway.Found(_own)) }.With(neighbours);

    private static Task<AdhocQueryResponse> Ask(TestGateway gateway, CancellationToken cancellation = default) =>
        gateway.Actor().InitiatingQuery(TestGateway.FindDocuments(), A.Exchange(), cancellation);

    private static void AssertPartial(AdhocQueryResponse answer, int objects)
    {
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(ResponseStatus.PartialSuccess));
            Assert.That(answer.Objects.Objects, Has.Count.EqualTo(objects));
            var error = answer.Errors.Single();
            Assert.That(error.Code, Is.EqualTo(XdsErrorCode.UnavailableCommunity));
            Assert.That(error.CodeContext, Does.Contain(TestGateway.Mirai));
            Assert.That(error.Location, Is.EqualTo(TestGateway.Mirai));
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.3")]
    public async Task A_neighbour_that_is_down_costs_only_its_own_documents()
    {
        var mirai = new TestNeighbour(TestGateway.Mirai) { Query = (_, _, _) => throw new HttpRequestException("佐藤 花子 refused") };
        var answer = await Ask(Gateway(mirai, new TestNeighbour(TestGateway.Kuroshio)));
        AssertPartial(answer, 2);
        Assert.That(answer.Errors.Single().CodeContext, Does.Not.Contain("佐藤"), "what a peer or an exception says may be about patients");
    }

    [Test, Spec("ITI TF-2 3.18.4.1.3"), CancelAfter(20_000)]
    public async Task A_neighbour_that_never_answers_is_given_up_at_its_time_limit(CancellationToken cancellation)
    {
        var mirai = new TestNeighbour(TestGateway.Mirai) { Query = TestNeighbour.Never<AdhocQueryRequest, AdhocQueryResponse>() };
        var gateway = Gateway(mirai, new TestNeighbour(TestGateway.Kuroshio));
        var asking = Ask(gateway, cancellation);
        await mirai.AskedFirst.Task.WaitAsync(cancellation);
        gateway.Clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.That(asking.IsCompleted, Is.False);
        gateway.Clock.Advance(TimeSpan.FromSeconds(0.1));
        AssertPartial(await asking.WaitAsync(cancellation), 2);
    }

    [Test, CancelAfter(20_000)]
    public async Task A_neighbour_that_does_not_even_heed_being_given_up_holds_nobody_up(CancellationToken cancellation)
    {
        var mirai = new TestNeighbour(TestGateway.Mirai) { Query = TestNeighbour.Deaf<AdhocQueryRequest, AdhocQueryResponse>() };
        var gateway = Gateway(mirai);
        var asking = Ask(gateway, cancellation);
        await mirai.AskedFirst.Task.WaitAsync(cancellation);
        gateway.Clock.Advance(TimeSpan.FromSeconds(10));
        AssertPartial(await asking.WaitAsync(cancellation), 1);
    }

    [Test, CancelAfter(20_000)]
    public async Task Discovery_and_query_share_one_time_limit(CancellationToken cancellation)
    {
        var discovered = new TaskCompletionSource<PatientDemographicsQueryResponse>();
        var mirai = new TestNeighbour(TestGateway.Mirai)
        {
            Discover = (_, _, _) => discovered.Task,
            Query = TestNeighbour.Never<AdhocQueryRequest, AdhocQueryResponse>(),
        };
        var gateway = Gateway(mirai);
        var asking = Ask(gateway, cancellation);
        await mirai.DiscoveredFirst.Task.WaitAsync(cancellation);
        gateway.Clock.Advance(TimeSpan.FromSeconds(6));
        discovered.SetResult(new([mirai.Match()]));
        await mirai.AskedFirst.Task.WaitAsync(cancellation);
        gateway.Clock.Advance(TimeSpan.FromSeconds(4));
        AssertPartial(await asking.WaitAsync(cancellation), 1);
    }

    [Test, Spec("ITI TF-2 3.18.4.1.3")]
    public async Task A_discovery_that_fails_makes_the_neighbour_unavailable_and_not_the_patient_unknown()
    {
        var down = new TestNeighbour(TestGateway.Mirai) { Discover = (_, _, _) => throw new HttpRequestException() };
        var refusing = new TestNeighbour(TestGateway.Mirai) { Discover = (_, _, _) => Task.FromResult(new PatientDemographicsQueryResponse([], [new(207, "Busy.")])) };
        AssertPartial(await Ask(Gateway(down)), 1);
        AssertPartial(await Ask(Gateway(refusing)), 1);
    }

    [Test]
    public async Task When_the_person_cannot_be_read_here_the_answer_says_that_it_is_not_complete()
    {
        var gateway = Gateway(new TestNeighbour(TestGateway.Mirai));
        gateway.FindPatients = (_, _, _) => throw new InvalidOperationException("The index is broken.");
        AssertPartial(await Ask(gateway), 1);
    }

    [Test, Spec("ITI TF-2 3.18.4.1.3")]
    public async Task Only_failures_are_a_failure()
    {
        var gateway = Gateway(new TestNeighbour(TestGateway.Mirai) { Query = (_, _, _) => throw new HttpRequestException() });
        gateway.Registry = (_, _, _) => throw new InvalidOperationException("The registry is broken.");
        var answer = await Ask(gateway);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Failure));
            Assert.That(answer.Errors.Select(e => e.Code), Is.EqualTo([XdsErrorCode.RegistryError, XdsErrorCode.UnavailableCommunity]));
            Assert.That(answer.Objects.Objects, Is.Empty);
        });
    }

    [Test, Spec("ITI TF-1 18.4.2"), CancelAfter(20_000)]
    public async Task When_the_asker_is_gone_nobody_works_for_it_any_longer(CancellationToken cancellation)
    {
        using var asker = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mirai = new TestNeighbour(TestGateway.Mirai);
        mirai.Query = (request, exchange, token) =>
        {
            token.Register(() => stopped.TrySetResult());
            return TestNeighbour.Never<AdhocQueryRequest, AdhocQueryResponse>()(request, exchange, token);
        };
        var asking = Ask(Gateway(mirai), asker.Token);
        await mirai.AskedFirst.Task.WaitAsync(cancellation);
        await asker.CancelAsync();
        await stopped.Task.WaitAsync(cancellation);
        Assert.That(async () => await asking, Throws.InstanceOf<OperationCanceledException>());
    }
}
