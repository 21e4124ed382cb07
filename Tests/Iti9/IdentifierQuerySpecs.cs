using IheNode.Core;
using static IheNode.Tests.PixBed;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class IdentifierQuerySpecs(TestDatabase database)
{
    private PixBed _bed = null!;

    [SetUp]
    public async Task Open()
    {
        _bed = new PixBed(database);
        await _bed.Add(Hanako(Hospital("H1")), "HIS|HOSPITAL");
        await _bed.Add(HanakoAtClinic(Clinic("C1")));
        await _bed.Add(HanakoAtClinic(Clinic("C2")));
    }

    [TearDown]
    public void Close() => _bed.Dispose();

    [Test]
    [Spec("ITI TF-2 3.9.4.2.2.6")]
    public async Task Case_1_and_6_all_ids_but_the_one_asked_for_and_those_of_a_domain_together()
    {
        var response = await _bed.Ask(new("H1^^^2910000001"));

        Assert.That(response.Ids.Select(id => id.Text), Is.EqualTo(new[]
        {
            $"C1^^^2910000002&{ClinicOid}&ISO", $"C2^^^2910000002&{ClinicOid}&ISO", $"YAMATO-00000001^^^YAMATO&{AffinityOid}&ISO",
        }));
        Assert.That(response.Names, Is.EqualTo(Hanako().Names));
    }

    [Test]
    [Spec("ITI TF-2 3.9.4.2.2.6")]
    public async Task Only_ids_of_the_wanted_domains() =>
        Assert.That(await _bed.IdsOf(Hospital("H1"), "YAMATO"), Is.EqualTo(new[] { $"YAMATO-00000001@{AffinityOid}" }));

    [Test]
    public async Task The_network_id_finds_the_facilities_ids_and_the_names()
    {
        Assert.That(await _bed.IdsOf(Affinity("YAMATO-00000001"), HospitalOid), Is.EqualTo(new[] { $"H1@{HospitalOid}" }));
        Assert.That((await _bed.Ask(Affinity("YAMATO-00000001"))).Names, Is.Not.Empty);
    }

    [Test]
    [Spec("ITI TF-2 3.9.4.2.2.6")]
    public async Task Case_2_a_known_person_without_id_in_the_wanted_domain()
    {
        var response = await _bed.Ask(Hospital("H1"), CardOid);

        Assert.That(response.Ids, Is.Empty);
        Assert.That(response.Errors, Is.Empty);
    }

    [TestCase("H9^^^2910000001", "", 204, PatientErrorPlace.Id, 1)]
    [TestCase("H1^^^RANDOM", "", 204, PatientErrorPlace.IdAuthority, 1)]
    [TestCase("H1", "", 204, PatientErrorPlace.IdAuthority, 1)]
    [TestCase("H1^^^2910000001", "CARD,RANDOM", 204, PatientErrorPlace.Domain, 2)]
    [Spec("ITI TF-2 3.9.4.2.2.6")]
    public async Task Cases_3_to_5_say_what_is_not_known(string id, string domains, int code, PatientErrorPlace place, int repetition)
    {
        var response = await _bed.Ask(new(id), domains.Split(',', StringSplitOptions.RemoveEmptyEntries));

        Assert.That(response.Errors.Select(e => (e.Code, e.Where, e.Repetition)), Is.EqualTo(new[] { (code, place, repetition) }));
        Assert.That(response.Ids, Is.Empty);
    }

    [Test]
    public async Task Every_unknown_domain_is_reported() =>
        Assert.That((await _bed.Ask(new("1^^^NO"), "X", "CARD", "Y")).Errors.Select(e => (e.Where, e.Repetition)), Is.EqualTo(new[]
        {
            (PatientErrorPlace.IdAuthority, 1), (PatientErrorPlace.Domain, 1), (PatientErrorPlace.Domain, 3),
        }));
}
