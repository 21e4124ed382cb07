using IheNode.Core;
using static IheNode.Tests.UpdateMessage;

namespace IheNode.Tests;

/// <summary>Objects that go to another patient.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class PatientReconciliationSpecs(TestDatabase database)
{
    private static readonly PatientId Other = A.PatientId("other");
    private UpdatedRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await UpdatedRegistry.OpenAsync(database);

    [TearDown]
    public async Task Close()
    {
        await _registry.Registry.AssertWholeAsync();
        _registry.Dispose();
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.4.1")]
    public async Task An_entry_without_links_goes_to_another_patient()
    {
        var entry = await _registry.RegisteredAsync();
        await _registry.SucceedAsync(new UpdateMessage(Other).Version(Next(entry) with { PatientId = Other }));
        Assert.Multiple(async () =>
        {
            Assert.That((await _registry.Registry.FindDocumentsAsync()).Objects.Objects, Is.Empty);
            Assert.That((await _registry.VersionsAsync(entry.Id)).Single().AvailabilityStatus, Is.EqualTo(Vocabulary.Deprecated));
            Assert.That((await _registry.VersionsAsync(entry.Id, Other)).Select(v => (v.Version, v.AvailabilityStatus)), Is.EqualTo(new[] { ("2", Vocabulary.Approved) }));
        });
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.4")]
    public async Task An_entry_of_a_folder_goes_alone_only_when_it_leaves_its_links_behind()
    {
        var (folder, entry) = (A.Folder(), A.DocumentEntry());
        var registered = (await _registry.RegisterAsync(entry, folder, A.HasMember(folder, entry))).DocumentEntries.Single();
        var next = Next(registered) with { PatientId = Other };
        await _registry.FailAsync(new UpdateMessage(Other).Version(next), (XdsErrorCode.PatientIdReconciliationError, next));
        await _registry.SucceedAsync(new UpdateMessage(Other).Version(next, "1", "no"));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.4.2")]
    public async Task An_entry_and_its_addendum_go_together()
    {
        var (original, addendum) = await AddendumAsync();
        var (one, two) = (Next(original) with { PatientId = Other }, Next(addendum) with { PatientId = Other });
        await _registry.SucceedAsync(new UpdateMessage(Other).Version(one).Version(two));
        Assert.That((await _registry.AllAsync(Other)).Associations.Count(a => a.Type == Vocabulary.Append), Is.EqualTo(1));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.4.3")]
    public async Task An_entry_goes_alone_when_the_relationship_is_deprecated_in_the_same_update()
    {
        var (original, _) = await AddendumAsync();
        var link = (await _registry.AllAsync()).Associations.Single(a => a.Type == Vocabulary.Append);
        var next = Next(original) with { PatientId = Other };
        await _registry.FailAsync(new UpdateMessage(Other).Version(next), (XdsErrorCode.PatientIdReconciliationError, next));
        await _registry.SucceedAsync(new UpdateMessage(Other).Version(next).Deprecate(link.Id));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.4.3")]
    public async Task An_entry_goes_alone_when_its_addendum_is_deprecated_in_the_same_update()
    {
        var (original, addendum) = await AddendumAsync();
        await _registry.SucceedAsync(new UpdateMessage(Other).Version(Next(original) with { PatientId = Other }).Deprecate(addendum.Id));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.5.7"), Spec("ITI TF-2 3.57.4.1.3.3.2.7")]
    public async Task What_is_approved_again_must_fit_to_what_it_is_linked_to()
    {
        var (original, addendum) = await AddendumAsync();
        await _registry.SucceedAsync(new UpdateMessage(Other).Version(Next(original) with { PatientId = Other }).Deprecate(addendum.Id));
        var again = new UpdateMessage().Approve(addendum.Id);
        await _registry.FailAsync(again, (XdsErrorCode.PatientIdReconciliationError, again.Request.Objects.Associations.Single()));
        var copy = (await _registry.AllAsync(Other)).Associations.Single(a => a.Type == Vocabulary.Append);
        await _registry.SucceedAsync(new UpdateMessage().Deprecate(copy.Id));
        await _registry.SucceedAsync(new UpdateMessage().Approve(addendum.Id));
        var link = new UpdateMessage().Approve(copy.Id);
        await _registry.FailAsync(link, (XdsErrorCode.PatientIdReconciliationError, link.Request.Objects.Associations.Single()));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.6.7")]
    public async Task A_further_association_joins_objects_of_one_patient()
    {
        var (mine, theirs) = (await _registry.RegisteredAsync(), await _registry.RegisteredAsync(A.DocumentEntry(Other)));
        var link = Association(Vocabulary.Append, mine.Id, theirs.Id);
        await _registry.FailAsync(new UpdateMessage().Link(link), (XdsErrorCode.PatientIdReconciliationError, link));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.4")]
    public async Task Patients_that_were_merged_are_one()
    {
        var (mine, theirs) = (await _registry.RegisteredAsync(), await _registry.RegisteredAsync(A.DocumentEntry(Other)));
        await _registry.Registry.MergeAsync(Other, A.PatientId());
        await _registry.SucceedAsync(new UpdateMessage().Link(Association(Vocabulary.Append, mine.Id, theirs.Id)));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.4")]
    public async Task A_new_version_is_of_the_patient_of_its_set()
    {
        var next = Next(await _registry.RegisteredAsync()) with { PatientId = Other };
        await _registry.FailAsync(new UpdateMessage().Version(next), (XdsErrorCode.PatientIdReconciliationError, next));
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.3.2")]
    public async Task Refuses_a_patient_that_is_not_known()
    {
        var nobody = A.PatientId("nobody");
        var next = Next(await _registry.RegisteredAsync()) with { PatientId = nobody };
        var update = new UpdateMessage(nobody).Version(next);
        await _registry.FailAsync(update, (XdsErrorCode.UnknownPatientId, update.Set), (XdsErrorCode.UnknownPatientId, next));
    }

    private async Task<(DocumentEntry Original, DocumentEntry Addendum)> AddendumAsync()
    {
        var original = await _registry.RegisteredAsync();
        var addendum = A.DocumentEntry();
        var all = await _registry.RegisterAsync(addendum, A.Relationship(Vocabulary.Append, addendum, original.Id));
        return (original, all.DocumentEntries.Single(e => e.UniqueId == addendum.UniqueId));
    }
}
