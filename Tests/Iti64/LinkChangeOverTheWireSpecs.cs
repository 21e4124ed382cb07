using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>ITI-64 against a whole node: documents, answers and the audit trail.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class LinkChangeOverTheWireSpecs(TestDatabase database)
{
    private const string Affinity = "1.3.6.1.4.1.21367.13.20.1000";

    [Test, Spec("ITI TF-2 3.64.4.1.3"), Spec("ITI TF-2 3.64.5.1.2")]
    public async Task Over_the_wire_documents_change_their_patient_and_the_audit_trail_tells_of_all_ids()
    {
        await using var node = await TestNode.StartAsync(database);
        var (current, previous) = (PatientId.Of("LINK-B", Affinity), PatientId.Of("LINK-A", Affinity));
        foreach (var id in new[] { current, previous }) await node.FeedAsync(new() { Ids = [id], Names = [new("LINK", "ANN")] });
        await node.AskAsync(Iti41.Contract, Connectathon.Submission(node, previous, "1"u8.ToArray()), "/xds/repository");
        var change = new LinkChange(current, previous, PatientId.Of("L-1", "2.999.1.9")) { SourceId = "2.999.7.7" };

        Assert.That((await node.AskEr7Async(Iti64.Contract, change)).Errors, Is.Empty);
        var found = await node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(current), "/xds/registry");
        Assert.That(found.Objects.DocumentEntries.Single().Version, Is.EqualTo("2"));
        Assert.That((await node.AskAsync(Iti18.Contract, Connectathon.FindDocuments(previous), "/xds/registry")).Objects.Objects, Is.Empty);
        var refused = await node.AskEr7Async(Iti64.Contract, change with { Current = PatientId.Of("NOBODY", Affinity) });
        Assert.That(refused.Errors.Select(e => (e.Code, e.Where)), Is.EqualTo([(204, PatientErrorPlace.PatientId)]));

        var told = new List<XElement>();
        await foreach (var record in AuditTrail.ReadFolderAsync(node.DataFolder, CancellationToken.None))
            if (record.Message.Contains("\"ITI-64\"", StringComparison.Ordinal)) told.Add(XElement.Parse(record.Message));
        Assert.That(told.Select(m => m.Element("EventIdentification")!).Select(e => (e.Attribute("EventActionCode")!.Value, e.Attribute("EventOutcomeIndicator")!.Value)),
            Is.EqualTo([("U", "0"), ("U", "4")]));
        Assert.That(told[0].Elements("ParticipantObjectIdentification").Select(o => (o.Attribute("ParticipantObjectDataLifeCycle")?.Value, o.Attribute("ParticipantObjectTypeCodeRole")!.Value)),
            Is.EqualTo(new (string?, string)[] { (null, "1"), ("1", "1"), ("14", "1"), (null, "20") }));
        Assert.That(told[0].Elements("ParticipantObjectIdentification").Take(3).Select(o => o.Attribute("ParticipantObjectID")!.Value),
            Is.EqualTo([change.Local.Text, current.Text, previous.Text]));
        Assert.That(told[0].Descendants("ParticipantObjectDetail").Select(d => d.Attribute("type")!.Value).Distinct(),
            Is.EqualTo(["MSH-10", "urn:ihe:iti:xpid:2017:patientIdentifierType"]));
    }
}
