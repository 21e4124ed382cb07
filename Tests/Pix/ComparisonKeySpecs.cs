using IheNode.Core;
using IheNode.Pix;

namespace IheNode.Tests;

public sealed class ComparisonKeySpecs
{
    [TestCase("ｶﾞｷﾞｸﾞ", "ガギグ")]
    [TestCase("やまだ　はなこ", "ヤマダハナコ")]
    [TestCase("Ｙamada", "YAMADA")]
    [TestCase("葛\U000E0100城", "葛城")]
    [TestCase("髙﨑", "髙﨑")]
    [TestCase("𠮷田", "𠮷田")]
    [TestCase(null, "")]
    public void Unifies_how_a_name_is_written_and_keeps_kanji(string? text, string key) => Assert.That(ComparisonKey.Of(text), Is.EqualTo(key));

    [Test]
    public void Survives_a_broken_surrogate() => Assert.That(ComparisonKey.Of("山\uD842"), Is.EqualTo("山\uFFFD"));

    [TestCase("0745-12-3456", "0745123456")]
    [TestCase("tel:+81-745-12-3456", "0745123456")]
    [TestCase("０７４５（１２）３４５６", "0745123456")]
    [TestCase("^PRN^PH^^^712^7670867", "7127670867")]
    [TestCase("^NET^Internet^a@b.jp", "A@B.JP")]
    [TestCase("mailto:a@b.jp", "A@B.JP")]
    public void Reads_numbers_and_mail_addresses(string text, string key) => Assert.That(ComparisonKey.OfTelecom(text), Is.EqualTo(key));

    [TestCase("立野南１丁目２番３号")]
    [TestCase("立野南一丁目二番地三号")]
    [TestCase("立野南1−2−3")]
    [TestCase("立野南 1ー2ー3")]
    [TestCase("立野南1-2-3")]
    public void Reads_an_address_in_all_its_writings(string text) => Assert.That(ComparisonKey.OfAddress(text), Is.EqualTo("立野南1-2-3"));

    [TestCase("十二丁目", "12")]
    [TestCase("二十番", "20")]
    [TestCase("三番町", "3-町")]
    public void Reads_kanji_numbers(string text, string key) => Assert.That(ComparisonKey.OfAddress(text), Is.EqualTo(key));

    [Test]
    public void A_process_that_does_not_normalise_is_stopped()
    {
        Assert.That(() => ComparisonKey.Verify(text => text), Throws.InvalidOperationException.With.Message.Contains("InvariantGlobalization"));
        Assert.That(ComparisonKey.Verify, Throws.Nothing);
    }

    [TestCase("ヤマダベビー", "")]
    [TestCase("ヤマダ", "")]
    [TestCase("", "ハナコ")]
    [TestCase("山田", "ベビー1")]
    public void A_stand_in_or_half_a_name_tells_nobody_apart(string family, string given) =>
        Assert.That(NameKey.Of(new(family, given)).IsWhole, Is.False);

    [Test]
    public void A_body_keeps_every_field()
    {
        var patient = PixBed.Hanako() with { MothersMaidenName = new("石川", "梅") { Suffix = "X" }, AccountNumber = "1^^^&2.3&ISO" };
        Assert.That(PatientBody.Read(PatientBody.Write(patient)), Is.EqualTo(patient));
        Assert.That(PatientBody.Revise(patient, new()), Is.EqualTo(patient));
    }
}
