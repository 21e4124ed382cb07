using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>ITI-62 over the wire: the message, the errors, the audit record, and who may send it.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RemoveMetadataMessageSpecs(TestDatabase database)
{
    private const string Path = "/xds/registry";
    private static readonly PatientId Patient = PatientId.Of("R-62", "1.3.6.1.4.1.21367.13.20.1000");
    private static readonly XNamespace Rs = EbrimNames.Rs;
    private TestNode _node = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _node = await TestNode.StartAsync(database);
        await _node.FeedAsync(new() { Ids = [Patient], Names = [new("吉野", "さくら", NameRepresentation.Ideographic, Type: "L")] });
    }

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    [Test, Spec("ITI TF-2 3.62.4.1"), Spec("ITI TF-2 3.62.4.2")]
    public async Task Removes_by_references_and_answers_with_success()
    {
        var all = await RegisteredAsync();
        var response = await _node.AskAsync(Iti62.Contract, new(all.Select(o => new ObjectRef(o.Id)).ToValueList()), Path);
        Assert.That(response.Registry, Is.EqualTo(RegistryResponse.Success));
        Assert.That(await AllAsync(), Is.Empty);
    }

    [Test, Spec("ITI TF-2 3.62.5.1")]
    public async Task Is_recorded_with_the_objects_and_the_patient_removed_or_refused()
    {
        var all = await RegisteredAsync();
        await _node.AskAsync(Iti62.Contract, new([new(all[0].Id)]), Path);
        await _node.AskAsync(Iti62.Contract, new(all.Select(o => new ObjectRef(o.Id)).ToValueList()), Path + "/iti62");
        var records = new List<XElement>();
        await foreach (var entry in AuditTrail.ReadFolderAsync(_node.DataFolder, CancellationToken.None))
        {
            var record = XElement.Parse(entry.Message);
            if (record.Descendants("EventTypeCode").Any(c => c.Attribute("csd-code")!.Value == "ITI-62")) records.Add(record);
        }

        var (refused, removed) = (records[^2], records[^1]);
        Assert.Multiple(() =>
        {
            Assert.That(refused.Element("EventIdentification")!.Attribute("EventOutcomeIndicator")!.Value, Is.EqualTo("8"));
            Assert.That(refused.Descendants("EventOutcomeDescription").Single().Value, Does.Contain(XdsErrorCode.ReferencesExist));
            Assert.That(removed.Element("EventIdentification")!.Attribute("EventOutcomeIndicator")!.Value, Is.EqualTo("0"));
            Assert.That(removed.Element("EventIdentification")!.Attribute("EventActionCode")!.Value, Is.EqualTo("D"));
            Assert.That(removed.Descendants("EventID").Single().Attribute("csd-code")!.Value, Is.EqualTo("110110"));
            Assert.That(
                removed.Elements("ParticipantObjectIdentification").Select(o => o.Attribute("ParticipantObjectID")!.Value),
                Is.EquivalentTo(all.Select(o => o.Id).Append(Patient.Text)));
            Assert.That(removed.Descendants("ParticipantObjectIDTypeCode").Select(c => c.Attribute("csd-code")!.Value), Does.Contain("urn:ihe:iti:2017:ObjectRef"));
        });
    }

    [TestCase("""<rim:AdhocQuery xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0" id="urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d"/>""", "", "AdhocQuery")]
    [TestCase("", "deletionScope=\"urn:oasis:names:tc:ebxml-regrep:DeletionScopeType:DeleteRepositoryItemOnly\"", "deletionScope")]
    [Spec("ITI TF-2 3.62.4.1.2")]
    public async Task Refuses_a_query_and_a_deletion_scope_and_removes_nothing(string child, string attribute, string names)
    {
        var all = await RegisteredAsync();
        var response = await PostAsync(attribute, child + References(all.Select(o => o.Id)));
        Assert.That(response.Errors.Select(e => (e.Code, e.CodeContext.Contains(names, StringComparison.Ordinal))), Is.EqualTo(new[] { (XdsErrorCode.RegistryMetadataError, true) }));
        Assert.That(await AllAsync(), Has.Count.EqualTo(all.Count));
        await _node.AskAsync(Iti62.Contract, new(all.Select(o => new ObjectRef(o.Id)).ToValueList()), Path);
    }

    [TestCase("")]
    [TestCase("""<rim:ObjectRefList xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"/>""")]
    [TestCase("""<rim:ObjectRefList xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><rim:ObjectRef/></rim:ObjectRefList>""")]
    [Spec("ITI TF-2 3.62.4.1.2")]
    public async Task Refuses_a_request_that_names_nothing(string references)
    {
        var response = await PostAsync("", references);
        Assert.That(response.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RegistryMetadataError }));
    }

    [Test, Spec("ITI TF-2 3.62.4.1.2")]
    public async Task Takes_the_deletion_scope_that_is_the_default_of_the_schema()
    {
        var all = await RegisteredAsync();
        var response = await PostAsync($"deletionScope=\"{Vocabulary.DeleteAll}\"", References(all.Select(o => o.Id)));
        Assert.That(response, Is.EqualTo(RegistryResponse.Success));
    }

    private static string References(IEnumerable<string> ids) =>
        $"""<rim:ObjectRefList xmlns:rim="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0">{string.Concat(ids.Select(id => $"<rim:ObjectRef id=\"{id}\"/>"))}</rim:ObjectRefList>""";

    private async Task<RegistryResponse> PostAsync(string attribute, string content)
    {
        using var answer = await _node.PostEnvelopeAsync(Path,
            $"""
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing">
              <s:Header><a:Action s:mustUnderstand="1">{Iti62.Contract.Action}</a:Action><a:MessageID>urn:uuid:{Guid.NewGuid()}</a:MessageID></s:Header>
              <s:Body><lcm:RemoveObjectsRequest xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0" {attribute}>{content}</lcm:RemoveObjectsRequest></s:Body>
            </s:Envelope>
            """);
        return RegistryResponseXml.Read(XElement.Parse(await answer.Content.ReadAsStringAsync()).Descendants(Rs + "RegistryResponse").Single());
    }

    private async Task<IReadOnlyList<RegistryObject>> RegisteredAsync()
    {
        var response = await _node.AskAsync(Iti41.Contract, Connectathon.Submission(_node, Patient, "紹介状"u8.ToArray()), "/xds/repository");
        Assert.That(response.Errors, Is.Empty);
        return await AllAsync();
    }

    private async Task<IReadOnlyList<RegistryObject>> AllAsync() => [.. (await _node.AskAsync(Iti18.Contract, new(Vocabulary.StoredQueryIds.GetAll, ReturnType.LeafClass,
    [
        new(Vocabulary.QueryParameterNames.PatientId, [Patient.Text]), new(Vocabulary.QueryParameterNames.DocumentEntryStatus, [Vocabulary.Approved]),
        new(Vocabulary.QueryParameterNames.SubmissionSetStatus, [Vocabulary.Approved]), new(Vocabulary.QueryParameterNames.FolderStatus, [Vocabulary.Approved]),
    ]), Path)).Objects.Objects];
}
