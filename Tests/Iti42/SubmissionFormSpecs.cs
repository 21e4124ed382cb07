using System.Xml.Linq;
using IheNode.Core;
using static IheNode.Core.Vocabulary;

namespace IheNode.Tests;

/// <summary>The ebRIM of a submission: what must stand once, what must be filled, and which UUID may stand where.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class SubmissionFormSpecs(TestDatabase database)
{
    private static readonly XNamespace Rim = EbrimNames.Rim;
    private TestRegistry _registry = null!;

    [OneTimeSetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync(database);

    [OneTimeTearDown]
    public void Close() => _registry.Dispose();

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Case("creationTime", "two slots of one name", e => e.AddFirst(SubmissionForm.Slot("creationTime", "2004")));
        yield return Case("creationTime", "two values", e => SlotOf(e, "creationTime").Element(Rim + "ValueList")!.Add(new XElement(Rim + "Value", "2004")));
        yield return Case("serviceStopTime", "no value", e => SlotOf(e, "serviceStopTime").Element(Rim + "ValueList")!.RemoveNodes());
        yield return Case("serviceStopTime", "an empty value", e => SlotOf(e, "serviceStopTime").Descendants(Rim + "Value").Single().Value = "");
        yield return Case("title", "two Names", e => e.Element(Rim + "Name")!.AddAfterSelf(e.Element(Rim + "Name")));
        yield return Case("comments", "two Descriptions", e => e.Element(Rim + "Description")!.AddAfterSelf(e.Element(Rim + "Description")));
        yield return Case("classCode", "two codes", e => Code(e).AddAfterSelf(Code(e)));
        yield return Case("typeCode", "no display name", e => SubmissionForm.Classification(e, DocumentEntrySchemes.TypeCode).Element(Rim + "Name")!.Remove());
        yield return Case("typeCode", "an empty display name", e => SubmissionForm.Classification(e, DocumentEntrySchemes.TypeCode).Descendants(Rim + "LocalizedString").Single().SetAttributeValue("value", ""));
        yield return Case("classCode", "two coding schemes", e => Code(e).Descendants(Rim + "ValueList").Single().Add(new XElement(Rim + "Value", "1.2")));
        yield return Case("classCode", "no coding scheme", e => Code(e).Elements(Rim + "Slot").Remove());
        yield return Case("classCode", "an empty coding scheme", e => Code(e).Descendants(Rim + "Value").Single().Value = "");
        yield return Case("classCode", "no code", e => Code(e).SetAttributeValue("nodeRepresentation", null));
        yield return Case("classCode", "an empty code", e => Code(e).SetAttributeValue("nodeRepresentation", ""));
        yield return Case("author", "nodeRepresentation", e => SubmissionForm.Classification(e, DocumentEntrySchemes.Author).SetAttributeValue("nodeRepresentation", "A"));
        yield return Case("author.authorPerson", "two persons", e => SlotOf(SubmissionForm.Classification(e, DocumentEntrySchemes.Author), "authorPerson")
            .Element(Rim + "ValueList")!.Add(new XElement(Rim + "Value", "^B")));
        yield return Case("Classification", "another object's", e => Code(e).SetAttributeValue("classifiedObject", "other"));
        yield return Case("Classification", "objectType", e => Code(e).SetAttributeValue("objectType", ObjectTypes.Association));
        yield return Case("ExternalIdentifier", "objectType", e => Identifier(e).SetAttributeValue("objectType", ObjectTypes.Association));
        yield return Case("ExternalIdentifier", "another object's", e => Identifier(e).SetAttributeValue("registryObject", "other"));
        yield return Case("uniqueId", "two identifiers", e => Identifier(e).AddAfterSelf(Identifier(e)));
        yield return Case("uniqueId", "the wrong fixed name", e => Identifier(e).Descendants(Rim + "LocalizedString").Single().SetAttributeValue("value", "XDSFolder.uniqueId"));
        yield return Case("Classification", "the author of a set", e => e.Add(Part(e, "classificationScheme", SubmissionSetSchemes.Author)));
        yield return Case("Classification", "the code list of a folder", e => e.Add(Part(e, "classificationScheme", FolderSchemes.CodeList)));
        yield return Case("Classification", "the documentation of an association", e => e.Add(Part(e, "classificationScheme", AssociationSchemes.Documentation)));
        yield return Case("Classification", "the node of a set", e => e.Add(Part(e, "classificationNode", SubmissionSetSchemes.Node)));
        yield return Case("Classification", "a scheme as node", e => e.Add(Part(e, "classificationNode", DocumentEntrySchemes.ClassCode)));
        yield return Case("ExternalIdentifier", "the source of a set", e => e.Add(new XElement(Rim + "ExternalIdentifier", new XAttribute("id", "x"),
            new XAttribute("registryObject", e.Attribute("id")!.Value), new XAttribute("identificationScheme", SubmissionSetSchemes.SourceId), new XAttribute("value", "1.2"))));
        yield return Case("entryUUID", "no UUID", e => e.SetAttributeValue("id", "urn:uuid:1"), others: true);
        yield return Case("logicalID", "another UUID", e => e.SetAttributeValue("lid", EntryUuid.From(Guid.NewGuid())));
        yield return Case("logicalID", "a symbol", e => e.SetAttributeValue("lid", e.Attribute("id")!.Value));
        yield return Case("mimeType", "empty", e => e.SetAttributeValue("mimeType", ""));

        static TestCaseData Case(string attribute, string name, Action<XElement> change, bool others = false) =>
            new TestCaseData(attribute, change, others).SetArgDisplayNames($"{attribute}: {name}");
    }

    [TestCaseSource(nameof(Wrong)), Spec("ITI TF-3 4.2.3.1.2"), Spec("ITI TF-3 4.2.3.1.3"), Spec("ITI TF-3 4.2.3.1.4"), Spec("ITI TF-3 4.2.3.1.9"), Spec("ITI TF-3 4.2.3.1.10")]
    public async Task Refuses(string attribute, Action<XElement> change, bool others)
    {
        var form = SubmissionForm.Of(A.Submission(A.DocumentEntry()));
        change(form.Entry);
        var id = form.Entry.Attribute("id")!.Value;
        var response = await _registry.RegisterAsync(form.Read());
        Assert.Multiple(() =>
        {
            Assert.That(response.Errors.Where(e => e.Location == id).Select(e => e.Code), Is.All.EqualTo(XdsErrorCode.RegistryMetadataError));
            Assert.That(response.Errors.Select(e => e.CodeContext), Has.One.StartsWith($"DocumentEntry {id}, {attribute}: "));
            if (!others) Assert.That(response.Errors, Has.Count.EqualTo(1));
        });
    }

    [Test, Spec("ITI TF-3 4.2.1.5")]
    public async Task Refuses_a_second_list_of_objects()
    {
        var form = SubmissionForm.Of(A.Submission());
        form.Message.Add(new XElement(Rim + "RegistryObjectList"));
        Assert.That((await _registry.RegisterAsync(form.Read())).Errors.Select(e => e.CodeContext), Is.EqualTo(new[] { "The message has more than one RegistryObjectList." }));
    }

    [Test, Spec("ITI TF-3 4.2.3.1.5")]
    public async Task Takes_uuids_in_either_letter_case_and_keeps_them_in_lower_case()
    {
        var (entry, folder) = (A.DocumentEntry() with { Id = EntryUuid.From(Guid.NewGuid()) }, A.Folder() with { Id = EntryUuid.From(Guid.NewGuid()) });
        var form = SubmissionForm.Of(A.Submission(entry, folder, A.HasMember(folder, entry)));
        // The entry itself and half of the references in capitals: one object all the same.
        form.Entry.SetAttributeValue("id", Capitals(entry.Id));
        form.Entry.SetAttributeValue("lid", entry.Id);
        foreach (var association in form.Objects.Elements(Rim + "Association").Where(a => (string?)a.Attribute("sourceObject") == folder.Id))
            association.SetAttributeValue("sourceObject", Capitals(folder.Id));
        var response = await _registry.RegisterAsync(form.Read());
        var addendum = A.DocumentEntry();
        var later = SubmissionForm.Of(A.Submission(addendum, A.Relationship(Append, addendum, Capitals(entry.Id))));
        var second = await _registry.RegisterAsync(later.Read());
        var again = SubmissionForm.Of(A.Submission(A.DocumentEntry() with { Id = Capitals(entry.Id) }));
        var refused = await _registry.RegisterAsync(again.Read());
        Assert.Multiple(async () =>
        {
            Assert.That(response, Is.EqualTo(RegistryResponse.Success));
            Assert.That(second, Is.EqualTo(RegistryResponse.Success));
            Assert.That((await _registry.GetDocumentsAsync(entry.UniqueId!)).Objects.Objects.Single().Id, Is.EqualTo(entry.Id));
            Assert.That((await _registry.QueryAsync("GetDocuments", ("$XDSDocumentEntryEntryUUID", [Capitals(entry.Id)]))).Objects.Objects, Has.Count.EqualTo(1));
            Assert.That(refused.Errors.Select(e => e.CodeContext), Has.One.Contains("An object with this id is registered already"));
        });
    }

    [Test, Spec("ITI TF-3 4.2.3.1.5")]
    public void A_document_finds_its_entry_in_either_letter_case()
    {
        var entry = A.DocumentEntry() with { Id = EntryUuid.From(Guid.NewGuid()) };
        var message = new XElement(EbrimNames.Xds + "ProvideAndRegisterDocumentSetRequest", SubmissionForm.Of(A.Submission(entry)).Message,
            new XElement(EbrimNames.Xds + "Document", new XAttribute("id", Capitals(entry.Id)), "AA=="));
        Assert.That(ProvideAndRegisterXml.Read(message, new SentAttachments(new())).Documents.Single().EntryId, Is.EqualTo(entry.Id));
    }

    [Test, Spec("ITI TF-3 4.2.3.1.5")]
    public async Task Two_ids_that_differ_in_letter_case_only_are_one()
    {
        var (first, second) = (A.DocumentEntry() with { Id = EntryUuid.From(Guid.NewGuid()) }, A.DocumentEntry());
        var form = SubmissionForm.Of(A.Submission(first, second));
        form.Objects.Elements(Rim + "ExtrinsicObject").Last().SetAttributeValue("id", Capitals(first.Id));
        Assert.That((await _registry.RegisterAsync(form.Read())).Errors.Select(e => e.CodeContext), Has.Some.Contains("another object of the message has it too"));
    }

    [Test, Spec("ITI TF-3 4.2.3.2.2"), Spec("ITI TF-3 4.2.3.4.6")]
    public async Task Ignores_what_only_the_registry_says_and_keeps_parts_that_the_standard_does_not_name()
    {
        var entry = A.DocumentEntry();
        var form = SubmissionForm.Of(A.Submission(entry));
        form.Entry.SetAttributeValue("status", Deprecated);
        form.Entry.Element(Rim + "Description")!.AddAfterSelf(new XElement(Rim + "VersionInfo", new XAttribute("versionName", "7")));
        form.Entry.Add(Part(form.Entry, "classificationScheme", "urn:uuid:10aa1a4b-715a-4120-bfd0-9760414112c8"));
        var response = await _registry.RegisterAsync(form.Read());
        var stored = (DocumentEntry)(await _registry.GetDocumentsAsync(entry.UniqueId!)).Objects.Objects.Single();
        Assert.Multiple(() =>
        {
            Assert.That(response, Is.EqualTo(RegistryResponse.Success));
            Assert.That((stored.AvailabilityStatus, stored.Version), Is.EqualTo((Approved, "1")));
            Assert.That(stored.ExtraClassifications.Select(c => c.Scheme), Is.EqualTo(new[] { "urn:uuid:10aa1a4b-715a-4120-bfd0-9760414112c8" }));
        });
    }

    [TestCase("associationType", UpdateAvailabilityStatus)]
    [TestCase("associationType", SubmitAssociation)]
    [TestCase("Slot PreviousVersion", null)]
    [TestCase("Slot OriginalStatus", null)]
    [TestCase("Slot NewStatus", null)]
    [TestCase("Slot AssociationPropagation", null)]
    [Spec("ITI TF-2 3.42.4.1.3.3"), Spec("ITI TF-3 Table 4.2.2-1")]
    public async Task Refuses_the_words_of_updates_and_says_where_they_belong(string attribute, string? type)
    {
        var entry = A.DocumentEntry();
        var request = A.Submission(entry);
        var membership = request.Objects.Associations.Single();
        var changed = type is null ? membership with { ExtraSlots = [new(attribute["Slot ".Length..], ["1"])] } : A.Relationship(type, entry, entry.Id);
        var objects = type is null ? request.Objects.Objects.Select(o => o == membership ? changed : o) : request.Objects.Objects.Append(changed with { TargetId = request.Objects.SubmissionSets.Single().Id });
        var response = await _registry.RegisterAsync(new SubmitObjectsRequest(new(objects.ToValueList())));
        Assert.That(response.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.RegistryMetadataError, changed.Id) }));
        Assert.That(response.Errors[0].CodeContext, Does.StartWith($"Association {changed.Id}, {attribute}: ").And.Contain("ITI-57"));
    }

    private static string Capitals(string id) => EntryUuid.Prefix + id[EntryUuid.Prefix.Length..].ToUpperInvariant();

    private static XElement Code(XElement entry) => SubmissionForm.Classification(entry, DocumentEntrySchemes.ClassCode);

    private static XElement Identifier(XElement entry) => SubmissionForm.Identifier(entry, DocumentEntrySchemes.UniqueId);

    private static XElement SlotOf(XElement item, string name) => item.Elements(Rim + "Slot").Single(slot => (string?)slot.Attribute("name") == name);

    private static XElement Part(XElement entry, string by, string urn) => new(
        Rim + "Classification", new XAttribute("id", "further"), new XAttribute("classifiedObject", entry.Attribute("id")!.Value), new XAttribute(by, urn));
}
