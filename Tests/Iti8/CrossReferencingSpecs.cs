using IheNode.Core;
using static IheNode.Tests.PixBed;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class CrossReferencingSpecs(TestDatabase database)
{
    private const string His = "HIS|HOSPITAL";
    private PixBed _bed = null!;

    [SetUp]
    public void Open() => _bed = new PixBed(database);

    [TearDown]
    public void Close() => _bed.Dispose();

    [Test]
    [Spec("ITI TF-2 3.8.4.1.3")]
    public async Task Links_one_person_whom_two_facilities_write_differently()
    {
        await _bed.Add(Hanako(Hospital("H1")), His);
        await _bed.Add(HanakoAtClinic(Clinic("C1")));

        Assert.That(await _bed.IdsOf(Clinic("C1")), Is.EqualTo(new[] { $"H1@{HospitalOid}", $"YAMATO-00000001@{AffinityOid}" }));
        Assert.That(_bed.Registry, Is.EqualTo(new[] { "+YAMATO-00000001" }));
    }

    [Test]
    public async Task Does_not_link_people_of_whom_only_name_birth_date_and_gender_agree()
    {
        await _bed.Add(Hanako(Hospital("H1")), His);
        await _bed.Add(HanakoAtClinic(Clinic("C1")) with { Addresses = [new("奈良県北葛城郡王寺町久度9-9-9")], Telecoms = ["0745-99-9999"] });
        await _bed.Add(HanakoAtClinic(Clinic("C2")) with { Addresses = default });

        Assert.That(await _bed.IdsOf(Hospital("H1")), Is.EqualTo(new[] { $"YAMATO-00000001@{AffinityOid}" }));
        Assert.That(_bed.Registry, Is.EqualTo(new[] { "+YAMATO-00000001", "+YAMATO-00000002", "+YAMATO-00000003" }));
    }

    [TestCase("birth")]
    [TestCase("gender")]
    [TestCase("given name")]
    [TestCase("placeholder phone")]
    public async Task Does_not_link_when_something_that_counts_differs(string what)
    {
        await _bed.Add(Hanako(Hospital("H1")) with { Telecoms = ["0000000000"] }, His);
        var other = HanakoAtClinic(Clinic("C1"));
        await _bed.Add(what switch
        {
            "birth" => other with { BirthTime = new("19580313") },
            "gender" => other with { Gender = "M" },
            "given name" => other with { Names = [new("ﾔﾏﾀﾞ", "ﾊﾙｺ")] },
            _ => other with { Addresses = default, Telecoms = ["00-0000-0000"] },
        });

        Assert.That(await _bed.IdsOf(Clinic("C1"), HospitalOid), Is.Empty);
    }

    [Test]
    public async Task The_reading_decides_where_both_records_have_one()
    {
        await _bed.Add(Hanako(Hospital("H1")), His);
        await _bed.Add(Hanako(Clinic("C1")) with { Names = [new("山田", "花子", NameRepresentation.Ideographic), new("ヤマタ", "ハナコ", NameRepresentation.Phonetic)] });

        Assert.That(await _bed.IdsOf(Clinic("C1"), HospitalOid), Is.Empty);
    }

    [Test]
    [Spec("ITI TF-2 3.8.4.1.2.3")]
    public async Task Ids_of_one_message_are_one_person_unless_their_data_contradict()
    {
        await _bed.Add(new() { Ids = [Card("N1")], Names = [new("SMITH", "JOHN")], BirthTime = new("1980"), Gender = "M" }, "TEST|NID_AUTH");
        await _bed.Add(new() { Ids = [Clinic("C1"), Card("N1")], Names = [new("SMITH", "JON")], BirthTime = new("198005"), Gender = "M" });
        await _bed.Add(new() { Ids = [Clinic("C2"), Card("N1")], Names = [new("SMITH", "ANN")], BirthTime = new("199005"), Gender = "F" });

        Assert.That(await _bed.IdsOf(Card("N1"), ClinicOid), Is.EqualTo(new[] { $"C1@{ClinicOid}" }));
        Assert.That((await _bed.Find(new() { Ids = [Card("N1")], Names = [new("Smith", "John")] })).Matches, Has.Count.EqualTo(1), "the card's own data stand");
    }

    [Test]
    public async Task A_known_id_is_updated_and_an_empty_field_stays()
    {
        await _bed.Add(Hanako(Hospital("H1")), His);
        await _bed.Add(new() { Ids = [Hospital("H1")], Telecoms = ["03-1111-2222"] }, His);
        await _bed.Revise(new() { Ids = [Hospital("H1")], Gender = "\"\"" }, His);

        var found = (await _bed.Find(new() { Ids = [Hospital("H1")] })).Matches[0].Patient;
        Assert.That(found, Is.EqualTo(Hanako() with { Ids = found.Ids, Telecoms = ["03-1111-2222"], Gender = null }));
    }

    [Test]
    public async Task An_update_of_an_unknown_id_inserts_it()
    {
        Assert.That((await _bed.Revise(Hanako(Hospital("H1")), His)).Accepted, Is.True);
        Assert.That(await _bed.IdsOf(Hospital("H1")), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task An_update_links_and_a_correction_that_contradicts_parts_again()
    {
        await _bed.Add(Hanako(Hospital("H1")), His);
        await _bed.Add(HanakoAtClinic(Clinic("C1")) with { BirthTime = new("19580321") });
        await _bed.Revise(HanakoAtClinic(Clinic("C1")));
        Assert.That(await _bed.IdsOf(Clinic("C1")), Is.EqualTo(new[] { $"H1@{HospitalOid}", $"YAMATO-00000001@{AffinityOid}" }));

        await _bed.Revise(new() { Ids = [Clinic("C1")], BirthTime = new("19900321") });
        Assert.That(await _bed.IdsOf(Clinic("C1")), Is.EqualTo(new[] { $"YAMATO-00000003@{AffinityOid}" }));
        Assert.That(_bed.Registry, Is.EqualTo(new[] { "+YAMATO-00000001", "+YAMATO-00000002", "YAMATO-00000002>YAMATO-00000001", "+YAMATO-00000003" }));
    }

    [Test]
    public async Task A_record_that_belongs_to_two_persons_makes_them_one()
    {
        var phone = Hanako(Clinic("C1")) with { Addresses = default };
        await _bed.Add(phone);
        await _bed.Add(Hanako(Clinic("C2")) with { Telecoms = default });
        await _bed.Add(Hanako(Hospital("H1")), His);

        Assert.That(await _bed.IdsOf(Clinic("C1")), Is.EqualTo(new[] { $"H1@{HospitalOid}", $"C2@{ClinicOid}", $"YAMATO-00000001@{AffinityOid}" }));
        Assert.That(_bed.Registry[^1], Is.EqualTo("YAMATO-00000002>YAMATO-00000001"));
        Assert.That((await _bed.Ask(Affinity("YAMATO-00000002"))).Errors[0].Code, Is.EqualTo(204), "the merged id is gone");
    }

    [Test]
    public async Task Ids_of_the_affinity_domain_are_handed_on_where_the_network_does_not_issue_them()
    {
        using var bed = new PixBed(database, issuesIds: false);
        await bed.Add(Hanako(Affinity("A1"), Clinic("C1")));
        await bed.Add(Hanako(Affinity("A2")));
        await bed.Merge(Affinity("A2"), Affinity("A1"));

        Assert.That(bed.Registry, Is.EqualTo(new[] { "+A1", "+A2", "A1>A2" }));
        Assert.That(await bed.IdsOf(Clinic("C1")), Is.EqualTo(new[] { $"A2@{AffinityOid}" }));
    }
}
