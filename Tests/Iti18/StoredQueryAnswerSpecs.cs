using System.Xml.Linq;
using IheNode.Core;
using static IheNode.Core.EbrimNames;

namespace IheNode.Tests;

/// <summary>The XML that answers ITI-18: what the registry adds to metadata, and in which order things stand.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class StoredQueryAnswerSpecs(TestDatabase database)
{
    private const string ObjectType = "urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:";
    private static readonly DocumentEntry First = A.DocumentEntry() with { Title = [new("version one")] };

    private QueriedNode _node = null!;
    private DocumentEntry _entry = null!;
    private Association _membership = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _node = await QueriedNode.StartAsync(database);
        var folder = A.Folder();
        await _node.RegisterAsync(First, folder, A.HasMember(folder, First));
        var objects = AdhocQueryResponseXml.Read(await AllAsync()).Objects;
        (_entry, _membership) = (objects.DocumentEntries.Single(), objects.Associations.Single(a => a.SourceId == objects.Folders.Single().Id));
        await _node.UpdateAsync(new UpdateMessage().Version(UpdateMessage.Next(_entry) with { Title = [new("version two")] }, propagation: "no"));
        await _node.UpdateAsync(new UpdateMessage().Deprecate(_membership.Id));
    }

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    [Test, Spec("ITI TF-3 4.2.3.1.9"), Spec("ITI TF-3 4.2.3.1.2")]
    public async Task Parts_say_what_they_are_and_whose()
    {
        var objects = (await AllAsync("2")).Element(Rim + "RegistryObjectList")!.Elements().ToList();
        var parts = objects.SelectMany(o => o.Elements().Where(e => e.Name == Rim + "Classification" || e.Name == Rim + "ExternalIdentifier")).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(parts.Select(p => p.Name.LocalName).Distinct(), Is.EquivalentTo(new[] { "Classification", "ExternalIdentifier" }));
            Assert.That(parts.Select(p => Text(p, "objectType")), Is.EqualTo(parts.Select(p => ObjectType + p.Name.LocalName)));
            Assert.That(parts.Select(p => Text(p, "classifiedObject") ?? Text(p, "registryObject")), Is.EqualTo(parts.Select(p => Text(p.Parent!, "id"))));
            Assert.That(parts.Select(p => Text(p, "id")), Is.Unique);
            Assert.That(parts.Select(p => Text(p, "id")), Is.All.Matches<string>(EntryUuid.IsValid));
            Assert.That(objects.Where(o => o.Name == Rim + "Association").Select(o => Text(o, "objectType")), Is.All.EqualTo(ObjectType + "Association"));
            Assert.That(objects.Where(o => o.Name == Rim + "RegistryPackage").Select(o => Text(o, "objectType")), Is.All.EqualTo(ObjectType + "RegistryPackage"));
        });
    }

    [Test, Spec("ITI TF-3 4.2.3.2.2"), Spec("ITI TF-2 3.18.4.1.2.3.5.1.1")]
    public async Task Objects_have_status_lid_and_version()
    {
        var versions = (await AllAsync("2")).Descendants(Rim + "ExtrinsicObject").OrderBy(Version).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(versions.Select(v => (Version(v), Text(v, "lid"), Text(v, "status"))), Is.EqualTo(new[]
            {
                ("1", _entry.Id, Vocabulary.Deprecated), ("2", _entry.Id, Vocabulary.Approved),
            }));
            Assert.That(versions.Select(v => Text(v, "id") == _entry.Id), Is.EqualTo(new[] { true, false }));
            Assert.That(versions.Select(v => Text(v.Element(Rim + "Name")!.Element(Rim + "LocalizedString")!, "value")), Is.EqualTo(new[] { "version one", "version two" }));
        });
        var current = (await AllAsync("1")).Descendants(Rim + "ExtrinsicObject").Single();
        Assert.That((Version(current), Text(current, "lid")), Is.EqualTo(("2", _entry.Id)));
        var packages = (await AllAsync("1")).Descendants(Rim + "RegistryPackage").ToList();
        Assert.That(packages.Select(p => Text(p, "status")), Is.All.EqualTo(Vocabulary.Approved));
        Assert.That(packages.Where(p => Text(p, "lid") is not null).Select(p => (Text(p, "lid"), Version(p))), Is.EqualTo(new[] { (_membership.SourceId, "1") }), "a folder has versions, a set has none");
    }

    [Test, Spec("ITI TF-3 4.2.2"), Spec("ITI TF-2 3.18.4.1.2.3.5.1.1")]
    public async Task Associations_have_a_status()
    {
        var all = (await AllAsync("2")).Descendants(Rim + "Association").ToList();
        Assert.That(all.Select(a => Text(a, "status")), Is.All.AnyOf(Vocabulary.Approved, Vocabulary.Deprecated));
        Assert.That(all.Where(a => Text(a, "status") == Vocabulary.Deprecated).Select(a => Text(a, "id")), Is.EqualTo(new[] { _membership.Id }));
        Assert.That((await AllAsync("1")).Descendants(Rim + "Association").Select(a => Text(a, "status")), Is.Not.Empty.And.All.EqualTo(Vocabulary.Approved));
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.1")]
    public async Task References_are_one_for_each_object_that_would_be_whole()
    {
        var whole = (await AllAsync("2")).Element(Rim + "RegistryObjectList")!.Elements().Select(o => Text(o, "id"));
        var references = (await AllAsync("2", "ObjectRef")).Element(Rim + "RegistryObjectList")!.Elements().ToList();
        Assert.Multiple(() =>
        {
            Assert.That(references.Select(r => r.Name), Is.All.EqualTo(Rim + "ObjectRef"));
            Assert.That(references.Select(r => Text(r, "id")), Is.EquivalentTo(whole));
            Assert.That(references.SelectMany(r => r.Attributes()).Select(a => a.Name.LocalName).Distinct(), Is.EqualTo(new[] { "id" }));
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.3"), Spec("ITI TF-3 4.2.4.1")]
    public async Task An_answer_holds_objects_or_errors_after_its_status()
    {
        var found = await AllAsync();
        var refused = await _node.PostAsync(QueriedNode.Query(Vocabulary.StoredQueryIds.GetAll, ("$patientId", [$"'{A.PatientId()}'"])));
        Assert.Multiple(() =>
        {
            Assert.That(found.Elements().Select(e => e.Name), Is.EqualTo(new[] { Rim + "RegistryObjectList" }));
            Assert.That(refused.Elements().Select(e => e.Name), Is.EqualTo(new[] { Rs + "RegistryErrorList" }));
            Assert.That(refused.Element(Rs + "RegistryErrorList")!.Attribute("highestSeverity")!.Value, Is.EqualTo("urn:oasis:names:tc:ebxml-regrep:ErrorSeverityType:Error"));
            Assert.That(refused.Descendants(Rs + "RegistryError").Select(e => Text(e, "errorCode")), Is.EqualTo(Enumerable.Repeat(XdsErrorCode.StoredQueryMissingParam, 3)), "every missing parameter");
        });
    }

    private static string? Text(XElement element, string attribute) => (string?)element.Attribute(attribute);

    private static string? Version(XElement item) => (string?)item.Element(Rim + "VersionInfo")?.Attribute("versionName");

    private Task<XElement> AllAsync(string level = "1", string returnType = "LeafClass")
    {
        string[] any = [$"('{Vocabulary.Approved}','{Vocabulary.Deprecated}')"];
        var query = QueriedNode.Query(
            Vocabulary.StoredQueryIds.GetAll, ("$patientId", [$"'{A.PatientId()}'"]), ("$XDSDocumentEntryStatus", any), ("$XDSSubmissionSetStatus", any),
            ("$XDSFolderStatus", any), ("$XDSAssociationStatus", any), ("$MetadataLevel", [level]));
        query.Element(EbrimNames.Query + "ResponseOption")!.SetAttributeValue("returnType", returnType);
        return _node.PostAsync(query);
    }
}
