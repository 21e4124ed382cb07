using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>ADT^A43 as text and over the wire.</summary>
public sealed class LinkChangeMessageSpecs
{
    private const string Affinity = "1.3.6.1.4.1.21367.13.20.1000";
    private const string Evn = "EVN||20260401093000";
    private const string Pid = "PID|||NEW^^^AD&1.2.3&ISO~L1^^^&1.2.4&ISO|| ";
    private const string Mrg = "MRG|OLD^^^&1.2.3&ISO~L0^^^&1.2.4&ISO";

    private static readonly Er7Codec<LinkChange, LinkChangeResponse> Codec = Iti64.Contract.Er7!;

    private static string Header(string sender = "2.999.7.7") => V2.Header("ADT^A43^ADT_A43").Replace("|HIS|", $"|{sender}|", StringComparison.Ordinal);

    [TestCase("2.999.7.7")]
    [TestCase("PIX^2.999.7.7^ISO")]
    [Spec("ITI TF-2 3.64.4.1.2")]
    public void The_message_tells_which_ids_of_the_domain_and_which_local_ids_it_is_about(string sender)
    {
        var change = Codec.ReadRequest(V2.Message(Header(sender), Evn, Pid, Mrg));
        Assert.That(change, Is.EqualTo(new LinkChange(PatientId.Of("NEW", "1.2.3"), PatientId.Of("OLD", "1.2.3"), PatientId.Of("L1", "1.2.4"), PatientId.Of("L0", "1.2.4"))
        {
            SourceId = "2.999.7.7",
            MessageId = "MSG00001",
        }));
    }

    [Test, Spec("ITI TF-2 3.64.4.1.2.4")]
    public void Without_a_second_prior_id_no_local_id_is_subsumed() =>
        Assert.That(Codec.ReadRequest(V2.Message(Header(), Evn, Pid, "MRG|OLD^^^&1.2.3&ISO")).SubsumedLocal, Is.Null);

    [TestCase("HIS", Pid, Mrg, "102 MSH^1^3")]
    [TestCase("2.999.7", "PID|||NEW^^^&1.2.3&ISO", Mrg, "101 PID^1^3")]
    [TestCase("2.999.7", "PID|||NEW^^^AD~L1^^^&1.2.4&ISO", Mrg, "102 PID^1^3^1^4")]
    [TestCase("2.999.7", "PID|||NEW^^^&1.2.3&ISO~^^^&1.2.4&ISO", Mrg, "101 PID^1^3^2^1")]
    [TestCase("2.999.7", Pid, "MRG|", "101 MRG^1^1")]
    [TestCase("2.999.7", Pid, "MRG|A^^^&1.2.3&ISO~B^^^&1.2.3&ISO~C^^^&1.2.3&ISO", "101 MRG^1^1")]
    [TestCase("2.999.7", Pid, "MRG|OLD^^^&1.2.3&L", "102 MRG^1^1^1^4")]
    [Spec("ITI TF-2 3.64.4.1.2.1"), Spec("ITI TF-2 3.64.4.1.2.3"), Spec("ITI TF-2 3.64.4.1.2.4")]
    public void What_is_missing_or_wrong_is_told_with_its_place(string sender, string pid, string mrg, string refusal) =>
        Assert.That(V2.Refused(() => Codec.ReadRequest(V2.Message(Header(sender), Evn, pid, mrg))).Errors.Select(e => $"{e.Code} {e.Location}"), Is.EqualTo([refusal]));

    [Test, Spec("ITI TF-2 3.64.4.1.2")]
    public void Each_segment_stands_once() => Assert.That(
        V2.Refused(() => Codec.ReadRequest(V2.Message(Header(), Pid, Pid, Mrg))).Errors.Select(e => (e.Code, e.Location)), Is.EqualTo([(100, "EVN^1"), (100, "PID^1")]));

    [Test]
    public void Our_own_message_is_read_back_as_it_was_and_names_nobody()
    {
        var change = new LinkChange(PatientId.Of("N", "1.2.3"), PatientId.Of("O", "1.2.3"), PatientId.Of("L|1", "1.2.4"), PatientId.Of("L0", "1.2.4")) { SourceId = "2.999.7.7" };
        var message = Codec.WriteRequest(change, V2.Exchange);
        Assert.That(message.Segment("PID")!.Field(5), Is.EqualTo(" "));
        Assert.That(Codec.ReadRequest(Er7Reader.Read(Er7Writer.Write(message))), Is.EqualTo(change with { MessageId = "M1" }));
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3"), Spec("ITI TF-2 3.64.5.1.2")]
    public async Task Over_the_wire_documents_change_their_patient_and_the_audit_trail_tells_of_all_ids()
    {
        await using var node = await TestNode.StartAsync();
        var (current, previous) = (PatientId.Of("LINK-B", Affinity), PatientId.Of("LINK-A", Affinity));
        foreach (var id in new[] { current, previous }) await node.FeedAsync(new() { Ids = [id], Names = [new("LINK", "ANN")] });
        await node.AskAsync(Iti41.Contract, Connectathon.Submission(node, previous, "1"u8.ToArray()), "/xds/repository");
        var change = new LinkChange(current, previous, PatientId.Of("L-1", "2.999.1.9")) { SourceId = "2.999.7.7" };

        Assert.That((await node.AskEr7Async(Iti64.Contract, change)).Errors, Is.Empty);
        var found = await node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(current), "/xds/registry");
        Assert.That(found.Objects.DocumentEntries.Single().Version, Is.EqualTo("2"));
        Assert.That((await node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(previous), "/xds/registry")).Objects.Objects, Is.Empty);
        var refused = await node.AskEr7Async(Iti64.Contract, change with { Current = PatientId.Of("NOBODY", Affinity) });
        Assert.That(refused.Errors.Select(e => (e.Code, e.Where)), Is.EqualTo([(204, PatientErrorPlace.PatientId)]));

        var told = new List<XElement>();
        await foreach (var record in AuditTrail.ReadFolderAsync(node.DataFolder, CancellationToken.None))
            if (record.Message.Contains("\"ITI-64\"", StringComparison.Ordinal)) told.Add(XElement.Parse(record.Message));
        Assert.That(told.Select(m => m.Element("EventIdentification")!).Select(e => (e.Attribute("EventActionCode")!.Value, e.Attribute("EventOutcomeIndicator")!.Value)),
            Is.EqualTo([("U", "0"), ("U", "4")]));
        Assert.That(told[0].Elements("ParticipantObjectIdentification").Select(o => (o.Attribute("ParticipantObjectDataLifeCycle")?.Value, o.Attribute("ParticipantObjectTypeCodeRole")!.Value)),
            Is.EqualTo(new (string?, string)[] { (null, "1"), ("1", "1"), ("14", "1"), (null, "20") }));
        Assert.That(told[0].Elements("ParticipantObjectIdentification").Take(3).Select(o => o.Attribute("ParticipantObjectID")!.Value),
            Is.EqualTo([change.Local.Text, current.Text, previous.Text]));
        Assert.That(told[0].Descendants("ParticipantObjectDetail").Select(d => d.Attribute("type")!.Value).Distinct(),
            Is.EqualTo(["MSH-10", "urn:ihe:iti:xpid:2017:patientIdentifierType"]));
    }
}
