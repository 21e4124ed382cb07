using System.Net;
using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;
using static IheNode.Tests.SubmissionMessage;

namespace IheNode.Tests;

/// <summary>What the node does not speak, or not yet: always answered with the standard's error, never with silence or an empty success.</summary>
public sealed class UnknownTransactionSpecs
{
    private UntouchedNode _node = null!;

    [OneTimeSetUp]
    public async Task Start() => _node = await UntouchedNode.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    [TestCase("/xds/registry", "http://docs.oasis-open.org/wsn/bw-2/NotificationProducer/SubscribeRequest", TestName = "ITI-52")]
    [TestCase("/pix/manager", "urn:hl7-org:v3:PRPA_IN201303UV02", TestName = "ITI-107_revoke")]
    [TestCase("/xcpd/responding", "urn:ihe:iti:2009:PatientLocationQuery", TestName = "ITI-56")]
    [TestCase("/xds/repository", "urn:nobody:Knows", TestName = "An_unknown_Action")]
    [TestCase("/xds/repository", "urn:ihe:iti:2007:RegistryStoredQuery", TestName = "The_Action_of_another_address")]
    [TestCase("/xds/registry", "", TestName = "An_empty_Action")]
    [Spec("ITI TF-2 Appendix V.3.2.2")]
    public async Task Another_Action_than_those_served_is_a_fault_of_WS_Addressing(string path, string action)
    {
        var envelope = Envelope.Replace("urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b", action, StringComparison.Ordinal);
        var fault = await _node.FaultAsync(path, Simple, Bytes(envelope));
        Assert.That(fault.Code, Is.EqualTo(SoapFaultCode.Sender));
        Assert.That(fault.Subcodes, Is.EqualTo(new[] { SoapNames.Addressing + (action.Length > 0 ? "ActionNotSupported" : "MessageAddressingHeaderRequired") }));
        Assert.That(fault.Reason, Does.Contain(action));
        await _node.AssertNothingStoredAsync();
    }

    [TestCase("/xds/registry/iti80")]
    [TestCase("/xds/nowhere")]
    public async Task An_address_that_is_not_served_is_not_found(string path)
    {
        using var response = await _node.Node.PostEnvelopeAsync(path, Envelope);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase(Simple)]
    [TestCase("text/xml; charset=UTF-8")]
    [Spec("ITI TF-2 Appendix V.3.2")]
    public async Task Soap_1_1_is_a_version_mismatch_and_stores_nothing(string contentType)
    {
        var old = Envelope.Replace("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/", StringComparison.Ordinal);
        using var response = await _node.Node.PostAsync("/xds/repository", contentType, Bytes(old));
        var answer = XElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(answer.Descendants().Where(e => e.Name.LocalName is "Value" or "faultcode").First().Value, Does.EndWith(":VersionMismatch"));
        await _node.AssertNothingStoredAsync();
    }

    [Test]
    [Spec("ITI TF-2 Appendix V.3.2.2")]
    public Task A_header_that_must_be_understood_and_is_not_is_a_fault_and_stores_nothing() => _node.AssertAuditedAsync("ITI-41", async () =>
    {
        var envelope = Envelope.Replace("<wsa:MessageID>", "<v:Visa xmlns:v='urn:visa' soap:mustUnderstand='1'/><wsa:MessageID>", StringComparison.Ordinal);
        var fault = await _node.FaultAsync("/xds/repository", Simple, Bytes(envelope));
        Assert.That((fault.Code, fault.Reason.Contains("Visa", StringComparison.Ordinal)), Is.EqualTo((SoapFaultCode.MustUnderstand, true)));
        await _node.AssertNothingStoredAsync();
    });

    [TestCase("urn:uuid:00000000-0000-0000-0000-00000000abcd", TestName = "An_id_that_no_stored_query_has")]
    [TestCase(Vocabulary.StoredQueryIds.FindDocumentsForMultiplePatients, TestName = "A_query_of_another_transaction")]
    [TestCase("14d4debf-8f97-4251-9a74-a90016b0af0d", TestName = "An_id_without_its_scheme")]
    [TestCase("", TestName = "No_id")]
    [Spec("ITI TF-2 3.18.4.1.3")]
    public Task A_stored_query_that_is_not_offered_is_refused(string id) => _node.AssertAuditedAsync("ITI-18", async () =>
    {
        var query = Example("iti18-find-documents.xml").Replace(Vocabulary.StoredQueryIds.FindDocuments, id, StringComparison.Ordinal);
        var answer = await _node.AnswerAsync("/xds/registry", Simple, Bytes(query));
        Assert.That((string?)answer.Attribute("status"), Does.EndWith(":Failure"));
        Assert.That(answer.Descendants().Where(e => e.Name.LocalName == "RegistryError").Select(e => (string?)e.Attribute("errorCode")),
            Does.Contain(XdsErrorCode.UnknownStoredQuery));
    });
}
