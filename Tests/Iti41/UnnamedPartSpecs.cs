using IheNode.Core;
using static IheNode.Tests.SubmissionMessage;

namespace IheNode.Tests;

/// <summary>MIME parts that are no document of the message, and one part that is two documents.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class UnnamedPartSpecs(TestDatabase database)
{
    private static readonly (string, string, string) Surplus = ("surplus@x", "text/plain", new string('x', 200_000));
    private UntouchedNode _node = null!;

    [OneTimeSetUp]
    public async Task Start() => _node = await UntouchedNode.StartAsync(database);

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    private static IEnumerable<TestCaseData> WithUnnamedParts()
    {
        static TestCaseData Case(string name, byte[] message, params string[] parts) => new TestCaseData(message, parts).SetArgDisplayNames(name);
        yield return Case("at the end", Multipart(Root(), Part(), Surplus), "surplus@x");
        yield return Case("before the document", Multipart(Root(), Surplus, Part()), "surplus@x");
        yield return Case("before the root", Multipart(Surplus, Root(), Part()), "surplus@x");
        yield return Case("several", Multipart(Surplus, Root(), Part("2@x"), Part(), Part("3@x")), "2@x", "3@x", "surplus@x");
        yield return Case("a second envelope", Multipart(Root(), Root() with { Id = "root2@x" }, Part()), "root2@x");
        yield return Case("beside an inline document", Multipart(Root(Envelope), Part()), "document@x");
    }

    [TestCaseSource(nameof(WithUnnamedParts))]
    [Spec("ITI TF-3 Table 4.2.4.1-2")]
    public Task A_part_without_entry_is_missing_its_metadata_and_nothing_is_stored(byte[] message, string[] parts) => _node.AssertAuditedAsync("ITI-41", async () =>
    {
        var answer = await _node.AnswerAsync("/xds/repository", Mtom, message);
        var errors = answer.Descendants().Where(e => e.Name.LocalName == "RegistryError").ToList();
        Assert.That((string?)answer.Attribute("status"), Does.EndWith(":Failure"));
        Assert.That(errors.Select(e => (string?)e.Attribute("errorCode")), Is.EqualTo(parts.Select(_ => XdsErrorCode.MissingDocumentMetadata)));
        Assert.That(errors.Zip(parts), Has.All.Matches<(System.Xml.Linq.XElement Error, string Part)>(e => ((string)e.Error.Attribute("codeContext")!).Contains($"'{e.Part}'", StringComparison.Ordinal)));
        await _node.AssertNothingStoredAsync();
    });

    [Test]
    [Spec("ITI TF-2 Appendix V.8")]
    public async Task A_message_that_is_cut_in_such_a_part_is_a_fault_of_the_sender()
    {
        var fault = await _node.FaultAsync("/xds/repository", Mtom, Multipart(Root(), Part(), Surplus)[..^1000]);
        Assert.That(fault.Reason, Does.Contain("closing boundary"));
        await _node.AssertNothingStoredAsync();
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public Task A_second_document_without_entry_in_the_same_part_is_missing_its_metadata() => _node.AssertAuditedAsync("ITI-41", async () =>
    {
        var twice = XopEnvelope.Replace(
            "</xds:Document>", "</xds:Document><xds:Document id=\"Document02\"><xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:document@x\"/></xds:Document>",
            StringComparison.Ordinal);
        var answer = await _node.AnswerAsync("/xds/repository", Mtom, Multipart(Root(twice), Part()));
        var error = answer.Descendants().Single(e => e.Name.LocalName == "RegistryError");
        Assert.That((string?)error.Attribute("errorCode"), Is.EqualTo(XdsErrorCode.MissingDocumentMetadata));
        Assert.That((string?)error.Attribute("codeContext"), Does.Contain("Document02"));
        await _node.AssertNothingStoredAsync();
    });
}
