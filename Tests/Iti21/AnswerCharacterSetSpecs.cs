using System.Text;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>In which character set an asker gets a Japanese patient's names, over a real socket.</summary>
public sealed class AnswerCharacterSetSpecs
{
    private TestNode _node = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _node = await TestNode.StartAsync();
        await _node.FeedAsync(new() { Ids = [new("P1^^^&1.3.6.1.4.1.21367.13.20.1000&ISO")], Names = [new("髙橋", "花子"), new("TAKAHASHI", "HANAKO")] });
        await _node.FeedAsync(new() { Ids = [new("P2^^^&1.3.6.1.4.1.21367.13.20.1000&ISO")], Names = [new("山田", "太郎"), new("YAMADA", "TARO")] });
        await _node.FeedAsync(new() { Ids = [new("P3^^^&1.3.6.1.4.1.21367.13.20.1000&ISO")], Names = [new("JONES", "MARY")] });
    }

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    [TestCase("YAMADA", "", "~ISO IR87", "山田")]
    [TestCase("TAKAHASHI", "", "UNICODE UTF-8", "髙橋")]
    [TestCase("JONES", "", "", "JONES")]
    [TestCase("YAMADA", "UNICODE UTF-8", "UNICODE UTF-8", "山田")]
    [TestCase("YAMADA", "8859/1", "8859/1", "??")]
    [Spec("ITI TF-2 Appendix C.2")]
    public async Task Is_the_one_asked_for_and_when_none_was_named_the_one_that_the_names_need(string family, string asked, string answered, string first)
    {
        var question = V2.Octets(
            Encoding.ASCII, V2.Header("QBP^Q22^QBP_Q21", characterSet: asked), $"QPD|IHE PDQ Query|T1|@PID.5.1.1^{family}", "RCP|I");

        var answer = Er7Reader.Read(await new MllpClient(_node.Mllp, null, [], TimeSpan.FromSeconds(60)).SendAsync(question, default));

        Assert.That(answer.Header.Field(18), Is.EqualTo(answered));
        Assert.That(answer.Segment("PID")!.Text(5), Is.EqualTo(first));
    }
}
