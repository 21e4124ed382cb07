using IheNode.Core;
using static IheNode.Tests.PixBed;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class FeedRefusalSpecs(TestDatabase database)
{
    private PixBed _bed = null!;

    [SetUp]
    public void Open() => _bed = new PixBed(database);

    [TearDown]
    public void Close() => _bed.Dispose();

    [TestCase("1^^^NOBODY")]
    [TestCase("1^^^&9.9.9&ISO")]
    [TestCase("1^^^TEST_A&2.16.840.1.113883.3.72.5.9.1&ISO", TestName = "Namespace and OID name different authorities")]
    [TestCase("1^^^&&ISO")]
    [TestCase("1")]
    [TestCase("^^^TEST")]
    [TestCase("1^^^YAMATO", TestName = "An id that only the network may issue")]
    [Spec("ITI TF-2 Appendix E")]
    public async Task An_id_that_no_authority_of_the_profile_gives_is_refused(string id)
    {
        var response = await _bed.Add(new() { Ids = [new(id)] }, "TEST|TEST_HARNESS");

        Assert.That(response.Errors, Has.Count.EqualTo(1));
        Assert.That(response.Errors[0].Where, Is.EqualTo(PatientErrorPlace.PatientId));
        Assert.That(_bed.Registry, Is.Empty);
    }

    private static IEnumerable<Patient> TooLong()
    {
        var text = string.Concat(Enumerable.Range(0, 1000).Select(n => (char)('一' + n * 7)));
        PatientId id = new("1^^^TEST");
        yield return new() { Ids = [new($"{text}^^^TEST")] };
        yield return new() { Ids = [id], Names = [new(text, "花子")] };
        yield return new() { Ids = [id], MothersMaidenName = new("山田", text) };
        yield return new() { Ids = [id], Addresses = [new(Street: text)] };
        yield return new() { Ids = [id], AccountNumber = text };
    }

    [TestCaseSource(nameof(TooLong)), Spec("ITI TF-2 3.8.4.1.3")]
    public async Task What_no_index_takes_and_no_document_can_name_is_refused_with_a_reason(Patient patient)
    {
        var response = await _bed.Add(patient, "TEST|TEST_HARNESS");
        Assert.That(response.Errors.Single(), Has.Property("Code").EqualTo(102).And.Property("Text").Contain("256"));
        Assert.That(_bed.Registry, Is.Empty);
    }

    [TestCase("1^^^TEST")]
    [TestCase("1^^^&2.16.840.1.113883.3.72.5.9.1&ISO")]
    [TestCase("1^^^TEST&2.16.840.1.113883.3.72.5.9.1&ISO^PI")]
    [TestCase("1^^^TEST&TEST&L")]
    [Spec("ITI TF-2 Appendix E")]
    public async Task An_authority_may_be_named_in_every_way_and_is_answered_in_full(string id)
    {
        Assert.That((await _bed.Add(new() { Ids = [new(id), Clinic("C1")] }, "TEST|TEST_HARNESS")).Errors, Is.Empty);
        Assert.That((await _bed.Ask(Clinic("C1"), "TEST")).Ids.Select(other => other.Text), Is.EqualTo(new[] { "1^^^TEST&2.16.840.1.113883.3.72.5.9.1&ISO" }));
    }

    [Test]
    [Spec("ITI TF-2 3.8.4.1.2.3")]
    public async Task A_missing_authority_is_filled_in_from_the_sender()
    {
        Assert.That((await _bed.Add(new() { Ids = [new("1")] }, SourceA)).Accepted, Is.True);
        Assert.That((await _bed.Ask(new("1^^^TEST_A"))).Errors, Is.Empty);
    }

    [Test]
    [Spec("ITI TF-2 3.8.4.1.3.1")]
    public async Task A_domain_with_a_configured_source_is_fed_by_no_other()
    {
        Assert.That((await _bed.Add(new() { Ids = [new("1^^^TEST_A")] }, SourceA)).Accepted, Is.True);
        Assert.That((await _bed.Add(new() { Ids = [new("2^^^TEST_A")] }, SourceB)).Errors[0].Code, Is.EqualTo(204));
        Assert.That((await _bed.Add(new() { Ids = [new("2^^^TEST_A")] }, null)).Accepted, Is.False);
        Assert.That((await _bed.Ask(new("2^^^TEST_A"))).Errors[0].Code, Is.EqualTo(204), "nothing was stored");
    }

    [Test]
    public async Task Behind_its_own_id_a_source_may_only_name_an_id_that_its_own_source_gave_the_same_person()
    {
        Patient person = new() { Names = [new("SMITH", "JOHN")], BirthTime = new("1980") };
        await _bed.Add(person with { Ids = [new("B1^^^TEST_B")] }, SourceB);

        Assert.That((await _bed.Add(person with { Ids = [new("A1^^^TEST_A"), new("B9^^^TEST_B")] }, SourceA)).Errors[0].Repetition, Is.EqualTo(2));
        Assert.That((await _bed.Add(new() { Ids = [new("A2^^^TEST_A"), new("B1^^^TEST_B")] }, SourceA)).Accepted, Is.True);
        Assert.That((await _bed.Add(person with { Ids = [new("A3^^^TEST_A"), new("B1^^^TEST_B")], BirthTime = new("198005") }, SourceA)).Accepted, Is.True);
        Assert.That((await _bed.Ask(new("B1^^^TEST_B"), "TEST_A")).Ids.Select(id => id.Id), Is.EqualTo(new[] { "A3" }), "A2 said nothing of the person");
        Assert.That((await _bed.Find(new() { Ids = [new("B1^^^TEST_B")], BirthTimeFrom = new("1980"), BirthTimeTo = new("1980") })).Matches, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Every_error_of_a_feed_is_reported()
    {
        var response = await _bed.Add(new() { Ids = [new("1^^^NOBODY"), Clinic("C1"), new("^^^TEST")], BirthTime = new("1958031") }, SourceA);

        Assert.That(response.Errors.Select(e => (e.Code, e.Where, e.Repetition)), Is.EqualTo(new[]
        {
            (204, PatientErrorPlace.PatientId, 1), (101, PatientErrorPlace.PatientId, 3), (102, PatientErrorPlace.Message, 1),
        }));
        Assert.That((await _bed.Ask(Clinic("C1"))).Errors, Is.Not.Empty, "nothing was stored");
    }

    [Test, Spec("ITI TF-3 4.2.3.1.1")]
    public async Task An_id_is_no_longer_than_metadata_can_hold()
    {
        const string authority = "^^^&2.16.840.1.113883.3.72.5.9.1&ISO";
        var longest = new string('9', MetadataTypes.LongestValue - authority.Length);
        Assert.That((await _bed.Add(new() { Ids = [new(longest + authority), Clinic("C1")] }, "TEST|TEST_HARNESS")).Errors, Is.Empty);
        Assert.That((await _bed.Ask(Clinic("C1"), "TEST")).Ids.Select(id => id.Id), Is.EqualTo(new[] { longest }));

        var refused = await _bed.Add(new() { Ids = [Clinic("C2"), new("0" + longest + "^^^TEST")] }, "TEST|TEST_HARNESS");
        Assert.That(refused.Errors.Select(e => (e.Code, e.Where, e.Repetition)), Is.EqualTo(new[] { (102, PatientErrorPlace.PatientId, 2) }));
        Assert.That(refused.Errors[0].Text, Does.Contain("257 characters").And.Contain("256"));
        Assert.That((await _bed.Ask(Clinic("C2"))).Errors, Is.Not.Empty, "nothing was stored");
    }

    [Test]
    public async Task A_patient_without_id_is_refused() =>
        Assert.That((await _bed.Add(Hanako())).Errors[0].Code, Is.EqualTo(101));
}
