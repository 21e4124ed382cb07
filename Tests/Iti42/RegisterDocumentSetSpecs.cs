using IheNode.Core;
using NUnit.Framework;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class RegisterDocumentSetSpecs(TestDatabase database)
{
    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync(database, null, "other");

    [TearDown]
    public void Close() => _registry.Dispose();

    [Test, Spec("ITI TF-2 3.42.4.1.3")]
    public async Task Stores_every_attribute_of_an_entry_as_it_was_submitted()
    {
        var entry = A.DocumentEntry() with
        {
            EventCodes = [A.Code("T14", "外傷"), A.Code("D50", "貧血")],
            ReferenceIds = ["2025-778^^^&1.2.3&ISO^urn:ihe:iti:xds:2013:accession"],
            LegalAuthenticator = "D0002^鈴木^一郎",
            Uri = "document.xml",
            ExtraSlots = [new("urn:example:region", ["滋賀", "湖南"])],
            ExtraClassifications = [new("urn:uuid:10aa1a4b-715a-4120-bfd0-9760414112c8", null, "x", "何か", [new("codingScheme", ["1.2.3"])])],
            ExtraExternalIdentifiers = [new("urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ac", "99", "other")],
            HomeCommunityId = "urn:oid:2.999.51",
        };
        var stored = await _registry.RegisteredAsync(entry);
        Assert.That(
            stored with { Id = entry.Id, AvailabilityStatus = null, Version = null, LogicalId = null },
            Is.EqualTo(entry));
    }

    [Test, Spec("ITI TF-3 4.2.3.1.5")]
    public async Task Gives_symbolic_ids_new_uuids_everywhere_and_keeps_given_uuids()
    {
        var given = EntryUuid.From(Guid.NewGuid());
        var first = A.DocumentEntry() with { Id = given };
        var folder = A.Folder();
        await _registry.RegisterAsync(first, folder, A.HasMember(folder, first));
        var all = (await _registry.GetAllAsync()).Objects;
        var ids = all.Objects.Select(o => o.Id).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(ids, Is.All.Matches<string>(EntryUuid.IsValid));
            Assert.That(ids, Is.Unique.And.Contains(given));
            Assert.That(all.Associations.SelectMany(a => new[] { a.SourceId, a.TargetId }).Distinct(), Is.SubsetOf(ids));
            Assert.That(all.Associations.Count(), Is.EqualTo(4), "set to entry, to folder, to membership, and the membership");
        });
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.3.5")]
    public async Task Approves_what_is_new_whatever_the_submission_says()
    {
        var stored = await _registry.RegisteredAsync(A.DocumentEntry() with { AvailabilityStatus = Vocabulary.Deprecated });
        var all = await _registry.GetAllAsync();
        Assert.Multiple(() =>
        {
            Assert.That(stored.AvailabilityStatus, Is.EqualTo(Vocabulary.Approved));
            Assert.That(all.Objects.Objects.Select(o => o.AvailabilityStatus), Is.All.EqualTo(Vocabulary.Approved));
        });
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.1")]
    public async Task Refuses_the_whole_submission_when_one_object_is_wrong()
    {
        var response = await _registry.RegisterAsync(A.DocumentEntry(), A.DocumentEntry() with { RepositoryUniqueId = null });
        Assert.Multiple(async () =>
        {
            Assert.That(response.Status, Is.EqualTo(ResponseStatus.Failure));
            Assert.That((await _registry.GetAllAsync()).Objects.Objects, Is.Empty);
        });
    }

    [Test, Spec("ITI TF-3 4.2.4.1")]
    public async Task Reports_every_error_each_with_its_object_and_attribute()
    {
        var entry = A.DocumentEntry() with { ClassCode = null, CreationTime = new("20251301"), Hash = "xyz", PatientId = A.PatientId("nobody") };
        var request = A.Submission(A.SubmissionSet(A.PatientId("nobody")), entry) with { Errors = [new("XDSRegistryMetadataError", "from the reader")] };
        var response = await _registry.RegisterAsync(request);
        var texts = response.Errors.Where(e => e.Location == entry.Id).Select(e => e.CodeContext).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(response.Errors.Select(e => e.CodeContext), Does.Contain("from the reader"));
            foreach (var attribute in new[] { "classCode", "creationTime", "hash", "patientId" })
                Assert.That(texts, Has.One.StartsWith($"DocumentEntry {entry.Id}, {attribute}:"));
            Assert.That(response.Errors.Select(e => e.Code), Does.Contain(XdsErrorCode.UnknownPatientId));
        });
    }

    [Test]
    public async Task Puts_the_readers_errors_into_the_answer_and_stores_nothing()
    {
        var response = await _registry.RegisterAsync(A.Submission() with { Errors = [new("XDSRegistryMetadataError", "unreadable")] });
        Assert.Multiple(async () =>
        {
            Assert.That(response.Status, Is.EqualTo(ResponseStatus.Failure));
            Assert.That((await _registry.GetAllAsync()).Objects.Objects, Is.Empty);
        });
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.5")]
    public async Task Lets_exactly_one_of_many_concurrent_replacements_win()
    {
        var original = await _registry.RegisteredAsync(A.DocumentEntry());
        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() =>
        {
            var replacement = A.DocumentEntry();
            return _registry.RegisterAsync(replacement, A.Relationship(Vocabulary.Replace, replacement, original.Id));
        })));
        var approved = (await _registry.FindDocumentsAsync()).Objects.Objects;
        Assert.Multiple(() =>
        {
            Assert.That(responses.Count(r => r.Status == ResponseStatus.Success), Is.EqualTo(1));
            Assert.That(
                responses.Where(r => r.Status == ResponseStatus.Failure).SelectMany(r => r.Errors).Select(e => e.Code),
                Is.All.EqualTo(XdsErrorCode.RegistryDeprecatedDocumentError).And.Exactly(19).Items);
            Assert.That(approved, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Keeps_all_of_many_concurrent_submissions()
    {
        var entries = Enumerable.Range(0, 60).Select(i => A.DocumentEntry(i % 2 == 0 ? A.PatientId() : A.PatientId("other"))).ToArray();
        var responses = await Task.WhenAll(entries.Select(e => Task.Run(() => _registry.RegisterAsync(e))));
        Assert.Multiple(async () =>
        {
            Assert.That(responses, Is.All.EqualTo(RegistryResponse.Success));
            Assert.That((await _registry.FindDocumentsAsync()).Objects.Objects, Has.Count.EqualTo(30));
            Assert.That((await _registry.GetAllAsync(A.PatientId("other"))).Objects.DocumentEntries.Count(), Is.EqualTo(30));
        });
    }
}
