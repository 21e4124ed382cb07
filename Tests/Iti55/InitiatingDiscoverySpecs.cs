using IheNode.Core;

namespace IheNode.Tests;

public sealed class InitiatingDiscoverySpecs
{
    private static TestNeighbour Answering(Answer<PatientDemographicsQuery, PatientDemographicsQueryResponse> discover) =>
        new(TestGateway.Mirai) { Discover = discover };

    private static Task<AdhocQueryResponse> Ask(TestNeighbour neighbour) =>
        new TestGateway().With(neighbour).Actor().InitiatingQuery(TestGateway.FindDocuments(), A.Exchange(), CancellationToken.None);

    [Test, Spec("ITI TF-2 3.55.4.1.2")]
    public async Task A_discovery_tells_names_birth_gender_and_one_s_own_id_and_no_id_of_a_facility()
    {
        var mirai = new TestNeighbour(TestGateway.Mirai);
        await Ask(mirai);
        var asked = mirai.Discoveries.Single();
        Assert.Multiple(() =>
        {
            Assert.That(asked.Names.Select(n => (n.Family, n.Given)), Is.EqualTo(new[] { ("佐藤", "花子"), ("サトウ", "ハナコ") }));
            Assert.That((asked.BirthTimeFrom, asked.BirthTimeTo, asked.Gender), Is.EqualTo(((Hl7Time?)new Hl7Time("19620315"), (Hl7Time?)new Hl7Time("19620315"), "F")));
            Assert.That(asked.Ids, Is.EqualTo([A.PatientId()]));
            Assert.That((asked.HomeCommunity, asked.ReverseQueryAuthority), Is.EqualTo(("2.999.51", A.AffinityDomain)));
            Assert.That((asked.V3!.SenderDevice, asked.V3.ReceiverDevice), Is.EqualTo(("2.999.51.1", "2.999.52")));
            V3Message.AssertValid(V3Message.Request(Iti55.Contract, asked));
        });
    }

    [Test, Spec("ITI TF-2 3.55.4.2.3")]
    public async Task What_was_found_is_used_again_until_its_time_is_over()
    {
        var mirai = new TestNeighbour(TestGateway.Mirai);
        var gateway = new TestGateway().With(mirai);
        var actor = gateway.Actor();
        async Task<int> DiscoveriesAfterQuery()
        {
            await actor.InitiatingQuery(TestGateway.FindDocuments(), A.Exchange(), CancellationToken.None);
            return mirai.Discoveries.Count;
        }

        Assert.That(await DiscoveriesAfterQuery(), Is.EqualTo(1));
        gateway.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.That(await DiscoveriesAfterQuery(), Is.EqualTo(1));
        gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await DiscoveriesAfterQuery(), Is.EqualTo(2));
        mirai.Query = (_, _, _) => Task.FromResult(AdhocQueryResponse.Failure(new XdsError(XdsErrorCode.UnknownPatientId, "Merged away.")));
        Assert.That(await DiscoveriesAfterQuery(), Is.EqualTo(2));
        Assert.That(await DiscoveriesAfterQuery(), Is.EqualTo(3), "an id that is no longer known is forgotten");
    }

    [Test]
    public async Task That_nobody_was_found_is_not_kept()
    {
        var mirai = Answering((_, _, _) => Task.FromResult(new PatientDemographicsQueryResponse([])));
        var actor = new TestGateway().With(mirai).Actor();
        for (var i = 0; i < 2; i++) await actor.InitiatingQuery(TestGateway.FindDocuments(), A.Exchange(), CancellationToken.None);
        Assert.That(mirai.Discoveries, Has.Count.EqualTo(2));
    }

    [Test, Spec("ITI TF-2 3.55.4.2.2.6")]
    public async Task More_attributes_are_given_only_when_they_are_asked_for()
    {
        TestNeighbour mirai = null!;
        mirai = Answering((query, _, _) => Task.FromResult(query.Address is null
            ? new PatientDemographicsQueryResponse([]) { WantedAttributes = ["PatientAddressRequested"] }
            : new([mirai.Match()])));
        var answer = await Ask(mirai);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Objects.DocumentEntries.Count(), Is.EqualTo(1));
            Assert.That(mirai.Discoveries.Select(d => d.Address), Is.EqualTo(new[] { null, TestGateway.Hanako.Addresses[0] }));
            Assert.That(mirai.Discoveries.Select(d => d.Telecom), Has.All.Null);
        });
    }

    private static IEnumerable<TestCaseData> Unsure()
    {
        yield return Case("Two_equally_likely_persons", n => [n.Match(), n.Match(id: PatientId.Of("M-10", "2.999.52.1"))]);
        yield return Case("A_person_of_another_community", n => [n.Match() with { HomeCommunity = "2.999.53" }]);
        yield return Case("A_person_of_no_community", n => [n.Match() with { HomeCommunity = null }]);
        yield return Case("A_person_without_a_usable_id", n => [n.Match(id: new("M-9"))]);

        static TestCaseData Case(string name, Func<TestNeighbour, ValueList<PatientMatch>> matches) => new(matches) { TestName = $"{name}_is_not_taken_for_the_patient" };
    }

    [TestCaseSource(nameof(Unsure))]
    public async Task Who_is_not_sure_is_not_taken_for_the_patient(Func<TestNeighbour, ValueList<PatientMatch>> matches)
    {
        TestNeighbour mirai = null!;
        mirai = Answering((_, _, _) => Task.FromResult(new PatientDemographicsQueryResponse(matches(mirai))));
        var answer = await Ask(mirai);
        Assert.Multiple(() =>
        {
            Assert.That(mirai.Queries, Is.Empty);
            Assert.That(answer.Errors.Single().Code, Is.EqualTo(XdsErrorCode.UnavailableCommunity));
        });
    }

    [Test]
    public async Task Someone_born_on_another_day_is_someone_else()
    {
        TestNeighbour mirai = null!;
        mirai = Answering((_, _, _) => Task.FromResult(new PatientDemographicsQueryResponse([mirai.Match("19620316")])));
        var answer = await Ask(mirai);
        Assert.That((answer.Status, mirai.Queries.Count), Is.EqualTo((ResponseStatus.Success, 0)));
    }
}
