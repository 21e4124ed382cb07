using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>ITI-51 against a whole node: its messages and what the audit trail says of them.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class MultiPatientQueryOverTheWireSpecs(TestDatabase database)
{
    private static readonly XNamespace Query = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0";
    private static readonly XNamespace Rim = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";
    private static readonly PatientId[] Patients = [Id("MPQ-1"), Id("MPQ-2")];

    private TestNode _node = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _node = await TestNode.StartAsync(database);
        foreach (var patient in Patients)
        {
            await _node.FeedAsync(new() { Ids = [patient], Names = [new("TEST", "MPQ", NameRepresentation.Alphabetic)] });
            var stored = await _node.AskAsync(Iti41.Contract, Connectathon.Submission(_node, patient, "text"u8.ToArray()), "/xds/repository");
            Assert.That(stored.Errors, Is.Empty);
        }
    }

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    [Test, Spec("ITI TF-2 3.51.4.1.2.3")]
    public async Task Answers_under_its_own_action_with_the_objects_of_all_patients()
    {
        using var soap = new RawSoap(_node.Http);
        var answer = await soap.PostAsync("/xds/registry", "urn:ihe:iti:2009:MultiPatientStoredQuery", Message(
            ("$XDSDocumentEntryPatientId", $"('{Patients[0]}','{Patients[1]}')"), ("$XDSDocumentEntryStatus", $"('{Vocabulary.Approved}')")));
        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.Action), Is.EqualTo((200, "urn:ihe:iti:2009:MultiPatientStoredQueryResponse")));
            Assert.That(answer.Body!.Attribute("status")!.Value, Does.EndWith(":Success"));
            Assert.That(answer.Body.Descendants(Rim + "ExtrinsicObject").Count(), Is.EqualTo(2));
        });
    }

    [Test, Spec("ITI TF-2 3.51.5.1")]
    public async Task Records_one_audit_event_for_each_patient_and_one_without_patient_when_none_is_named()
    {
        var before = (await EventsAsync()).Count;
        await AskAsync(new("$XDSDocumentEntryPatientId", [Patients[0].Text, Patients[1].Text]));
        await AskAsync(new QueryParameter("$XDSDocumentEntryClassCode", ["any^^1.2.3"]));
        var events = (await EventsAsync()).Skip(before).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(e => e.Element("EventIdentification")!.Element("EventID")!.Attribute("csd-code")!.Value), Is.All.EqualTo("110112"));
            Assert.That(events.Select(PatientsOf), Is.EquivalentTo(new[] { Patients[0].Text, Patients[1].Text, "" }));
            Assert.That(events.Select(QueryOf), Is.All.EqualTo(Vocabulary.StoredQueryIds.FindDocumentsForMultiplePatients));
        });
    }

    private static PatientId Id(string id) => PatientId.Of(id, "1.3.6.1.4.1.21367.13.20.1000");

    private static XElement Message(params (string Name, string Value)[] slots) => new(
        Query + "AdhocQueryRequest",
        new XElement(Query + "ResponseOption", new XAttribute("returnComposedObjects", "true"), new XAttribute("returnType", "LeafClass")),
        new XElement(
            Rim + "AdhocQuery", new XAttribute("id", Vocabulary.StoredQueryIds.FindDocumentsForMultiplePatients),
            slots.Select(slot => new XElement(
                Rim + "Slot", new XAttribute("name", slot.Name), new XElement(Rim + "ValueList", new XElement(Rim + "Value", slot.Value))))));

    private async Task AskAsync(QueryParameter selector)
    {
        var answer = await _node.AskAsync(
            Iti51.Contract,
            new(Vocabulary.StoredQueryIds.FindDocumentsForMultiplePatients, ReturnType.ObjectRef, [selector, new("$XDSDocumentEntryStatus", [Vocabulary.Approved])]),
            "/xds/registry");
        Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Success), answer.Errors.ToString());
    }

    private async Task<List<XElement>> EventsAsync()
    {
        var events = new List<XElement>();
        await foreach (var record in AuditTrail.ReadFolderAsync(_node.DataFolder, CancellationToken.None))
        {
            if (record.Message.Contains("csd-code=\"ITI-51\"", StringComparison.Ordinal)) events.Add(XElement.Parse(record.Message[record.Message.IndexOf("<AuditMessage", StringComparison.Ordinal)..]));
        }

        return events;
    }

    private static string PatientsOf(XElement message) => Objects(message, role: "1");

    private static string QueryOf(XElement message) => Objects(message, role: "24");

    private static string Objects(XElement message, string role) => string.Join('|',
        from item in message.Elements("ParticipantObjectIdentification")
        where item.Attribute("ParticipantObjectTypeCodeRole")!.Value == role
        select item.Attribute("ParticipantObjectID")!.Value);
}
