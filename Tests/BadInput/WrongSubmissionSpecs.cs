using IheNode.Core;
using static IheNode.Tests.SubmissionMessage;

namespace IheNode.Tests;

/// <summary>A well-formed ITI-41 whose content is wrong: a response with the standard's error, audited, and nothing stored.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class WrongSubmissionSpecs(TestDatabase database)
{
    private UntouchedNode _node = null!;

    [OneTimeSetUp]
    public async Task Start() => _node = await UntouchedNode.StartAsync(database);

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    private static IEnumerable<TestCaseData> Wrong()
    {
        static TestCaseData Case(string name, string envelope, string code, string says) => new TestCaseData(envelope, code, says).SetArgDisplayNames(name);
        var document = Envelope[Envelope.IndexOf("<xds:Document ", StringComparison.Ordinal)..Envelope.IndexOf("</xds:ProvideAnd", StringComparison.Ordinal)];
        yield return Case("an unknown patient", Envelope.Replace("IHE-1001", "IHE-9999", StringComparison.Ordinal), XdsErrorCode.UnknownPatientId, "IHE-9999");
        yield return Case("a hash that does not match", WithSlot("hash", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), XdsErrorCode.RepositoryMetadataError, "hash");
        yield return Case("a size that does not match", WithSlot("size", "5"), XdsErrorCode.RepositoryMetadataError, "size");
        yield return Case("an entry without document", Envelope.Replace(document, "", StringComparison.Ordinal), XdsErrorCode.MissingDocument, "Document01");
        yield return Case("a document without entry", Envelope.Replace(document, document + document.Replace("Document01", "Stray", StringComparison.Ordinal), StringComparison.Ordinal),
            XdsErrorCode.MissingDocumentMetadata, "Stray");
        yield return Case("a document for another id", Envelope.Replace("<xds:Document id=\"Document01\"", "<xds:Document id=\"Elsewhere\"", StringComparison.Ordinal),
            XdsErrorCode.MissingDocumentMetadata, "Elsewhere");
        yield return Case("set and entry of different patients", Envelope.Replace("registryObject=\"SubmissionSet01\" identificationScheme=\"urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446\" value=\"IHE-1001",
            "registryObject=\"SubmissionSet01\" identificationScheme=\"urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446\" value=\"IHE-1002", StringComparison.Ordinal),
            XdsErrorCode.PatientIdDoesNotMatch, "patientId");
        yield return Case("a code that the affinity domain does not have", Envelope.Replace("nodeRepresentation=\"L\"", "nodeRepresentation=\"NOBODY\"", StringComparison.Ordinal),
            XdsErrorCode.RegistryMetadataError, "NOBODY");
        yield return Case("a submission set whose id is no OID", Envelope.Replace("value=\"2.999.1.41.2\"", "value=\"2.999.0041.two\"", StringComparison.Ordinal),
            XdsErrorCode.RegistryMetadataError, "uniqueId");
    }

    [TestCaseSource(nameof(Wrong))]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public Task Is_refused_with_its_error_and_stores_nothing(string envelope, string code, string says) => _node.AssertAuditedAsync("ITI-41", async () =>
    {
        Assert.That(envelope, Is.Not.EqualTo(Envelope), "the example has changed: nothing was damaged");
        var answer = await _node.AnswerAsync("/xds/repository", Simple, Bytes(envelope));
        var errors = answer.Descendants().Where(e => e.Name.LocalName == "RegistryError").ToList();
        Assert.That((string?)answer.Attribute("status"), Does.EndWith(":Failure"));
        Assert.That(errors.Select(e => (string?)e.Attribute("errorCode")), Has.Some.Contains(code));
        Assert.That(errors.Select(e => (string?)e.Attribute("codeContext")), Has.Some.Contains(says));
        await _node.AssertNothingStoredAsync();
    });

    [Test]
    public async Task The_same_message_unchanged_is_stored()
    {
        await using var other = await UntouchedNode.StartAsync(database);
        var answer = await other.AnswerAsync("/xds/repository", Simple, Bytes(Envelope));
        Assert.That((string?)answer.Attribute("status"), Does.EndWith(":Success"));
    }
}
