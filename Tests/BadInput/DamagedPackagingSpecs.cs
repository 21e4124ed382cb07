using static IheNode.Tests.SubmissionMessage;

namespace IheNode.Tests;

/// <summary>ITI-41 in a multipart message that is not what it should be: a fault that says what is wrong, and no trace of the documents.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class DamagedPackagingSpecs(TestDatabase database)
{
    private UntouchedNode _node = null!;

    [OneTimeSetUp]
    public async Task Start() => _node = await UntouchedNode.StartAsync(database);

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    private static IEnumerable<TestCaseData> WithReadableRoot()
    {
        static TestCaseData Case(string name, byte[] message, string says) => new TestCaseData(message, says).SetArgDisplayNames(name);
        var whole = Multipart(Root(), Part());
        yield return Case("cut within the document", whole[..^30], "end");
        yield return Case("cut before the closing delimiter's dashes", whole[..^4], "end");
        yield return Case("without the part that the XML names", Multipart(Root()), "document@x");
        yield return Case("with another part instead", Multipart(Root(), Part("other@x")), "document@x");
        yield return Case("with the document's part twice", Multipart(Root(), Part(), Part()), "document@x");
        yield return Case("with two roots", Multipart(Root(), Root(), Part()), "root@x");
    }

    [TestCaseSource(nameof(WithReadableRoot))]
    [Spec("ITI TF-2 Appendix V.8")]
    public Task A_damaged_part_is_a_fault_of_the_sender_and_stores_nothing(byte[] message, string says) => _node.AssertAuditedAsync("ITI-41", async () =>
    {
        var fault = await _node.FaultAsync("/xds/repository", Mtom, message);
        Assert.That((fault.Code.ToString(), fault.Reason), Is.EqualTo(("Sender", fault.Reason)));
        Assert.That(fault.Reason, Does.Contain(says));
        await _node.AssertNothingStoredAsync();
    });

    private static IEnumerable<TestCaseData> WithUnreadableRoot()
    {
        static TestCaseData Case(string name, byte[] message, string says) => new TestCaseData(message, says).SetArgDisplayNames(name);
        yield return Case("cut within the XML", Multipart(Root(), Part())[..2000], "end");
        yield return Case("cut within a part's header", Bytes("--cut\r\nContent-ID: <root@x>\r\nContent-Ty"), "end");
        yield return Case("without any part", Bytes("--cut--\r\n"), "root@x");
        yield return Case("without a delimiter", Bytes("no part at all"), "");
        yield return Case("with no part that start names", Multipart(Part()), "root@x");
        yield return Case("with a root that is a picture", Multipart(Root() with { Type = "image/png" }), "image/png");
        yield return Case("with two XML roots in the root part", Multipart(Root(XopEnvelope + XopEnvelope), Part()), "XML");
    }

    [TestCaseSource(nameof(WithUnreadableRoot))]
    [Spec("ITI TF-2 Appendix V.8")]
    public async Task A_message_without_readable_root_is_a_fault_of_the_sender_and_stores_nothing(byte[] message, string says)
    {
        var fault = await _node.FaultAsync("/xds/repository", Mtom, message);
        Assert.That(fault.Code.ToString(), Is.EqualTo("Sender"));
        Assert.That(fault.Reason, Does.Contain(says));
        await _node.AssertNothingStoredAsync();
    }

    [Test]
    [Spec("ITI TF-2 Appendix V.8")]
    public async Task The_same_message_undamaged_is_stored()
    {
        await using var other = await UntouchedNode.StartAsync(database);
        var answer = await other.AnswerAsync("/xds/repository", Mtom, Multipart(Root(), Part()));
        Assert.That((string?)answer.Attribute("status"), Does.EndWith(":Success"));
        Assert.That(await other.OutcomesAsync("ITI-41"), Is.EqualTo(new[] { 0 }));
    }
}
