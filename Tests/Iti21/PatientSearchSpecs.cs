using IheNode.Core;
using static IheNode.Tests.PixBed;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class PatientSearchSpecs(TestDatabase database)
{
    private PixBed _bed = null!;

    [SetUp]
    public async Task Open()
    {
        _bed = new PixBed(database);
        await _bed.Add(Hanako(Hospital("H1")), "HIS|HOSPITAL");
        await _bed.Add(HanakoAtClinic(Clinic("C1")));
        await _bed.Add(new()
        {
            Ids = [Clinic("C2"), Card("N2")],
            Names = [new("山本", "一郎", NameRepresentation.Ideographic), new("ヤマモト", "イチロウ", NameRepresentation.Phonetic)],
            BirthTime = new("19700401"), Gender = "M", AccountNumber = "K-77^^^&2.999.5&ISO", MothersMaidenName = new("石川", "梅"),
            Addresses = [new("王寺2-1-18", "北葛城郡王寺町", "奈良県", "636-0003")], Telecoms = ["mailto:Ichiro@example.org", "tel:+81-745-55-0000"],
        });
    }

    [TearDown]
    public void Close() => _bed.Dispose();

    [TestCase("山田", "花子")]
    [TestCase("ヤマダ", "ハナコ")]
    [TestCase("やまだ", "はなこ")]
    [TestCase("ﾔﾏﾀﾞ", "ﾊﾅｺ")]
    [TestCase("yamada", "HANAKO")]
    [TestCase("Ｙａｍａｄａ", "")]
    [TestCase("山 田", "")]
    [TestCase("", "花子")]
    [TestCase("山田　花子", "")]
    [TestCase("ヤマ*", "ハ*")]
    [TestCase("山*", "花子")]
    [TestCase("ヤマダ*", "")]
    [Spec("ITI TF-2 3.21.4.1.2.2")]
    public async Task Finds_a_name_in_any_writing(string family, string given)
    {
        var response = await _bed.Find(new() { Names = [new(family, given)] });

        Assert.That(response.Matches, Has.Count.EqualTo(1));
        Assert.That(response.Matches[0].Patient.Ids.Select(id => id.Id), Is.EqualTo(new[] { "YAMATO-00000001", "H1", "C1" }));
    }

    [TestCase("山", "")]
    [TestCase("山田", "一郎")]
    [TestCase("山*", "雪*")]
    public async Task Does_not_find_another_name(string family, string given)
    {
        var response = await _bed.Find(new() { Names = [new(family, given)] });

        Assert.That(response, Is.EqualTo(new PatientDemographicsQueryResponse([])));
    }

    private static readonly PatientDemographicsQuery[] Ichiro =
    [
        new() { BirthTimeFrom = new("19700401"), BirthTimeTo = new("19700401") },
        new() { BirthTimeFrom = new("1970"), BirthTimeTo = new("197005") },
        new() { BirthTimeFrom = new("1960") },
        new() { Gender = "m" },
        new() { Address = new(State: "奈良県", City: "北葛城郡王寺町") },
        new() { Address = new(City: "北葛城郡*") },
        new() { Address = new(PostalCode: "６３６－０００３") },
        new() { Address = new(Street: "王寺二丁目１番１８号") },
        new() { Telecom = "ICHIRO@example.org" },
        new() { Telecom = "0745(55)0000" },
        new() { Telecom = "0745-55*" },
        new() { MothersMaidenName = new("石川", "") },
        new() { AccountNumber = "k-77" },
        new() { Ids = [Clinic("C9"), new("N2^^^CARD")] },
        new() { Names = [new("山本", ""), new("誰か", "")], Gender = "M", Ids = [Card("N2")], BirthTimeFrom = new("1970") },
        new() { Names = [new("ヤマ", "")], FuzzyNames = true, Gender = "M" },
        new() { Names = [new("山本", "")], Ids = [new("X^^^FARAWAY")], HomeCommunity = "2.999.3" },
    ];

    [TestCaseSource(nameof(Ichiro))]
    [Spec("ITI TF-2 3.21.4.1.2.2")]
    public async Task Returns_only_the_person_who_meets_the_condition(PatientDemographicsQuery query)
    {
        var response = await _bed.Find(query);

        Assert.That(response.Errors, Is.Empty);
        Assert.That(response.Matches.Select(match => match.Patient.Ids[^1].Id), Is.EqualTo(new[] { "N2" }));
    }

    private static readonly PatientDemographicsQuery[] Nobody =
    [
        new() { Names = [new("山本", "一郎")], Gender = "F" },
        new() { Names = [new("山本", "一郎")], BirthTimeTo = new("1969") },
        new() { Names = [new("山本", "一郎")], Ids = [Clinic("C1")] },
        new() { Names = [new("山本", "一郎")], Ids = [new("X^^^FARAWAY")] },
        new() { Names = [new("山本", "一郎")], Address = new(City: "生駒郡三郷町") },
        new() { Ids = [new("C2^^^CARD")] },
        new() { Gender = "U" },
        new() { Ids = [new("X^^^FARAWAY")], HomeCommunity = "2.999.3" },
    ];

    [TestCaseSource(nameof(Nobody))]
    [Spec("ITI TF-2 3.21.4.1.2.2")]
    public async Task All_conditions_must_hold(PatientDemographicsQuery query) =>
        Assert.That(await _bed.Find(query), Is.EqualTo(new PatientDemographicsQueryResponse([])));

    [Test]
    [Spec("ITI TF-2 3.21.4.2.2")]
    public async Task Only_ids_of_the_wanted_domains_and_nobody_without_one()
    {
        var response = await _bed.Find(new() { Names = [new("山*", "")], Domains = ["CARD"] });

        Assert.That(response.Matches.SelectMany(match => match.Patient.Ids).Select(id => id.Text), Is.EqualTo(new[] { $"N2^^^CARD&{CardOid}&ISO" }));
        Assert.That(response.Total, Is.EqualTo(1));
    }

    [Test]
    [Spec("ITI TF-2 3.21.4.2.2")]
    public async Task Each_unknown_domain_is_reported_with_its_repetition()
    {
        var response = await _bed.Find(new() { Names = [new("山田", "")], Domains = ["X", CardOid, "Y"] });

        Assert.That(response.Matches, Is.Empty);
        Assert.That(response.Errors.Select(e => (e.Code, e.Where, e.Repetition)), Is.EqualTo(new[]
        {
            (204, PatientErrorPlace.Domain, 1), (204, PatientErrorPlace.Domain, 3),
        }));
    }

    private static readonly TestCaseData[] Faulty =
    [
        new(new PatientDemographicsQuery(), 101),
        new(new PatientDemographicsQuery { Domains = [CardOid] }, 101),
        new(new PatientDemographicsQuery { Names = [new("*田", "")] }, 102),
        new(new PatientDemographicsQuery { BirthTimeFrom = new("昭和45年") }, 102),
        new(new PatientDemographicsQuery { Telecom = "電話" }, 102),
        new(new PatientDemographicsQuery { Gender = "M", Quantity = 0 }, 102),
        new(new PatientDemographicsQuery { Ids = [new("1")] }, 101),
        new(new PatientDemographicsQuery { Names = Enumerable.Repeat(new PersonName("山", ""), 101).ToValueList() }, 102),
    ];

    [TestCaseSource(nameof(Faulty))]
    public async Task A_query_that_makes_no_sense_is_refused(PatientDemographicsQuery query, int code) =>
        Assert.That((await _bed.Find(query)).Errors.Select(error => error.Code), Is.EqualTo(new[] { code }));

    [Test]
    public async Task Values_are_never_read_as_sql() =>
        Assert.That((await _bed.Find(new() { Names = [new("' OR 1=1 --", "%")] })).Matches, Is.Empty);
}
