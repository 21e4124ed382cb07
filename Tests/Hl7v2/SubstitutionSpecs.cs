using System.Text;
using IheNode.Core;

namespace IheNode.Tests;

public sealed class SubstitutionSpecs
{
    [TestCase("~ISO IR87", "ﾊﾟｰﾃｨｰ ｶﾞ", "パーティー ガ")]
    [TestCase("~ISO IR87", "髙橋 𠮷野", "■橋 ■野")]
    [TestCase("~ISO IR87", "10〜20 −5 ¥3", "10～20 －5 ￥3")]
    [TestCase("~ISO IR87", "㈱大和 ㎎ Ⅲ ㍻", "(株)大和 mg III 平成")]
    [TestCase("~ISO IR87", "葛\uDB40\uDD00城", "葛城")]
    [TestCase("~ISO IR87", "か\u3099", "が")]
    [TestCase("~ISO IR87", "MÜLLER", "M■LLER")]
    [TestCase("8859/1", "Mu\u0308ller", "Müller")]
    [TestCase("8859/1", "山田", "??")]
    [TestCase("", "Müller 山田 ＡＢ", "M?ller ?? AB")]
    [TestCase("UNICODE UTF-8", "髙橋 𠮷野 ﾊﾟ", "髙橋 𠮷野 ﾊﾟ")]
    public void What_the_character_set_of_the_asker_lacks_is_substituted(string characterSet, string text, string expected)
    {
        var message = V2.Message(V2.Header("RSP^K22", characterSet: characterSet), $"PID|||1||{text}^X");
        var pid = Er7Reader.Read(Er7Writer.Write(message)).Segment("PID")!;
        Assert.That((pid.Text(5), pid.Text(5, 2)), Is.EqualTo((expected, "X")));
    }

    [TestCase("")]
    [TestCase("~ISO IR87")]
    [TestCase("UNICODE UTF-8")]
    [TestCase("8859/1")]
    [TestCase("8859/8")]
    [TestCase("8859/15")]
    public void No_character_of_Unicode_ever_becomes_a_separator_or_ends_a_segment(string characterSet)
    {
        // One field per character: full-width ｜ ＾ ～ ＆ ＼ fold to the separators if they are let.
        var runes = Enumerable.Range(1, 0x2FFFF).Where(Rune.IsValid).Select(value => new Rune(value)).ToList();
        foreach (var chunk in runes.Chunk(4096))
        {
            var message = V2.Message(V2.Header("RSP^K22", characterSet: characterSet)) is var header
                ? new Er7Message([header.Header, new("ZZZ", chunk.Select(rune => Er7Text.Escape(rune.ToString()) + "^1").ToValueList())])
                : null!;
            var read = Er7Reader.Read(Er7Writer.Write(message));

            Assert.That(read.Segments, Has.Count.EqualTo(2));
            Assert.That(read.Segments[1].Fields, Has.Count.EqualTo(chunk.Length));
            Assert.That(read.Segments[1].Fields.Where(field => !field.EndsWith("^1", StringComparison.Ordinal) || field.Count(c => c is '^' or '&' or '~') != 1), Is.Empty);
        }
    }

    [TestCase("JONES", "")]
    [TestCase("山田 太郎", "~ISO IR87")]
    [TestCase("髙橋", "UNICODE UTF-8")]
    [TestCase("ﾔﾏﾀﾞ", "UNICODE UTF-8")]
    [TestCase("Müller", "UNICODE UTF-8")]
    public void A_message_of_our_own_takes_the_narrowest_character_set_that_loses_nothing(string text, string expected)
    {
        var message = Er7Writer.WithCharacterSet(V2.Message("MSH|^~\\&|A|B|C|D|20260401||ADT^A04^ADT_A01|1|P|2.3.1", $"PID|||1||{text}"));
        Assert.That(message.Header.Field(18), Is.EqualTo(expected));
        Assert.That(Er7Reader.Read(Er7Writer.Write(message)).Segment("PID")!.Text(5), Is.EqualTo(text));
    }
}
