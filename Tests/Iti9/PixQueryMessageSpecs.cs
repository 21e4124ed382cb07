using IheNode.Core;

namespace IheNode.Tests;

public sealed class PixQueryMessageSpecs
{
    private static readonly Er7Codec<PixQuery, PixQueryResponse> Codec = Iti9.Contract.Er7!;

    private static Er7Message Query(string rest) => V2.Message(V2.Header("QBP^Q23^QBP_Q21"), $"QPD|IHE PIX Query|T1|{rest}", "RCP|I");

    [Test]
    [Spec("ITI TF-2 3.9.4.1.2")]
    public void A_query_gives_the_id_as_received_and_the_wanted_domains()
    {
        var query = Codec.ReadRequest(Query("RJ-1^^^TEST^PI|^^^&1.2.3&ISO~^^^NID~^^^NS&1.2.4&ISO~^^^LOCAL&LOCAL&L"));
        Assert.That((query.QueryId, query.MessageId, query.Id), Is.EqualTo(("T1", "MSG00001", new PatientId("RJ-1^^^TEST"))));
        Assert.That(query.Domains, Is.EqualTo(["1.2.3", "NID", "1.2.4", "LOCAL"]));
        Assert.That(query.Text, Does.StartWith("MSH|^~\\&|HIS").And.Contain("\rQPD|IHE PIX Query|T1|"));
    }

    [TestCase("", "QPD^1^3^1^1", 101)]
    [TestCase("^^^TEST", "QPD^1^3^1^1", 101)]
    [TestCase("1^^^A~2^^^A", "QPD^1^3^2", 102)]
    [TestCase("1^^^A|^^^B~X", "QPD^1^4^2", 101)]
    public void A_query_that_lacks_what_it_needs_is_refused(string rest, string location, int code)
    {
        var refusal = V2.Refused(() => Codec.ReadRequest(Query(rest)));
        Assert.That((refusal.Reject, refusal.Code, refusal.Location), Is.EqualTo((false, code, location)));
    }

    [Test]
    public void A_query_without_QPD_or_for_a_later_answer_is_refused()
    {
        Assert.That(V2.Refused(() => Codec.ReadRequest(V2.Message(V2.Header("QBP^Q23^QBP_Q21"), "RCP|D"))).Errors.Select(e => e.Location), Is.EqualTo(["QPD^1"]));
        Assert.That(V2.Refused(() => Codec.ReadRequest(V2.Message(V2.Header("QBP^Q23^QBP_Q21"), "QPD|IHE PIX Query||1^^^A", "RCP|D"))).Errors.Select(e => e.Location),
            Is.EqualTo(["QPD^1^2", "RCP^1^1"]));
    }

    [Test]
    [Spec("ITI TF-2 3.9.4.2.2.6")]
    public void Found_ids_stand_in_one_PID_without_a_name()
    {
        var answer = Codec.WriteResponse(new([new("1^^^A&1.1&ISO"), new("2^^^A&1.1&ISO"), new("3^^^B&1.2&ISO")]), Query("9^^^C"), V2.Exchange);
        Assert.That(V2.Lines(answer), Is.EqualTo(
        [
            @"MSH|^~\&|NODE|NETWORK|HIS|HOSPITAL|20260401093000+0900||RSP^K23^RSP_K23|0123456789abcdef0123|P|2.5",
            "MSA|AA|MSG00001",
            "QAK|T1|OK",
            "QPD|IHE PIX Query|T1|9^^^C",
            "PID|||1^^^A&1.1&ISO~2^^^A&1.1&ISO~3^^^B&1.2&ISO||~^^^^^^S",
        ]));
    }

    [Test]
    [Spec("ITI TF-2 3.9.4.2.2.6")]
    public void A_known_person_without_wanted_ids_is_not_found() =>
        Assert.That(V2.Lines(Codec.WriteResponse(new([]), Query("9^^^C"), V2.Exchange))[1..], Is.EqualTo(["MSA|AA|MSG00001", "QAK|T1|NF", "QPD|IHE PIX Query|T1|9^^^C"]));

    [TestCase(PatientErrorPlace.Id, "QPD^1^3^1^1")]
    [TestCase(PatientErrorPlace.IdAuthority, "QPD^1^3^1^4")]
    [TestCase(PatientErrorPlace.Domain, "QPD^1^4^3")]
    [Spec("ITI TF-2 3.9.4.2.2.6")]
    public void An_unknown_id_or_domain_is_an_error_at_its_place(PatientErrorPlace place, string location)
    {
        var answer = Codec.WriteResponse(new([], [new(204, "Unknown", place, 3)]), Query("9^^^C"), V2.Exchange);
        Assert.That(V2.Lines(answer)[1..], Is.EqualTo(
        [
            "MSA|AE|MSG00001", $"ERR||{location}|204^Unknown key identifier^HL70357|E||||Unknown", "QAK|T1|AE", "QPD|IHE PIX Query|T1|9^^^C",
        ]));
        Assert.That(Codec.ReadResponse(answer).Errors[0].Where, Is.EqualTo(place));
    }

    [Test]
    public void Our_own_query_and_its_answer_are_read_back_as_they_were()
    {
        var query = new PixQuery(new("RJ-1^^^TEST&1.2.3&ISO"), ["1.2.4", "NID"]) { QueryId = "T9" };
        var read = Codec.ReadRequest(Er7Reader.Read(Er7Writer.Write(Codec.WriteRequest(query, V2.Exchange))));
        Assert.That(read with { Text = "", MessageId = "" }, Is.EqualTo(query));

        PixQueryResponse found = new([new("1^^^A&1.1&ISO"), new("山^^^B&1.2&ISO")]);
        var request = Codec.WriteRequest(query with { Id = new("山^^^TEST") }, V2.Exchange);
        Assert.That(Codec.ReadResponse(Er7Reader.Read(Er7Writer.Write(Codec.WriteResponse(found, request, V2.Exchange)))), Is.EqualTo(found));
    }

    [Test]
    [Spec("ITI TF-2 3.9.5.1")]
    public void The_audit_record_names_the_patients_and_holds_the_whole_query()
    {
        var query = Codec.ReadRequest(Query("9^^^C"));
        var record = Iti9.Contract.Audit(query, new([new("1^^^A")])).Records.Single();
        Assert.That(record.Objects.Select(o => (o.Kind, o.Id)), Is.EqualTo(
            [(AuditObjectKind.Patient, "9^^^C"), (AuditObjectKind.Patient, "1^^^A"), (AuditObjectKind.Query, "T1")]));
        Assert.That(record.Objects[2].Query, Is.EqualTo(query.Text));
        Assert.That(record.Objects.Select(o => o.Details[0]), Is.All.EqualTo(new KeyValuePair<string, string>("MSH-10", "MSG00001")));
        Assert.That(Iti9.Contract.Audit(query, new([], [new(204, "")])).Records[0].Outcome, Is.EqualTo(4));
        Assert.That(Iti9.Contract.Audit(query, null).Records[0].Outcome, Is.EqualTo(8));
    }
}
