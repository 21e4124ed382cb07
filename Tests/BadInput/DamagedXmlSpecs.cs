using System.Text;
using IheNode.Platform;
using static IheNode.Tests.SubmissionMessage;

namespace IheNode.Tests;

/// <summary>XML that attacks, or is none: refused with a fault, whatever the transaction, and nothing is stored.</summary>
public sealed class DamagedXmlSpecs
{
    private UntouchedNode _node = null!;

    [OneTimeSetUp]
    public async Task Start() => _node = await UntouchedNode.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    private static IEnumerable<TestCaseData> Damaged()
    {
        static TestCaseData Case(string name, byte[] message, string says) => new TestCaseData(message, says).SetArgDisplayNames(name);
        static byte[] WithDocumentType(string subset) =>
            Bytes($"<!DOCTYPE x [{subset}]>" + Envelope[Envelope.IndexOf("<soap:Envelope", StringComparison.Ordinal)..].Replace("紹介状の例", "&z;", StringComparison.Ordinal));
        var billionLaughs = "<!ENTITY a '0123456789'>" + string.Concat("bcdefghijklmnopqrstuvwxyz".Select(name =>
            $"<!ENTITY {name} '{string.Concat(Enumerable.Repeat($"&{(char)(name - 1)};", 10))}'>"));
        yield return Case("entities that expand to 10^26 characters", WithDocumentType(billionLaughs), "DTD");
        yield return Case("an entity that is a file of the node", WithDocumentType("<!ENTITY z SYSTEM 'file:///etc/passwd'>"), "DTD");
        yield return Case("an entity of another host", WithDocumentType("<!ENTITY z SYSTEM 'http://127.0.0.1:1/z'>"), "DTD");
        yield return Case("two root elements", Bytes(Envelope + "<again/>"), "XML");
        yield return Case("cut short", Bytes(Envelope)[..3000], "XML");
        var text = Bytes(Envelope);
        text[text.AsSpan().IndexOf("紹"u8) + 1] = (byte)'(';
        yield return Case("invalid UTF-8 in the title", text, "");
        yield return Case("Shift_JIS that claims to be UTF-8", CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetBytes(Envelope), "");
        yield return Case("no octet at all", [], "");
    }

    [TestCaseSource(nameof(Damaged))]
    [Spec("ITI TF-2 Appendix V.3.2")]
    public async Task What_is_no_decent_XML_is_a_fault_of_the_sender_and_stores_nothing(byte[] message, string says)
    {
        var fault = await _node.FaultAsync("/xds/repository", Simple, message);
        Assert.That((fault.Code, fault.Reason.Length > 0), Is.EqualTo((SoapFaultCode.Sender, true)));
        Assert.That(fault.Reason, Does.Contain(says));
        Assert.That(fault.Reason, Does.Not.Contain("IHE-1001").And.Not.Contain("root:"));
        await _node.AssertNothingStoredAsync();
    }

    [Test]
    public async Task Inline_base64_that_is_none_is_a_fault_of_the_sender_and_stores_nothing()
    {
        var fault = await _node.FaultAsync("/xds/repository", Simple, Bytes(Envelope.Replace("57S5", "5?S5", StringComparison.Ordinal)));
        Assert.That(fault.Reason, Does.Contain("base64"));
        await _node.AssertNothingStoredAsync();
    }
}
