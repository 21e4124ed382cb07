using System.Text;
using IheNode.Core;

namespace IheNode.Tests;

public sealed class CharacterSetSpecs
{
    private const string Adt = "ADT^A01^ADT_A01";

    [Test]
    [Spec("ITI TF-2 Appendix C.2")]
    public void Japanese_text_is_decoded_before_it_is_split_since_an_octet_of_it_may_be_a_separator()
    {
        // 髙 is 7C 62 here and 7C is '|'; 涎 and others hold 5E, 7E and 26, the other separators.
        var octets = V2.Octets(V2.Japanese, V2.Header(Adt, characterSet: "~ISO IR87"), "PID|||1^^^HOSP||髙橋^涎次^^^^^L^I~タカハシ^センジ^^^^^L^P||19500102|M");
        Assume.That(octets.Count(octet => octet == '|'), Is.GreaterThan(17 + 8));

        var pid = Er7Reader.Read(octets).Segment("PID")!;

        Assert.That(pid.Fields, Has.Count.EqualTo(8));
        Assert.That((pid.Text(5), pid.Text(5, 2), pid.Text(5, 1, 1, 2), pid.Text(8)), Is.EqualTo(("髙橋", "涎次", "タカハシ", "M")));
    }

    [Test]
    public void A_sender_name_in_Japanese_does_not_hide_the_character_set_behind_it()
    {
        var header = V2.Header(Adt, characterSet: "~ISO IR87").Replace("HOSPITAL", "髙﨑病院", StringComparison.Ordinal);
        var message = Er7Reader.Read(V2.Octets(V2.Japanese, header, "PID|||1"));
        Assert.That((message.Header.Text(4), message.Header.Field(18)), Is.EqualTo(("髙﨑病院", "~ISO IR87")));
    }

    [TestCase("", "JONES")]
    [TestCase("ASCII", "JONES")]
    [TestCase("8859/1", "MÜLLER")]
    [TestCase("8859/2", "ŁUKASZ")]
    [TestCase("8859/5", "ИВАНОВ")]
    [TestCase("8859/15", "ŒUVRARD")]
    [TestCase("UNICODE UTF-8", "𠮷野 Łukasz 髙")]
    [TestCase("~ISO IR87", "山田 ｱﾏﾀﾞ")]
    [TestCase("ISO IR87", "山田")]
    [TestCase("ISO IR6~ISO IR87", "山田")]
    [Spec("ITI TF-2 Appendix C.2")]
    public void Reads_and_writes_the_character_set_that_MSH_18_names(string name, string text)
    {
        var message = V2.Message(V2.Header(Adt, characterSet: name), $"PID|||1||{text}");
        var read = Er7Reader.Read(Er7Writer.Write(message));
        Assert.That(read.Segment("PID")!.Text(5), Is.EqualTo(text.Replace("ｱﾏﾀﾞ", "アマダ", StringComparison.Ordinal)));
    }

    [Test]
    public void A_byte_order_mark_before_MSH_is_passed_over() =>
        Assert.That(Er7Reader.Read([0xEF, 0xBB, 0xBF, .. V2.Octets(Encoding.UTF8, V2.Header(Adt, characterSet: "UNICODE UTF-8"), "PID|||1||山")])
            .Segment("PID")!.Text(5), Is.EqualTo("山"));

    [TestCase("ISO IR159")]
    [TestCase("GB 18030-2000")]
    [TestCase("8859/10")]
    [TestCase("8859/1~UNICODE UTF-8")]
    [TestCase("KLINGON")]
    public void A_character_set_that_is_not_supported_is_rejected_by_name(string name)
    {
        var refusal = V2.Refused(() => Er7Reader.Read(V2.Octets(Encoding.ASCII, V2.Header(Adt, characterSet: name), "PID|||1")));
        Assert.That((refusal.Reject, refusal.Code, refusal.Location), Is.EqualTo((true, 103, "MSH^1^18")));
        Assert.That(refusal.Message, Does.Contain(name));
    }

    [TestCase("", new byte[] { 0xE4 }, TestName = "An octet above 7F without MSH-18")]
    [TestCase("", new byte[] { 0x1B, 0x24, 0x42, 0x30, 0x21, 0x1B, 0x28, 0x42 }, TestName = "Japanese without MSH-18")]
    [TestCase("UNICODE UTF-8", new byte[] { 0xC3, 0x28 }, TestName = "Invalid UTF-8")]
    [TestCase("UNICODE UTF-8", new byte[] { 0xED, 0xA0, 0x80 }, TestName = "A surrogate in UTF-8")]
    [TestCase("~ISO IR87", new byte[] { 0x93, 0x63 }, TestName = "Shift_JIS as ISO-2022-JP")]
    [TestCase("~ISO IR87", new byte[] { 0x1B, 0x24, 0x42, 0x7E, 0x7E, 0x1B, 0x28, 0x42 }, TestName = "A place that holds no character")]
    [TestCase("~ISO IR87", new byte[] { 0x1B, 0x24, 0x28, 0x44, 0x30, 0x5D, 0x1B, 0x28, 0x42 }, TestName = "A switch to JIS X 0212")]
    [TestCase("~ISO IR87", new byte[] { 0x1B, 0x24, 0x42, 0x30 }, TestName = "Half a character at the end of a segment")]
    [TestCase("~ISO IR87", new byte[] { 0x0E, 0x41, 0x0F }, TestName = "Shift out")]
    [TestCase("8859/7", new byte[] { 0xFF }, TestName = "An octet that ISO 8859-7 lacks")]
    public void Octets_that_are_not_of_the_named_character_set_are_rejected_and_never_guessed(string name, byte[] octets)
    {
        byte[] message = [.. V2.Octets(Encoding.ASCII, V2.Header(Adt, characterSet: name)), .. "PID|||1||"u8, .. octets, .. "\rPV1||N\r"u8];
        var refusal = V2.Refused(() => Er7Reader.Read(message));
        Assert.That((refusal.Reject, refusal.Code, refusal.Location), Is.EqualTo((true, 102, "MSH^1^18")));
    }
}
