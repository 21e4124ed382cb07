using IheNode.Core;

namespace IheNode.Tests;

/// <summary>Feeds about the same people at the same time.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class ConcurrentFeedSpecs(TestDatabase database)
{
    private PixBed _bed = null!;

    [SetUp]
    public void Open() => _bed = new PixBed(database);

    [TearDown]
    public void Close() => _bed.Dispose();

    [Test]
    [Spec("ITI TF-2 3.8.4.1.3")]
    public async Task Makes_one_person_of_records_that_come_from_two_sources_at_once()
    {
        var pairs = Enumerable.Range(0, 8).Select(i => $"{i}").ToList();
        await Task.WhenAll(pairs.SelectMany(i => new[] { PixBed.Hospital(i), PixBed.Clinic(i) }.Select(id => Task.Run(() => FeedAsync(id, i)))));
        using var _ = Assert.EnterMultipleScope();
        foreach (var i in pairs)
            Assert.That(await _bed.IdsOf(PixBed.Hospital(i), PixBed.ClinicOid), Is.EqualTo(new[] { $"{i}@{PixBed.ClinicOid}" }), i);
        var issued = await Task.WhenAll(pairs.Select(i => _bed.IdsOf(PixBed.Hospital(i), PixBed.AffinityOid)));
        Assert.That(issued.Select(ids => ids.Length), Is.All.EqualTo(1));
        Assert.That(issued.Select(ids => ids[0]), Is.Unique);
    }

    [Test]
    [Spec("ITI TF-2 3.8.4.1.3")]
    public async Task Keeps_one_record_of_an_id_that_is_fed_many_times_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => FeedAsync(PixBed.Hospital("one"), "one"))));
        Assert.That(await _bed.IdsOf(PixBed.Hospital("one")), Has.Length.EqualTo(1));
    }

    private async Task FeedAsync(PatientId id, string who)
    {
        var patient = new Patient { Ids = [id], Names = [new("山田", $"花子{who}")], BirthTime = new("19580312"), Gender = "F", Addresses = [new("奈良県生駒郡三郷町立野南1-2-3")] };
        Assert.That((await _bed.Add(patient, id.AssigningAuthority == PixBed.HospitalOid ? "HIS|HOSPITAL" : null)).Errors, Is.Empty);
    }
}
