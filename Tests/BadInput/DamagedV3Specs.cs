using System.Text.RegularExpressions;
using IheNode.Platform;
using static IheNode.Tests.SubmissionMessage;

namespace IheNode.Tests;

/// <summary>HL7 v3 messages that lack what an answer must refer to.</summary>
public sealed partial class DamagedV3Specs
{
    private static readonly string Query = Example("iti47-find-person.xml");
    private UntouchedNode _node = null!;

    [OneTimeSetUp]
    public async Task Start() => _node = await UntouchedNode.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    private static IEnumerable<TestCaseData> Damaged()
    {
        static TestCaseData Case(string name, string envelope, string says) => new TestCaseData(envelope, says).SetArgDisplayNames(name);
        var id = MessageId().Match(Query).Value;
        yield return Case("without id", Query.Replace(id, "", StringComparison.Ordinal), "id");
        yield return Case("with two ids", Query.Replace(id, id + id, StringComparison.Ordinal), "id");
        yield return Case("with an id that is no OID", Query.Replace(id, "<id root=\"yesterday\"/>", StringComparison.Ordinal), "id");
        yield return Case("without sender", SenderElement().Replace(Query, ""), "sender");
        yield return Case("without query", QueryElement().Replace(Query, ""), "queryByParameter");
        yield return Case("with the interactionId of another", Query.Replace("extension=\"PRPA_IN201305UV02\"", "extension=\"PRPA_IN201309UV02\"", StringComparison.Ordinal), "interactionId");
    }

    [TestCaseSource(nameof(Damaged))]
    [Spec("ITI TF-2 Appendix O.1")]
    public Task Is_a_fault_of_the_sender_that_says_what_is_missing(string envelope, string says) => _node.AssertAuditedAsync("ITI-47", async () =>
    {
        Assert.That(envelope, Is.Not.EqualTo(Query), "the example has changed: nothing was damaged");
        var fault = await _node.FaultAsync("/pdq/supplier", Simple, Bytes(envelope));
        Assert.That(fault.Code, Is.EqualTo(SoapFaultCode.Sender));
        Assert.That(fault.Reason, Does.Contain(says));
    });

    [GeneratedRegex("<id root=\"2\\.25\\.[0-9]+\"/>")]
    private static partial Regex MessageId();

    [GeneratedRegex("<sender .*</sender>")]
    private static partial Regex SenderElement();

    [GeneratedRegex("<queryByParameter>.*</queryByParameter>", RegexOptions.Singleline)]
    private static partial Regex QueryElement();
}
