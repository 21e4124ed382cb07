using IheNode.Core;

namespace IheNode.Tests;

public sealed class FeedMessageSpecs
{
    private static readonly Er7Codec<PatientFeed, PatientFeedResponse> Codec = Iti8.Contract.Er7!;

    private const string Evn = "EVN||20260401093000";
    private const string Pid = "PID|||0001^^^HOSP&1.2.392.1&ISO^PI~77^^^NID||山田^太郎^^^^^L^I~ヤマダ^タロウ^^^^^L^P|佐藤^^^^^^M|19800203|M|||1-2-3^^大和市^奈良県^639-0001^JPN^H||0745-00-0001^PRN^PH|^WPN^PH^^81^745^000002|ja|M||A1^^^&1.2.3&ISO|||M1^^^NID";

    [TestCase("A01", PatientFeedEvent.Add)]
    [TestCase("A04", PatientFeedEvent.Add)]
    [TestCase("A05", PatientFeedEvent.Add)]
    [TestCase("A08", PatientFeedEvent.Revise)]
    [Spec("ITI TF-2 3.8.4.1.2")]
    public void A_feed_gives_event_source_and_demographics(string trigger, PatientFeedEvent expected)
    {
        var feed = Codec.ReadRequest(V2.Message(V2.Header($"ADT^{trigger}^ADT_A01", "2.3.1"), Evn, Pid, "PV1||O"));

        Assert.That((feed.Event, feed.Trigger, feed.Source, feed.MessageId, feed.Subsumed), Is.EqualTo((expected, trigger, "HOSPITAL|HIS", "MSG00001", (PatientId?)null)));
        Assert.That(feed.Patient, Is.EqualTo(new Patient
        {
            Ids = [new("0001^^^HOSP&1.2.392.1&ISO"), new("77^^^NID")],
            Names = [new("山田", "太郎", NameRepresentation.Ideographic, Type: "L"), new("ヤマダ", "タロウ", NameRepresentation.Phonetic, Type: "L")],
            MothersMaidenName = new("佐藤", "", Type: "M"),
            BirthTime = new("19800203"),
            Gender = "M",
            Addresses = [new("1-2-3", "大和市", "奈良県", "639-0001", "JPN") { Type = "H" }],
            Telecoms = ["0745-00-0001"],
            BusinessTelecoms = ["+81 (745)000002"],
            Language = "ja",
            MaritalStatus = "M",
            AccountNumber = "A1^^^&1.2.3&ISO",
            MothersId = new("M1^^^NID"),
        }));
    }

    [Test]
    [Spec("ITI TF-2 3.8.4.2.2")]
    public void A_merge_gives_the_survivor_and_the_subsumed_id()
    {
        var feed = Codec.ReadRequest(V2.Message(V2.Header("ADT^A40^ADT_A39", "2.3.1"), Evn, "PID|||0001^^^HOSP||~^^^^^^S", "MRG|0002^^^HOSP"));
        Assert.That((feed.Event, feed.Patient.Ids, feed.Subsumed), Is.EqualTo((PatientFeedEvent.Merge, (ValueList<PatientId>)[new("0001^^^HOSP")], (PatientId?)new PatientId("0002^^^HOSP"))));
    }

    [Test]
    [Spec("ITI TF-2 Appendix C")]
    public void Values_to_delete_differ_from_values_not_given()
    {
        var patient = Codec.ReadRequest(V2.Message(V2.Header("ADT^A08"), Evn, "PID|||1^^^HOSP~\"\"^^^&1.2&ISO||\"\"||\"\"|\"\"|||\"\"||\"\"", "PV1||O")).Patient;
        Assert.That(patient.Ids, Is.EqualTo([new PatientId("1^^^HOSP")]));
        Assert.That((patient.Names[0].Family, patient.BirthTime!.Value.Text, patient.Gender, patient.Addresses[0].Street, patient.Telecoms[0], patient.MothersMaidenName),
            Is.EqualTo(("\"\"", "\"\"", "\"\"", "\"\"", "\"\"", (PersonName?)null)));
    }

    // PID-5 is required of a source, of a receiver only that it take it in; the registry needs PID-3 alone (ITI TF-2 Table 3.8).
    [Test]
    [Spec("ITI TF-2 3.8.4.1.4")]
    public void A_feed_without_a_name_is_taken() =>
        Assert.That(Codec.ReadRequest(V2.Message(V2.Header("ADT^A01"), Evn, "PID|||1^^^HOSP", "PV1||O")).Patient, Is.EqualTo(new Patient { Ids = [new("1^^^HOSP")] }));

    [TestCase("19800203101530.1234+0900", "19800203101530")]
    [TestCase("1980", "1980")]
    [TestCase("198002", "198002")]
    public void A_birth_date_keeps_its_precision_and_loses_fraction_and_zone(string written, string read) =>
        Assert.That(Codec.ReadRequest(V2.Message(V2.Header("ADT^A01"), Evn, $"PID|||1^^^H||A^B||{written}", "PV1||O")).Patient.BirthTime!.Value.Text, Is.EqualTo(read));

    [Test]
    [Spec("SS-MIX2 1.2")]
    public void A_name_whose_writer_left_out_the_degree_still_tells_its_script()
    {
        var names = Codec.ReadRequest(V2.Message(V2.Header("ADT^A01"), Evn, "PID|||1^^^H||仮田中^美咲^^^^L^I~カリタナカ^ミサキ^^^^L^P~DOE^J^^^^MD^I", "PV1||O")).Patient.Names;
        Assert.That(names.Select(name => (name.Representation, name.Type)),
            Is.EqualTo([(NameRepresentation.Ideographic, "L"), (NameRepresentation.Phonetic, "L"), (NameRepresentation.Unspecified, "I")]));
    }

    [Test]
    [Spec("ITI TF-2 Appendix C.2.3")]
    public void Everything_that_is_missing_or_wrong_is_reported_at_once()
    {
        var refusal = V2.Refused(() => Codec.ReadRequest(V2.Message(V2.Header("ADT^A40"), "EVN|A01", "PID|||^^^HOSP||A^B||19801332|X", "MRG|")));
        Assert.That(refusal.Reject, Is.False);
        Assert.That(refusal.Errors.Select(error => (error.Code, error.Location)), Is.EqualTo(
        [
            (101, "EVN^1^2"), (103, "EVN^1^1"), (101, "PID^1^3"), (103, "PID^1^8"), (102, "PID^1^7"), (101, "MRG^1^1"),
        ]));
    }

    [TestCase("ADT^A01", "EVN||2026", "PID|||1^^^H", null, "PV1^1")]
    [TestCase("ADT^A01", "PID|||1^^^H", "PV1||O", null, "EVN^1")]
    [TestCase("ADT^A01", "EVN||2026", "PV1||O", null, "PID^1")]
    [TestCase("ADT^A40", "EVN||2026", "PID|||1^^^H", null, "MRG^1")]
    [TestCase("ADT^A40", "EVN||2026", "PID|||1^^^H", "MRG|2^^^H\rPID|||3^^^H\rMRG|4^^^H", "PID^2")]
    [Spec("ITI TF-2 3.8.4.1.2")]
    public void A_missing_or_repeated_segment_is_refused(string type, string one, string two, string? three, string location)
    {
        var refusal = V2.Refused(() => Codec.ReadRequest(V2.Message([V2.Header(type), one, two, .. three?.Split('\r') ?? []])));
        Assert.That(refusal.Errors[0], Has.Property("Code").EqualTo(100).And.Property("Location").EqualTo(location));
    }

    [Test]
    [Spec("ITI TF-2 Appendix C.2.3")]
    public void An_accepted_feed_is_acknowledged_with_sender_and_receiver_swapped()
    {
        var request = V2.Message(V2.Header("ADT^A04^ADT_A01", "2.3.1", "~ISO IR87"), Evn, Pid, "PV1||O");
        Assert.That(V2.Lines(Codec.WriteResponse(new(), request, V2.Exchange)), Is.EqualTo(
        [
            @"MSH|^~\&|NODE|NETWORK|HIS|HOSPITAL|20260401093000+0900||ACK^A04^ACK|0123456789abcdef0123|P|2.3.1||||||~ISO IR87",
            "MSA|AA|MSG00001",
        ]));
    }

    [Test]
    [Spec("ITI TF-2 Appendix C.2.3")]
    public void A_refused_feed_says_where_and_why_in_ERR()
    {
        var request = V2.Message(V2.Header("ADT^A40^ADT_A39", "2.3.1"));
        var answer = Codec.WriteResponse(
            new([new(204, "Unknown id | of a ^ patient", PatientErrorPlace.SubsumedId), new(207, "Out of order")]), request, V2.Exchange);
        Assert.That(V2.Lines(answer)[1..], Is.EqualTo(
        [
            "MSA|AE|MSG00001",
            @"ERR||MRG^1^1|204^Unknown key identifier^HL70357|E||||Unknown id \F\ of a \S\ patient",
            "ERR|||207^Application internal error^HL70357|E||||Out of order",
        ]));
    }

    [Test]
    public void Our_own_feed_is_read_back_as_it_was([Values] PatientFeedEvent happened)
    {
        var feed = new PatientFeed(happened, new Patient
        {
            Ids = [PatientId.Of("A^1", "1.2.3"), new("2^^^NS&1.2.4&ISO")],
            Names = [new("山田", "太郎", NameRepresentation.Ideographic, "次郎", "L") { Suffix = "II", Prefix = "Dr" }, new("髙橋", "𠮷", Type: "B")],
            MothersMaidenName = new("佐藤", "花", Type: "M"),
            BirthTime = new("198002"),
            Gender = "F",
            Addresses = [new("1-2-3 A|B", "大和市", "奈良県", "639-0001", "JPN") { OtherDesignation = "2F", Type = "H" }],
            Telecoms = ["0745-00-0001", "someone@example.jp"],
            BusinessTelecoms = ["+81 (745)000002", "someone@work.example.jp"],
            Language = "ja",
            MaritalStatus = "S",
            AccountNumber = "A1^^^&1.2.3&ISO",
            MothersId = new("M1^^^NID"),
        }, happened == PatientFeedEvent.Merge ? PatientId.Of("B", "1.2.3") : null, "HOSPITAL|HIS");

        var octets = Er7Writer.Write(Codec.WriteRequest(feed, V2.Exchange));
        var read = Codec.ReadRequest(Er7Reader.Read(octets));

        Assert.That(read with { Trigger = "", MessageId = "" }, Is.EqualTo(feed));
        Assert.That(read.MessageId, Is.EqualTo("M1"));
    }

    [Test]
    public void Our_own_feed_goes_to_the_receiver_that_the_exchange_names_and_its_answer_is_understood()
    {
        var request = Codec.WriteRequest(new(PatientFeedEvent.Add, new Patient { Ids = [PatientId.Of("1", "1.2.3")] }, Source: "HOSPITAL|HIS"), V2.Exchange);
        Assert.That(V2.Lines(request)[0], Is.EqualTo(@"MSH|^~\&|HIS|HOSPITAL|NODE|NODE_FACILITY|20260401093000+0900||ADT^A04^ADT_A01|M1|P|2.3.1"));
        var refusal = new PatientFeedResponse([new(204, "Unknown authority", PatientErrorPlace.PatientId)]);
        Assert.That(Codec.ReadResponse(Codec.WriteResponse(refusal, request, V2.Exchange)), Is.EqualTo(refusal));
        Assert.That(Codec.ReadResponse(Codec.WriteResponse(new(), request, V2.Exchange)).Accepted, Is.True);
        Assert.That(Codec.ReadResponse(V2.Message(V2.Header("ACK^A04", "2.3.1"), "MSA|AE|M1", "ERR|PID^1^3^204&Unknown key identifier")).Errors[0],
            Is.EqualTo(new PatientError(204, "Unknown key identifier")));
        Assert.That(Codec.ReadResponse(V2.Message(V2.Header("ACK"), "MSA|AR|M1|no")).Errors, Has.Count.EqualTo(1));
    }

    [Test]
    [Spec("ITI TF-2 3.8.5.1")]
    public void A_merge_leaves_two_audit_records_and_any_other_feed_one()
    {
        var one = new Patient { Ids = [new("1^^^H")] };
        var merge = Iti8.Contract.Audit(new(PatientFeedEvent.Merge, one, new PatientId("2^^^H")) { MessageId = "M" }, new());
        KeyValuePair<string, string> detail = new("MSH-10", "M");
        Assert.That(merge.Records, Is.EqualTo(
        [
            new AuditRecord { Action = 'D', Objects = [new(AuditObjectKind.Patient, "2^^^H", Details: [detail])] },
            new AuditRecord { Action = 'U', Objects = [new(AuditObjectKind.Patient, "1^^^H", Details: [detail])] },
        ]));
        Assert.That(Iti8.Contract.Audit(new(PatientFeedEvent.Add, one), new()).Records.Select(r => (r.Action, r.Outcome)), Is.EqualTo([((char?)'C', 0)]));
        Assert.That(Iti8.Contract.Audit(new(PatientFeedEvent.Revise, one), new([new(204, "")])).Records.Select(r => (r.Action, r.Outcome)), Is.EqualTo([((char?)'U', 4)]));
        Assert.That(Iti8.Contract.Audit(new(PatientFeedEvent.Add, one), null).Records[0].Outcome, Is.EqualTo(8));
    }
}
