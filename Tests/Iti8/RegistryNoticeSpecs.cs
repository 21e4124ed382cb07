using Dapper;
using IheNode.Core;
using static IheNode.Tests.PixBed;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class RegistryNoticeSpecs(TestDatabase database)
{
    private PixBed _bed = null!;

    [SetUp]
    public void Open() => _bed = new PixBed(database);

    [TearDown]
    public void Close() => _bed.Dispose();

    [Test]
    public async Task What_the_registry_was_not_told_before_a_crash_is_told_at_start_in_order()
    {
        _bed.RegistryAnswers = _ => throw new IOException("The registry is gone.");
        Assert.ThrowsAsync<IOException>(() => _bed.Add(Hanako(Clinic("C1")) with { Addresses = default }));
        Assert.ThrowsAsync<IOException>(() => _bed.Add(Hanako(Clinic("C2")) with { Telecoms = default }));
        Assert.ThrowsAsync<IOException>(() => _bed.Add(Hanako(Clinic("C3"))));
        Assert.That(_bed.Registry, Is.Empty);

        _bed.RegistryAnswers = null;
        _bed.Restart();
        await _bed.Pix.DeliverNoticesAsync(CancellationToken.None);
        await _bed.Pix.DeliverNoticesAsync(CancellationToken.None);

        Assert.That(_bed.Registry, Is.EqualTo(new[] { "+YAMATO-00000001", "+YAMATO-00000002", "YAMATO-00000002>YAMATO-00000001" }));
        Assert.That(await _bed.IdsOf(Clinic("C3"), AffinityOid), Is.EqualTo(new[] { $"YAMATO-00000001@{AffinityOid}" }));
    }

    [Test]
    public async Task The_next_feed_delivers_what_an_earlier_one_could_not()
    {
        _bed.RegistryAnswers = _ => throw new IOException("The registry is gone.");
        Assert.ThrowsAsync<IOException>(() => _bed.Add(Hanako(Clinic("C1"))));
        _bed.RegistryAnswers = null;
        await _bed.Add(Hanako(Clinic("C1")));

        Assert.That(_bed.Registry, Is.EqualTo(new[] { "+YAMATO-00000001" }));
    }

    [Test]
    public async Task A_refused_notice_is_kept_and_does_not_hold_up_the_others()
    {
        _bed.RegistryAnswers = feed => feed.Patient.Ids[0].Id.EndsWith('1') ? new([new(207, "No.")]) : new();
        await _bed.Add(new() { Ids = [Clinic("C1")] });
        await _bed.Add(new() { Ids = [Clinic("C2")] });

        Assert.That(_bed.Registry, Is.EqualTo(new[] { "+YAMATO-00000001", "+YAMATO-00000002" }));
        var kept = await _bed.Database.ReadAsync(c => c.QueryAsync<(string, string)>("SELECT id, refused FROM pix_registry_notice"), CancellationToken.None);
        Assert.That(kept, Is.EqualTo(new[] { ("YAMATO-00000001", "207: No.") }));
    }

    [Test]
    public async Task Feeds_at_once_each_get_an_id_of_their_own()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => _bed.Add(new() { Ids = [Clinic($"C{i}")] }))));

        Assert.That(_bed.Registry.Distinct().Count(), Is.EqualTo(40));
        Assert.That(_bed.Registry, Is.Ordered);
    }
}
