using IheNode.Core;
using static IheNode.Tests.PixBed;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class MergeSpecs(TestDatabase database)
{
    private PixBed _bed = null!;

    [SetUp]
    public void Open() => _bed = new PixBed(database);

    [TearDown]
    public void Close() => _bed.Dispose();

    [Test]
    [Spec("ITI TF-2 3.8.4.2.3")]
    public async Task The_survivor_takes_over_the_links_and_the_prior_id_is_gone()
    {
        await _bed.Add(Hanako(Clinic("C1")));
        await _bed.Add(Hanako(Hospital("H1")), "HIS|HOSPITAL");
        await _bed.Add(new() { Ids = [Clinic("C2")] });
        Assert.That((await _bed.Merge(Clinic("C2"), Clinic("C1"))).Errors, Is.Empty);

        Assert.That(await _bed.IdsOf(Hospital("H1")), Is.EqualTo(new[] { $"C2@{ClinicOid}", $"YAMATO-00000001@{AffinityOid}" }));
        Assert.That((await _bed.Ask(Clinic("C1"))).Errors[0].Where, Is.EqualTo(PatientErrorPlace.Id));
        Assert.That((await _bed.Find(new() { Ids = [Clinic("C1")] })).Matches, Is.Empty);
        Assert.That((await _bed.Find(new() { Names = [new("山田", "花子")] })).Matches.SelectMany(m => m.Patient.Ids).Select(id => id.Id), Does.Not.Contain("C1"));
        Assert.That(_bed.Registry[^1], Is.EqualTo("YAMATO-00000002>YAMATO-00000001"));
    }

    [Test]
    public async Task A_person_left_without_records_is_merged_into_the_survivors_person()
    {
        await _bed.Add(new() { Ids = [Clinic("C1")] });
        await _bed.Add(new() { Ids = [Clinic("C2")] });
        await _bed.Merge(Clinic("C2"), Clinic("C1"));

        Assert.That(_bed.Registry, Is.EqualTo(new[] { "+YAMATO-00000001", "+YAMATO-00000002", "YAMATO-00000001>YAMATO-00000002" }));
    }

    [Test]
    public async Task Chains_of_merges_are_followed()
    {
        foreach (var id in new[] { "C1", "C2", "C3" }) await _bed.Add(new() { Ids = [Clinic(id)] });
        await _bed.Merge(Clinic("C2"), Clinic("C1"));
        await _bed.Merge(Clinic("C3"), Clinic("C2"));

        Assert.That((await _bed.Ask(Clinic("C1"))).Errors, Is.Not.Empty);
        Assert.That((await _bed.Ask(Clinic("C2"))).Errors, Is.Not.Empty);
        Assert.That(await _bed.IdsOf(Clinic("C3")), Is.EqualTo(new[] { $"YAMATO-00000003@{AffinityOid}" }));
        Assert.That(_bed.Registry[^1], Is.EqualTo("YAMATO-00000002>YAMATO-00000003"));
    }

    [TestCase("C1", "C1", 102, PatientErrorPlace.SubsumedId)]
    [TestCase("C1", "C9", 204, PatientErrorPlace.SubsumedId)]
    [TestCase("C9", "C1", 204, PatientErrorPlace.PatientId)]
    [TestCase("C1", "gone", 204, PatientErrorPlace.SubsumedId)]
    [TestCase("gone", "C1", 204, PatientErrorPlace.PatientId)]
    [Spec("ITI TF-2 3.8.4.2.3")]
    public async Task A_merge_that_makes_no_sense_changes_nothing(string survivor, string subsumed, int code, PatientErrorPlace place)
    {
        foreach (var id in new[] { "C1", "C2", "gone" }) await _bed.Add(new() { Ids = [Clinic(id)] });
        await _bed.Merge(Clinic("C2"), Clinic("gone"));
        var told = _bed.Registry.Count;
        var errors = (await _bed.Merge(Clinic(survivor), Clinic(subsumed))).Errors;

        Assert.That(errors.Select(error => (error.Code, error.Where)), Is.EqualTo(new[] { (code, place) }));
        Assert.That((await _bed.Ask(Clinic("C1"))).Errors, Is.Empty);
        Assert.That(_bed.Registry, Has.Count.EqualTo(told));
    }

    [Test]
    public async Task A_merge_across_authorities_or_without_prior_id_is_refused()
    {
        await _bed.Add(new() { Ids = [Clinic("C1")] });
        await _bed.Add(new() { Ids = [Card("N1")] });

        Assert.That((await _bed.Merge(Clinic("C1"), Card("N1"))).Errors[0].Where, Is.EqualTo(PatientErrorPlace.SubsumedId));
        Assert.That((await _bed.Merge(Clinic("C1"), new("C2^^^NOBODY"))).Errors[0].Code, Is.EqualTo(204));
        Assert.That((await _bed.Send(new(PatientFeedEvent.Merge, new() { Ids = [Clinic("C1")] }))).Errors[0].Code, Is.EqualTo(101));
        Assert.That((await _bed.Ask(Card("N1"))).Errors, Is.Empty);
    }

    [Test]
    public async Task A_merged_id_cannot_be_fed_again()
    {
        await _bed.Add(new() { Ids = [Clinic("C1")] });
        await _bed.Add(new() { Ids = [Clinic("C2")] });
        await _bed.Merge(Clinic("C2"), Clinic("C1"));

        Assert.That((await _bed.Add(Hanako(Clinic("C1")))).Errors[0].Code, Is.EqualTo(204));
    }
}
