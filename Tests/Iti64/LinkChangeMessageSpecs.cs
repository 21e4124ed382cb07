using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>ADT^A43 as text.</summary>
public sealed class LinkChangeMessageSpecs
{
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
}
