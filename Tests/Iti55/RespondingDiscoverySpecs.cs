using IheNode.Core;

namespace IheNode.Tests;

public sealed class RespondingDiscoverySpecs
{
    private static readonly PatientDemographicsQuery Query = new()
    {
        QueryId = "1.2.3",
        Names = [new("佐藤", "花子", NameRepresentation.Ideographic), new("サトウ", "ハナコ", NameRepresentation.Phonetic)],
        BirthTimeFrom = new("19620315"),
        BirthTimeTo = new("19620315"),
        Ids = [PatientId.Of("M-9", "2.999.52.1")],
        HomeCommunity = "2.999.52",
        ReverseQueryAuthority = "2.999.52.1",
    };

    private static Task<PatientDemographicsQueryResponse> Ask(TestGateway gateway, PatientDemographicsQuery? query = null) =>
        gateway.Actor().RespondingDiscovery(query ?? Query, A.Exchange(), CancellationToken.None);

    private static TestGateway Finding(Func<PatientDemographicsQuery, ValueList<PatientMatch>> find) => new()
    {
        FindPatients = (query, _, _) => Task.FromResult(find(query) is var found ? new PatientDemographicsQueryResponse(found) { Total = found.Count } : null!),
    };

    [Test, Spec("ITI TF-2 3.55.4.2.2")]
    public async Task One_sure_match_is_given_with_the_affinity_domain_s_id_alone()
    {
        var answer = await Ask(Finding(_ => [new(TestGateway.Hanako)]));
        var match = answer.Matches.Single();
        Assert.Multiple(() =>
        {
            Assert.That(match.Patient.Ids, Is.EqualTo([A.PatientId()]));
            Assert.That(match.HomeCommunity, Is.EqualTo("2.999.51"));
            V3Message.AssertValid(V3Message.Response(Iti55.Contract, Query, answer));
        });
    }

    [Test, Spec("ITI TF-2 3.55.4.1.2.4")]
    public async Task The_asker_s_own_id_of_the_person_is_no_condition()
    {
        var asked = new List<PatientDemographicsQuery>();
        await Ask(Finding(query =>
        {
            asked.Add(query);
            return [];
        }));
        Assert.Multiple(() =>
        {
            Assert.That(asked.Single().Ids, Is.Empty);
            Assert.That(asked.Single().Names, Is.EqualTo(Query.Names));
            Assert.That(asked.Single().BirthTimeFrom, Is.EqualTo(Query.BirthTimeFrom));
        });
    }

    [Test, Spec("ITI TF-2 3.55.4.2.2.6")]
    public async Task Several_persons_are_not_listed_but_told_apart_by_more_attributes()
    {
        var other = TestGateway.Hanako with { Ids = [A.PatientId("0000099999")] };
        var gateway = Finding(query => query.Address is null ? [new(TestGateway.Hanako), new(other)] : [new(TestGateway.Hanako)]);
        var asked = await Ask(gateway);
        var narrowed = await Ask(gateway, Query with { Address = new("王寺町1-2-3") });
        Assert.Multiple(() =>
        {
            Assert.That(asked.Matches, Is.Empty);
            Assert.That(asked.WantedAttributes, Is.EqualTo(["LivingSubjectAdministrativeGenderRequested", "PatientAddressRequested", "PatientTelecomRequested", "MothersMaidenNameRequested"]));
            Assert.That(narrowed.Matches.Single().Patient.Ids.Single(), Is.EqualTo(A.PatientId()));
        });
    }

    [Test]
    public async Task Any_of_several_addresses_may_tell_persons_apart()
    {
        var other = TestGateway.Hanako with { Ids = [A.PatientId("0000099999")] };
        var gateway = Finding(query => query.Address switch
        {
            null => [new(TestGateway.Hanako), new(other)],
            { Street: "王寺町1-2-3" } => [new(TestGateway.Hanako)],
            { Street: "王寺町9" } => [new(other)],
            _ => [],
        });
        var one = await Ask(gateway, Query with { Address = new("斑鳩町"), OtherAddresses = [new("王寺町1-2-3")] });
        var two = await Ask(gateway, Query with { Address = new("王寺町9"), OtherAddresses = [new("王寺町1-2-3")] });
        Assert.Multiple(() =>
        {
            Assert.That(one.Matches.Single().Patient.Ids.Single(), Is.EqualTo(A.PatientId()));
            Assert.That(two.Matches, Is.Empty);
            Assert.That(two.WantedAttributes, Is.Not.Empty);
        });
    }

    [Test]
    public async Task Several_persons_who_agree_in_everything_are_not_told_apart_at_all()
    {
        var answer = await Ask(
            Finding(_ => [new(TestGateway.Hanako), new(TestGateway.Hanako)]),
            Query with { Gender = "F", Address = new("王寺町"), Telecom = "0745", MothersMaidenName = new("鈴木", "") });
        Assert.Multiple(() =>
        {
            Assert.That(answer.Matches, Is.Empty);
            Assert.That(answer.Errors, Has.Count.EqualTo(1));
        });
    }

    [Test, Spec("ITI TF-2 3.55.4.2.2")]
    public async Task Nobody_is_no_error()
    {
        var answer = await Ask(Finding(_ => []));
        Assert.That((answer.Matches.Count, answer.Errors.Count, answer.WantedAttributes.Count), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public async Task A_person_without_an_id_of_the_affinity_domain_cannot_be_asked_for_and_is_nobody()
    {
        var answer = await Ask(Finding(_ => [new(TestGateway.Hanako with { Ids = [PatientId.Of("C-1", TestGateway.Clinic)] })]));
        Assert.That(answer.Matches, Is.Empty);
    }

    [Test]
    public async Task An_id_that_both_sides_know_and_that_differs_is_someone_else()
    {
        const string national = "1.2.392.100495.1";
        var known = Finding(_ => [new(TestGateway.Hanako with { Ids = [A.PatientId(), PatientId.Of("N-1", national)] })]);
        var other = await Ask(known, Query with { Ids = [PatientId.Of("N-2", national)] });
        var same = await Ask(known, Query with { Ids = [PatientId.Of("N-1", national)] });
        Assert.That((other.Matches.Count, same.Matches.Count), Is.EqualTo((0, 1)));
    }

    [Test, Spec("ITI TF-2 3.55.4.1.2.1")]
    public async Task Beside_an_id_that_both_sides_may_know_the_birth_time_may_be_left_out()
    {
        var national = PatientId.Of("N-1", "1.2.392.100495.1");
        var asked = new List<PatientDemographicsQuery>();
        var gateway = Finding(query =>
        {
            asked.Add(query);
            return [new(TestGateway.Hanako with { Ids = [A.PatientId(), national] })];
        });
        var answer = await Ask(gateway, Query with { Ids = [national], BirthTimeFrom = null, BirthTimeTo = null });
        Assert.That(answer.Matches, Has.Count.EqualTo(1));
        Assert.That(asked.Single().Ids, Is.EqualTo([national]));
        Assert.That(asked.Single().Names, Is.EqualTo(Query.Names));
    }

    [Test]
    public async Task All_that_a_discovery_lacks_is_said_at_once() =>
        Assert.That((await Ask(new(), Query with { Names = [], Ids = [], BirthTimeFrom = null, BirthTimeTo = null })).Errors, Has.Count.EqualTo(2));

    private static IEnumerable<TestCaseData> Unanswerable()
    {
        yield return Case("without_name_or_id", q => q with { Names = [], Ids = [] });
        yield return Case("without_birth_time", q => q with { BirthTimeFrom = null, BirthTimeTo = null });
        yield return Case("with_a_year_of_birth_only", q => q with { BirthTimeFrom = new("1962"), BirthTimeTo = new("1962") });
        yield return Case("with_a_range_of_births", q => q with { BirthTimeTo = new("19991231") });
        yield return Case("with_a_family_name_only", q => q with { Names = [new("佐藤", "")], Ids = [] });
        yield return Case("with_a_wildcard", q => q with { Names = [new("佐*", "花子")] });
        yield return Case("for_similar_names", q => q with { FuzzyNames = true });
        yield return Case("for_a_deferred_answer", q => q with { Deferred = true });

        static TestCaseData Case(string name, Func<PatientDemographicsQuery, PatientDemographicsQuery> change) => new(change) { TestName = $"A_discovery_{name}_is_not_answered" };
    }

    [TestCaseSource(nameof(Unanswerable)), Spec("ITI TF-2 3.55.4.1.2.1")]
    public async Task A_discovery_that_lacks_what_it_needs_is_not_answered(Func<PatientDemographicsQuery, PatientDemographicsQuery> change)
    {
        var gateway = new TestGateway { FindPatients = (_, _, _) => throw new InvalidOperationException("must not be asked") };
        var query = change(Query);
        var answer = await Ask(gateway, query);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Errors, Has.Count.EqualTo(1));
            Assert.That(V3Message.Response(Iti55.Contract, query, answer).Values("acknowledgement/typeCode", "code"), Is.EqualTo(["AE"]));
        });
    }

    [Test]
    public async Task An_index_that_fails_is_an_error_and_not_nobody()
    {
        var gateway = new TestGateway { FindPatients = (_, _, _) => Task.FromResult(new PatientDemographicsQueryResponse([], [new(207, "Too many.")])) };
        Assert.That((await Ask(gateway)).Errors, Has.Count.EqualTo(1));
    }
}
