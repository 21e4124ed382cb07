using IheNode.Core;

namespace IheNode.Tests;

public sealed class DemographicsQueryMessageSpecs
{
    private static readonly Er7Codec<PatientDemographicsQuery, PatientDemographicsQueryResponse> Codec = Iti21.Contract.Er7!;

    private static Er7Message Query(string parameters, string rcp = "RCP|I", string domains = "", params string[] more) => V2.Message(
        [V2.Header("QBP^Q22^QBP_Q21"), $"QPD|IHE PDQ Query|T1|{parameters}|||||{domains}", rcp, .. more]);

    private static PatientDemographicsQuery Read(Er7Message message) => Codec.ReadRequest(message);

    [Test]
    [Spec("ITI TF-2 3.21.4.1.2.2")]
    public void All_parameters_are_read()
    {
        var query = Read(Query(
            "@PID.3.1^RJ-1~@PID.3.4.1^TEST~@PID.3.4.2^1.2.3~@PID.3.4.3^ISO~@PID.5.1.1^山田~@PID.5.2^太郎~@PID.6.1^佐藤~@PID.7^198002~@PID.8^M~@PID.11.1^1-2-3"
            + "~@PID.11.3^大和市~@PID.11.5^639-0001~@PID.13.1^0745~@PID.18.1^A1~@PID.18.4.2^1.9",
            "RCP|I|10^RD", "^^^&1.2.3&ISO~^^^NID", "DSC|page2|I"));
        Assert.That(query with { Text = "" }, Is.EqualTo(new PatientDemographicsQuery
        {
            QueryId = "T1",
            MessageId = "MSG00001",
            Ids = [new("RJ-1^^^TEST&1.2.3&ISO")],
            Names = [new("山田", "太郎")],
            MothersMaidenName = new("佐藤", ""),
            BirthTimeFrom = new("198002"),
            BirthTimeTo = new("198002"),
            Gender = "M",
            Address = new("1-2-3", "大和市", PostalCode: "639-0001"),
            Telecom = "0745",
            AccountNumber = "A1^^^&1.9",
            Domains = ["1.2.3", "NID"],
            Quantity = 10,
            Continuation = "page2",
        }));
    }

    [Test]
    public void A_parameter_that_stands_again_begins_the_next_id_or_name()
    {
        var query = Read(Query("@PID.3.1^A~@PID.3.4.1^X~@PID.3.1^B~@PID.3.4.2^1.2~@PID.3.4.3^ISO~@PID.5.1^山田~@PID.5.2^太郎~@PID.5.1^ヤマダ"));
        Assert.That(query.Ids, Is.EqualTo([new PatientId("A^^^X"), new PatientId("B^^^&1.2&ISO")]));
        Assert.That(query.Names, Is.EqualTo([new PersonName("山田", "太郎"), new PersonName("ヤマダ", "")]));
    }

    [Test]
    public void A_field_may_be_given_whole()
    {
        var query = Read(Query("@PID.3^A^^^X&1.2&ISO~@PID.5^SMITH^JOHN~@PID.11^1 Main^^Town"));
        Assert.That((query.Ids[0], query.Names[0], query.Address), Is.EqualTo((new PatientId("A^^^X&1.2&ISO"), new PersonName("SMITH", "JOHN"), new PersonAddress("1 Main", "Town"))));
    }

    [TestCase("@PID.5.1^SMI*", "SMI", true)]
    [TestCase("@PID.5.1^SMITH", "SMITH", false)]
    [TestCase("@PID.5.1^SMITH~@PID.5.2^*", "SMITH", true)]
    public void A_star_at_the_end_of_a_name_asks_for_a_loose_match(string parameters, string family, bool fuzzy)
    {
        var query = Read(Query(parameters));
        Assert.That((query.Names[0].Family, query.FuzzyNames), Is.EqualTo((family, fuzzy)));
    }

    [Test]
    public void A_lone_star_is_no_condition() => Assert.That(Read(Query("@PID.5.2^*~@PID.7^1980")).Names, Is.Empty);

    [TestCase("@PID.3.1^RJ-1", 101, "QPD^1^3^1", TestName = "An id without its domain")]
    [TestCase("@PID.7^1980~@PID.3.4.1^TEST", 101, "QPD^1^3^2", TestName = "A domain without an id")]
    [TestCase("", 101, "QPD^1^3", TestName = "No parameter at all")]
    [TestCase("@PID.7^1980~@PID.15^en", 103, "QPD^1^3^2", TestName = "A field that cannot be searched by")]
    [TestCase("@PV1.3^W1", 103, "QPD^1^3^1", TestName = "A segment that cannot be searched by")]
    [TestCase("@PID.5.9^X", 103, "QPD^1^3^1", TestName = "A component that cannot be searched by")]
    [TestCase("PID.5.1^X", 103, "QPD^1^3^1", TestName = "No @")]
    [TestCase("@PID.5.1^A&B", 102, "QPD^1^3^1", TestName = "Two values")]
    [TestCase("@PID.5.1^*SON", 102, "QPD^1^3^1", TestName = "A star at the beginning")]
    [TestCase("@PID.7^yesterday", 102, "QPD^1^3^1", TestName = "No date")]
    [TestCase("@PID.8^M~@PID.8^F", 102, "QPD^1^3^2", TestName = "Two genders")]
    [Spec("ITI TF-2 3.21.4.1.2.2.2")]
    public void A_parameter_that_cannot_be_honoured_is_refused_and_never_ignored(string parameters, int code, string location)
    {
        var refusal = V2.Refused(() => Read(Query(parameters)));
        Assert.That((refusal.Reject, refusal.Code, refusal.Location), Is.EqualTo((false, code, location)));
    }

    [TestCase("RCP|I|x^RD", "RCP^1^2^1^1")]
    [TestCase("RCP|I|0^RD", "RCP^1^2^1^1")]
    [TestCase("RCP|I|5^LI", "RCP^1^2^1^2")]
    [TestCase("RCP|D", "RCP^1^1")]
    public void Response_control_that_is_not_supported_is_refused(string rcp, string location) =>
        Assert.That(V2.Refused(() => Read(Query("@PID.8^M", rcp))).Location, Is.EqualTo(location));

    [Test]
    [Spec("ITI TF-2 3.21.4.2.2")]
    public void Found_people_stand_in_PIDs_and_a_pointer_in_DSC()
    {
        var answer = Codec.WriteResponse(
            new([new(new Patient { Ids = [new("1^^^A&1.1&ISO")], Names = [new("SMITH", "JOHN")], BirthTime = new("1980"), Gender = "M" }), new(new Patient { Ids = [new("2^^^A")] })])
            {
                Continuation = "p|2",
            }, Query("@PID.8^M"), V2.Exchange);
        Assert.That(V2.Lines(answer), Is.EqualTo(
        [
            @"MSH|^~\&|NODE|NETWORK|HIS|HOSPITAL|20260401093000+0900||RSP^K22^RSP_K21|0123456789abcdef0123|P|2.5",
            "MSA|AA|MSG00001",
            "QAK|T1|OK",
            "QPD|IHE PDQ Query|T1|@PID.8^M|||||",
            "PID|1||1^^^A&1.1&ISO||SMITH^JOHN^^^^^L||1980|M",
            "PID|2||2^^^A",
            @"DSC|p\F\2|I",
        ]));
        Assert.That(Codec.ReadResponse(answer).Continuation, Is.EqualTo("p|2"));
    }

    [Test]
    [Spec("ITI TF-2 3.21.4.2.2")]
    public void Nobody_found_is_NF_and_unknown_domains_are_an_ERR_each()
    {
        Assert.That(V2.Lines(Codec.WriteResponse(new([]), Query("@PID.8^M"), V2.Exchange))[1..3], Is.EqualTo(["MSA|AA|MSG00001", "QAK|T1|NF"]));
        var answer = Codec.WriteResponse(
            new([], [new(204, "No", PatientErrorPlace.Domain, 1), new(204, "No", PatientErrorPlace.Domain, 3), new(204, "Gone", PatientErrorPlace.Continuation)]), Query("@PID.8^M"), V2.Exchange);
        Assert.That(answer.All("ERR").Select(err => err.Field(2)), Is.EqualTo(["QPD^1^8^1", "QPD^1^8^3", "DSC^1^1"]));
        Assert.That((answer.Segment("MSA")!.Text(1), answer.Segment("QAK")!.Text(2)), Is.EqualTo(("AE", "AE")));
        Assert.That(Codec.ReadResponse(answer).Errors.Select(e => (e.Where, e.Repetition)),
            Is.EqualTo([(PatientErrorPlace.Domain, 1), (PatientErrorPlace.Domain, 3), (PatientErrorPlace.Continuation, 1)]));
    }

    [Test]
    public void Our_own_query_is_read_back_as_it_was()
    {
        var query = new PatientDemographicsQuery
        {
            QueryId = "T9",
            Names = [new("山田", "太郎"), new("ヤマダ", "", NameRepresentation.Phonetic)],
            FuzzyNames = true,
            MothersMaidenName = new("A&B", "C^D"),
            BirthTimeFrom = new("19800203"),
            BirthTimeTo = new("19800203"),
            Gender = "F",
            Address = new("1-2-3", "大和市", "奈良県", "639-0001", "JPN"),
            Telecom = "0745-00-0001",
            AccountNumber = "A1^^^&1.9&ISO",
            Ids = [PatientId.Of("1~2", "1.2.3"), new("3^^^NS")],
            Domains = ["1.2.3", "NID"],
            Quantity = 5,
            Continuation = "x",
        };
        var read = Read(Er7Reader.Read(Er7Writer.Write(Codec.WriteRequest(query, V2.Exchange))));
        Assert.That(read with { Text = "", MessageId = "" }, Is.EqualTo(query));
    }

    [Test]
    [Spec("ITI TF-2 3.21.5.1")]
    [Spec("ITI TF-2 3.20.4.1.1.1")]
    public void Each_person_found_gets_an_audit_record_that_holds_the_query()
    {
        var records = Iti21.Contract.Audit(Read(Query("@PID.8^M")), new([new(new Patient { Ids = [new("1^^^A"), new("2^^^B")] }), new(new Patient { Ids = [new("3^^^A")] })])).Records;
        Assert.That(records.Select(r => (r.Objects[0].Kind, r.Objects[0].Id)), Is.EqualTo([(AuditObjectKind.Patient, "1^^^A"), (AuditObjectKind.Patient, "3^^^A")]));
        Assert.That(records.Select(r => (r.Objects[1].Kind, r.Objects[1].Id)), Is.All.EqualTo((AuditObjectKind.Query, "T1")));
        Assert.That(records[0].Objects[1].Query, Does.Contain("QPD|IHE PDQ Query|T1|@PID.8^M"));
    }

    [Test]
    [Spec("ITI TF-2 3.21.5.1")]
    public void A_search_that_finds_nobody_is_recorded_with_its_query()
    {
        var record = Iti21.Contract.Audit(Read(Query("@PID.8^M")), new([])).Records.Single();
        Assert.That(record.Objects.Select(o => o.Kind), Is.EqualTo([AuditObjectKind.Query]));
    }
}
