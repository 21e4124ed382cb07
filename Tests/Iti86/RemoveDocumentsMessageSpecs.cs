using System.Xml.Linq;
using IheNode.Core;
using IheNode.Gateway;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>ITI-86 over the wire: the message, the audit records, what the registry keeps, and who may send it.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RemoveDocumentsMessageSpecs(TestDatabase database)
{
    private const string Path = "/xds/repository";
    private static readonly PatientId Patient = PatientId.Of("R-86", "1.3.6.1.4.1.21367.13.20.1000");
    private TestNode _node = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _node = await TestNode.StartAsync(database);
        await _node.FeedAsync(new() { Ids = [Patient] });
    }

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    [Test, Spec("RMD 3.86.4.1.2"), Spec("RMD 3.86.4.2")]
    public async Task Takes_the_message_of_the_supplement_and_answers_with_a_registry_response()
    {
        var uniqueId = await StoredAsync();
        using var soap = new RawSoap(_node.Http);
        var answer = await soap.PostAsync(Path, "urn:ihe:iti:2017:RemoveDocuments", XElement.Parse(
            $"""
            <rmd:RemoveDocumentsRequest xmlns:rmd="urn:ihe:iti:rmd:2017" xmlns:xds="urn:ihe:iti:xds-b:2007">
              <xds:DocumentRequest>
                <xds:RepositoryUniqueId>{_node.Profile.RepositoryUniqueId}</xds:RepositoryUniqueId>
                <xds:DocumentUniqueId>{uniqueId}</xds:DocumentUniqueId>
              </xds:DocumentRequest>
            </rmd:RemoveDocumentsRequest>
            """));
        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.Action), Is.EqualTo((200, "urn:ihe:iti:2017:RemoveDocumentsResponse")));
            Assert.That(answer.Body!.Name, Is.EqualTo(EbrimNames.Rs + "RegistryResponse"));
            Assert.That((string?)answer.Body.Attribute("status"), Is.EqualTo("urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success"));
        });
    }

    [Test, Spec("RMD 3.86.4.2.2")]
    public async Task The_content_type_of_the_response_names_its_action()
    {
        var request = new RetrieveDocumentSetRequest([new(_node.Profile.RepositoryUniqueId, "2.999.86")]);
        var message = await WireMessage.OfAsync(Iti86.Contract, request);
        using var answer = await _node.PostAsync(Path, message.ContentType, message.Octets);
        Assert.That(answer.Content.Headers.ContentType!.ToString(), Does.Contain("action=\"urn:ihe:iti:2017:RemoveDocumentsResponse\""));
    }

    [Test, Spec("RMD 3.86.4.1.2")]
    public async Task A_request_that_names_no_document_is_a_fault()
    {
        using var soap = new RawSoap(_node.Http);
        var answer = await soap.PostAsync(Path, "urn:ihe:iti:2017:RemoveDocuments", new XElement(EbrimNames.Rmd + "RemoveDocumentsRequest"));
        Assert.That(answer.Status, Is.GreaterThanOrEqualTo(400));
        Assert.That(answer.Body!.Name.LocalName, Is.EqualTo("Fault"));
    }

    [Test, Spec("RMD 3.86.5.1"), Spec("ITI TF-3 4.2.4.2")]
    public async Task Some_removed_and_some_not_is_a_partial_success_and_recorded_as_both()
    {
        var uniqueId = await StoredAsync();
        var repository = _node.Profile.RepositoryUniqueId;
        var answer = await _node.AskAsync(Iti86.Contract, new([new(repository, uniqueId), new(repository, "2.999.404")]), Path);
        Assert.That(answer.Registry.Status, Is.EqualTo(ResponseStatus.PartialSuccess));
        Assert.That(answer.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.DocumentUniqueIdError, "2.999.404") }));

        var records = (await _node.RecordsAsync("ITI-86")).TakeLast(2).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(records.Select(r => r.Element("EventIdentification")!.Attribute("EventOutcomeIndicator")!.Value), Is.EqualTo(new[] { "0", "4" }));
            Assert.That(records.Select(r => r.Element("EventIdentification")!.Attribute("EventActionCode")!.Value), Is.All.EqualTo("D"));
            Assert.That(records.Select(r => r.Descendants("EventID").Single().Attribute("csd-code")!.Value), Is.All.EqualTo("110110"));
            Assert.That(records.Select(r => r.Element("ParticipantObjectIdentification")!.Attribute("ParticipantObjectID")!.Value), Is.EqualTo(new[] { uniqueId, "2.999.404" }));
            Assert.That(records[1].Descendants("EventOutcomeDescription").Single().Value, Does.Contain(XdsErrorCode.DocumentUniqueIdError));
        });
    }

    [Test, Spec("RMD 3.86.4.1.3")]
    public async Task The_registry_keeps_its_entry_which_is_removed_by_itself()
    {
        var uniqueId = await StoredAsync();
        await _node.AskAsync(Iti86.Contract, new([new(_node.Profile.RepositoryUniqueId, uniqueId)]), Path);
        Assert.That((await EntriesAsync()).Select(e => e.UniqueId), Does.Contain(uniqueId));
        var given = await _node.AskAsync(Iti43.Contract, new([new(_node.Profile.RepositoryUniqueId, uniqueId)]), Path);
        Assert.That(given.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.DocumentUniqueIdError, uniqueId) }));
    }

    [Test]
    public void A_client_learns_from_the_errors_what_was_not_removed()
    {
        RetrieveDocumentSetRequest request = new([new("1.2", "1"), new("1.2", "2")]);
        RegistryResponse answer = new(ResponseStatus.PartialSuccess, [new(XdsErrorCode.RemoveDocumentsError, "No.", "2")]);
        var records = Iti86.Contract.Audit(request, new(answer)).Records;
        Assert.That(records.Select(r => (r.Outcome, r.Objects.Single().Id)), Is.EqualTo(new[] { (0, "1"), (4, "2") }));
    }

    [TestCase("administrator", true)]
    [TestCase("source", false)]
    [TestCase("consumer", false)]
    [Spec("RMD 3.86.2")]
    public async Task Only_an_administrator_removes_documents(string role, bool may)
    {
        var profile = Networks.YamatoSeiwa();
        var facility = profile.Facilities[0] with { Roles = [role] };
        var guarded = new Authorisation(profile with { Facilities = [facility] }).Guard(
            Iti86.Contract, (_, _, _) => Task.FromResult(new RemoveDocumentsResponse(RegistryResponse.Success)));
        var exchange = A.Exchange() with { Requester = new("127.0.0.1", "CN=x", "00", facility.Code) };
        if (may) Assert.That((await guarded(new([]), exchange, CancellationToken.None)).Registry, Is.EqualTo(RegistryResponse.Success));
        else Assert.That(async () => await guarded(new([]), exchange, CancellationToken.None), Throws.InstanceOf<SoapFaultException>().With.Message.Contains("administrator"));
    }

    private async Task<string> StoredAsync()
    {
        var submission = Connectathon.Submission(_node, Patient, "紹介状"u8.ToArray());
        Assert.That((await _node.AskAsync(Iti41.Contract, submission, Path)).Errors, Is.Empty);
        return submission.Submission.Objects.DocumentEntries.Single().UniqueId!;
    }

    private async Task<IEnumerable<DocumentEntry>> EntriesAsync() => (await _node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(Patient), "/xds/registry")).Objects.DocumentEntries;
}
