using System.Text;
using IheNode.Core;

namespace IheNode.Tests;

public sealed class SeparatorSpecs
{
    [Test]
    [Spec("HL7 v2.5 2.14.9.1")]
    public void Separators_of_the_senders_choice_are_honoured()
    {
        var message = Er7Reader.Read("MSH#*+!%#HIS#H#N#F#20260401##ADT*A01*ADT_A01#1#P#2.5\rPID###1*2%3+4##A!F!B*C!S!D*x|y&z^\r"u8);

        var pid = message.Segment("PID")!;
        Assert.That(message.Trigger, Is.EqualTo("ADT^A01"));
        Assert.That((pid.Text(3), pid.Text(3, 2), pid.Text(3, 2, 2), pid.Text(3, 1, 1, 2)), Is.EqualTo(("1", "2", "3", "4")));
        Assert.That((pid.Text(5), pid.Text(5, 2), pid.Text(5, 3)), Is.EqualTo(("A|B", "C^D", "x|y&z^")));
    }

    [TestCase("\r")]
    [TestCase("\n")]
    [TestCase("\r\n")]
    [TestCase("\r\n\r\n")]
    public void Segments_may_end_with_any_line_break(string end)
    {
        var message = Er7Reader.Read(Encoding.ASCII.GetBytes(V2.Header("ADT^A01") + end + "EVN||2026" + end + "PID|||1" + end));
        Assert.That(message.Segments.Select(segment => segment.Name), Is.EqualTo(["MSH", "EVN", "PID"]));
    }

    [TestCase("", 100)]
    [TestCase("PID|||1", 100)]
    [TestCase("MSH", 102)]
    [TestCase("MSHA^~\\&AHIS", 102)]
    [TestCase("MSH|^~\\|HIS|H|N|F|2026||ADT^A01|1|P|2.5", 102)]
    [TestCase("MSH|^^\\&|HIS|H|N|F|2026||ADT^A01|1|P|2.5", 102)]
    [TestCase("MSH|^~\\a|HIS|H|N|F|2026||ADT^A01|1|P|2.5", 102)]
    [TestCase("MSH|^~\\&!!|HIS|H|N|F|2026||ADT^A01|1|P|2.5", 102)]
    [TestCase("MSH||HIS|H|N|F|2026||ADT^A01|1|P|2.5", 102)]
    [TestCase("MSH|^~\\&|HIS|H|N|F|2026||ADT^A01|1|P|2.5\rPIDX|1", 100)]
    [TestCase("MSH|^~\\&|HIS|H|N|F|2026||ADT^A01|1|P|2.5\rhello world", 100)]
    [TestCase("MSH|^~\\&|HIS|H|N|F|2026||ADT^A01|1|P|2.5\rPID^^^1", 100)]
    [Spec("ITI TF-2 Appendix C.2.3")]
    public void Octets_that_are_no_message_are_rejected_with_the_reason(string text, int code)
    {
        var refusal = V2.Refused(() => Er7Reader.Read(Encoding.ASCII.GetBytes(text)));
        Assert.That((refusal.Reject, refusal.Code), Is.EqualTo((true, code)));
    }

    [Test]
    [Spec("ITI TF-2 Appendix C.2.3")]
    public void A_message_without_type_and_control_id_is_rejected_for_both()
    {
        var refusal = V2.Refused(() => Er7Reader.CheckHeader(Er7Reader.Read("MSH|^~\\&|HIS|H|N|F|2026|||||2.5"u8)));
        Assert.That(refusal.Reject, Is.True);
        Assert.That(refusal.Errors.Select(error => (error.Code, error.Location)), Is.EqualTo([(101, "MSH^1^9"), (101, "MSH^1^10")]));
    }

    [TestCase("a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f", "a|b^c&d~e\\f")]
    [TestCase("\\X0D0A\\", "\r\n")]
    [TestCase("one\\.br\\two", "one\ntwo")]
    [TestCase("\\H\\bold\\N\\", "bold")]
    [TestCase("\\XE4\\ \\Zfoo\\ C:\\temp", "\\XE4\\ \\Zfoo\\ C:\\temp")]
    [TestCase("\\E\\F\\E\\", "\\F\\")]
    public void Escape_sequences_are_resolved_and_unknown_ones_kept(string raw, string text) => Assert.That(Er7Text.Unescape(raw), Is.EqualTo(text));

    [Test]
    public void Whatever_a_value_holds_it_comes_back_from_the_wire()
    {
        var text = string.Concat(Enumerable.Range(1, 0x7E).Select(value => (char)value)) + "\\F\\ \\X41\\ 髙";
        var message = V2.Message(V2.Header("ADT^A01", characterSet: "UNICODE UTF-8"), $"PID|||1||{Er7Text.Escape(text)}");
        Assert.That(Er7Reader.Read(Er7Writer.Write(message)).Segment("PID")!.Text(5), Is.EqualTo(text));
    }
}
