using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>ITI-61 against a whole node: its actions, its audit record, and what the repository says of an on-demand entry.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class OnDemandOverTheWireSpecs(TestDatabase database)
{
    [Test, Spec("ITI TF-2 3.61.4.1.2"), Spec("ITI TF-2 3.61.5.1.2")]
    public async Task A_submission_is_answered_audited_and_found()
    {
        await using var node = await TestNode.StartAsync(database);
        var patient = PatientId.Of("IHE-6100", node.Profile.AffinityDomain.AssigningAuthority);
        await node.FeedAsync(new Patient { Ids = [patient] });
        using var soap = new RawSoap(node.Http);
        var (submission, uniqueId) = Submission(node, patient);
        var right = await soap.PostAsync("/xds/registry", "urn:ihe:iti:2010:RegisterOnDemandDocumentEntry", submission);
        var found = await node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(patient) with
        {
            Parameters = [.. Connectathon.FindDocuments(patient).Parameters, new("$XDSDocumentEntryType", [Vocabulary.OnDemandDocument])],
        }, "/xds/registry");
        submission.Descendants(EbrimNames.Rim + "ExtrinsicObject").Single().AddFirst(new XElement(
            EbrimNames.Rim + "Slot", new XAttribute("name", "size"), new XElement(EbrimNames.Rim + "ValueList", new XElement(EbrimNames.Rim + "Value", "9"))));
        var wrong = await soap.PostAsync("/xds/registry", "urn:ihe:iti:2010:RegisterOnDemandDocumentEntry", submission);
        var document = await node.AskAsync(Iti43.Contract, new([new(node.Profile.RepositoryUniqueId, uniqueId)]), "/xds/repository");
        Assert.Multiple(async () =>
        {
            Assert.That((right.Status, right.Action, (string?)right.Body!.Attribute("status")),
                Is.EqualTo((200, "urn:ihe:iti:2010:RegisterOnDemandDocumentEntryResponse", "urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success")));
            Assert.That(found.Objects.DocumentEntries.Select(e => e.UniqueId), Is.EqualTo(new[] { uniqueId }));
            Assert.That((string?)wrong.Body!.Attribute("status"), Does.EndWith(":Failure"));
            Assert.That(document.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.DocumentUniqueIdError, uniqueId) }));
            Assert.That(document.Registry.Errors[0].CodeContext, Does.Contain("on-demand"));
            Assert.That(await RecordsAsync(node), Is.EqualTo(new[] { ("110107", "C", "0"), ("110107", "C", "8") }));
        });
    }

    private static async Task<List<(string?, string?, string?)>> RecordsAsync(TestNode node)
    {
        var records = new List<(string?, string?, string?)>();
        await foreach (var entry in Platform.AuditTrail.ReadFolderAsync(node.DataFolder, CancellationToken.None))
        {
            var told = XElement.Parse(entry.Message).Element("EventIdentification")!;
            if (told.Elements("EventTypeCode").Any(code => (string?)code.Attribute("csd-code") == "ITI-61"))
                records.Add(((string?)told.Element("EventID")!.Attribute("csd-code"), (string?)told.Attribute("EventActionCode"), (string?)told.Attribute("EventOutcomeIndicator")));
        }
        return records;
    }

    private static (XElement Message, string UniqueId) Submission(TestNode node, PatientId patient)
    {
        var submission = Connectathon.Submission(node, patient, [1]).Submission;
        var objects = submission.Objects.Objects.Select(item => item is DocumentEntry entry
            ? entry with
            {
                ObjectType = Vocabulary.OnDemandDocument, CreationTime = null, Hash = null, Size = null, RepositoryUniqueId = node.Profile.RepositoryUniqueId,
            }
            : item).ToValueList();
        return (EbrimXml.Written(writer => SubmitObjectsRequestXml.Write(writer, new(new(objects)))), objects.OfType<DocumentEntry>().Single().UniqueId!);
    }
}
