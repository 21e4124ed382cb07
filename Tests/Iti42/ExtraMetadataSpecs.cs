using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>Extra metadata: saved and given back when their names are right; what has no place is told by a warning.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class ExtraMetadataSpecs(TestDatabase database)
{
    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync(database);

    [TearDown]
    public void Close() => _registry.Dispose();

    [Test, Spec("ITI TF-2 3.42.4.1.3.2"), Spec("ITI TF-3 4.2.3.1.6")]
    public async Task Slots_of_every_kind_of_object_are_saved_and_given_back()
    {
        ValueList<Slot> extra = [new("urn:example:extraMetadataSlot", ["重要", "b"]), new("URN:oid:2.999.1:x", ["c"]), new("urn:example:empty", [])];
        var (set, entry, folder) = (A.SubmissionSet() with { ExtraSlots = extra }, A.DocumentEntry() with { ExtraSlots = extra }, A.Folder() with { ExtraSlots = extra });
        var response = await _registry.RegisterAsync(set, entry, folder, A.HasMember(folder, entry) with { ExtraSlots = extra });
        var all = (await _registry.GetAllAsync()).Objects;
        Assert.Multiple(() =>
        {
            Assert.That(response, Is.EqualTo(RegistryResponse.Success));
            Assert.That(all.Objects.OfType<PatientObject>().Select(o => o.ExtraSlots), Is.EqualTo(new[] { extra, extra, extra }));
            Assert.That(all.Associations.Single(a => a.SourceId == all.Folders.Single().Id).ExtraSlots, Is.EqualTo(extra));
        });
    }

    [TestCase("mySlot")]
    [TestCase("urn:ihe:iti:xds:2099:new")]
    [TestCase("URN:IHE:x:y")]
    [TestCase("urn:example")]
    [TestCase("urn::x")]
    [TestCase("urn:example:a b")]
    [TestCase("http://example.org/slot")]
    [TestCase("intendedRecipient")]
    [Spec("ITI TF-2 3.42.4.1.3.2"), Spec("ITI TF-3 4.2.3.1.6")]
    public async Task A_slot_whose_name_is_not_that_of_extra_metadata_is_refused(string name)
    {
        var (entry, folder) = (A.DocumentEntry() with { ExtraSlots = [new(name, ["x"])] }, A.Folder() with { ExtraSlots = [new(name, ["x"])] });
        var response = await _registry.RegisterAsync(entry, folder);
        Assert.That(response.Errors.Select(e => (e.Code, e.Location)),
            Is.EquivalentTo(new[] { (XdsErrorCode.RegistryMetadataError, entry.Id), (XdsErrorCode.RegistryMetadataError, folder.Id) }));
        Assert.That(response.Errors.Select(e => e.CodeContext), Is.All.Contains($", Slot {name}: "));
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.2"), Spec("ITI TF-3 Table 4.2.4.2-2")]
    public async Task What_the_registry_has_no_place_for_is_a_warning_and_the_rest_is_registered()
    {
        var entry = A.DocumentEntry();
        var message = SubmissionForm.Of(A.Submission(entry));
        message.Entry.Add(new XElement(EbrimNames.Rim + "ExternalLink", new XAttribute("externalURI", "http://example.org")));
        var response = await _registry.RegisterAsync(message.Read());
        Assert.Multiple(async () =>
        {
            Assert.That(response.Status, Is.EqualTo(ResponseStatus.Success));
            Assert.That(response.Errors, Is.EqualTo(new[]
            {
                new XdsError(XdsErrorCode.ExtraMetadataNotSaved, $"DocumentEntry {entry.Id}, ExternalLink: it is no metadata of the standard and is not saved.", entry.Id, IsWarning: true),
            }));
            Assert.That((await _registry.GetDocumentsAsync(entry.UniqueId!)).Objects.Objects, Has.Count.EqualTo(1));
        });
    }
}
