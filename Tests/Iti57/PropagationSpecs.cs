using IheNode.Core;
using static IheNode.Tests.UpdateMessage;

namespace IheNode.Tests;

/// <summary>How new versions inherit the folders and relationships of those before them.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class PropagationSpecs(TestDatabase database)
{
    private UpdatedRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await UpdatedRegistry.OpenAsync(database);

    [TearDown]
    public async Task Close()
    {
        await _registry.Registry.AssertWholeAsync();
        _registry.Dispose();
    }

    [TestCase(null)]
    [TestCase("yes")]
    [Spec("ITI TF-2 3.57.4.1.3.3.1.5")]
    public async Task A_new_version_of_an_entry_is_in_the_folders_of_the_old_one(string? propagation)
    {
        var (folder, entry) = await FolderWithEntryAsync();
        _registry.Registry.Clock.Now = _registry.Registry.Clock.Now.AddHours(1);
        var update = new UpdateMessage().Version(Next(entry), "1", propagation);
        await _registry.SucceedAsync(update);
        var newest = await _registry.NewestAsync(entry);
        var all = await _registry.AllAsync();
        var set = all.SubmissionSets.Single(s => s.UniqueId == update.Set.UniqueId);
        var membership = all.Associations.Single(a => a.SourceId == folder.Id && a.TargetId == newest.Id);
        Assert.Multiple(() =>
        {
            Assert.That(all.Associations.Count(a => a.SourceId == set.Id && a.TargetId == membership.Id && a.Type == Vocabulary.HasMember), Is.EqualTo(1), "the membership is filed");
            Assert.That(all.Associations.Single(a => a.SourceId == folder.Id && a.TargetId == entry.Id).AvailabilityStatus, Is.EqualTo(Vocabulary.Approved), "the old one stays");
            Assert.That(all.Folders.Single().LastUpdateTime, Is.EqualTo(Hl7Time.From(_registry.Registry.Clock.Now)));
        });
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.1.5")]
    public async Task A_new_version_inherits_the_relationships_in_both_directions()
    {
        var original = await _registry.RegisteredAsync();
        var middle = A.DocumentEntry();
        await _registry.RegisterAsync(middle, A.Relationship(Vocabulary.Append, middle, original.Id) with { Documentation = A.Code("X", "追補") });
        var registered = await FindAsync(middle);
        var translated = A.DocumentEntry();
        await _registry.RegisterAsync(translated, A.Relationship(Vocabulary.Transform, translated, registered.Id));
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(registered)));
        var newest = await _registry.NewestAsync(registered);
        var copies = (await _registry.AllAsync()).Associations.Where(a => a.Type != Vocabulary.HasMember && (a.SourceId == newest.Id || a.TargetId == newest.Id)).ToList();
        Assert.That(copies.Select(a => (a.Type, a.SourceId, a.TargetId, a.Documentation)), Is.EquivalentTo(new[]
        {
            (Vocabulary.Append, newest.Id, original.Id, A.Code("X", "追補")), (Vocabulary.Transform, (await FindAsync(translated)).Id, newest.Id, null),
        }));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1.3.4")]
    public async Task Nothing_is_linked_when_the_update_says_no()
    {
        var (folder, entry) = await FolderWithEntryAsync();
        var addendum = A.DocumentEntry();
        await _registry.RegisterAsync(addendum, A.Relationship(Vocabulary.Append, addendum, entry.Id));
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(entry), "1", "no"));
        var newest = await _registry.NewestAsync(entry);
        var links = (await _registry.AllAsync()).Associations.Where(a => a.SourceId == newest.Id || a.TargetId == newest.Id);
        Assert.That(links.Select(a => a.SourceId), Has.Exactly(1).Items.And.None.EqualTo(folder.Id));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1.1")]
    public async Task Two_related_entries_that_are_both_updated_are_linked_new_to_new()
    {
        var (original, addendum) = await AddendumAsync();
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(original)).Version(Next(addendum)));
        Assert.That(await _registry.LinksAsync(Vocabulary.Append), Is.EquivalentTo(new[]
        {
            (addendum.Id, original.Id), ((await _registry.NewestAsync(addendum)).Id, (await _registry.NewestAsync(original)).Id),
        }));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1.1")]
    public async Task Two_related_updates_must_say_the_same_of_propagation()
    {
        var (original, addendum) = await AddendumAsync();
        var (one, two) = (Next(original), Next(addendum));
        await _registry.FailAsync(new UpdateMessage().Version(one, "1", "no").Version(two), (XdsErrorCode.MetadataUpdateError, two));
        await _registry.SucceedAsync(new UpdateMessage().Version(one, "1", "no").Version(two, "1", "no"));
        Assert.That(await _registry.LinksAsync(Vocabulary.Append), Has.Count.EqualTo(1));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.1.5")]
    public async Task Deprecated_associations_are_not_inherited()
    {
        var (original, addendum) = await AddendumAsync();
        var link = (await _registry.AllAsync()).Associations.Single(a => a.Type == Vocabulary.Append);
        await _registry.SucceedAsync(new UpdateMessage().Deprecate(link.Id));
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(original)));
        Assert.That((await _registry.AllAsync()).Associations.Count(a => a.SourceId == addendum.Id && a.Type == Vocabulary.Append), Is.EqualTo(1));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.1.5")]
    public async Task What_was_linked_to_an_older_version_already_is_linked_to_the_newest_alone()
    {
        var (original, addendum) = await AddendumAsync();
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(original)));
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(addendum)));
        var newest = await _registry.NewestAsync(addendum);
        Assert.That((await _registry.LinksAsync(Vocabulary.Append)).Where(l => l.Source == newest.Id), Is.EqualTo(new[] { (newest.Id, (await _registry.NewestAsync(original)).Id) }));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.3.5")]
    public async Task A_new_version_of_a_folder_holds_the_approved_entries_of_the_old_one()
    {
        var (kept, gone, folder) = (A.DocumentEntry(), A.DocumentEntry(), A.Folder());
        await _registry.RegisterAsync(kept, gone, folder, A.HasMember(folder, kept), A.HasMember(folder, gone));
        await _registry.SucceedAsync(new UpdateMessage().Deprecate((await FindAsync(gone)).Id));
        var update = new UpdateMessage().Version(Next((await _registry.AllAsync()).Folders.Single()));
        await _registry.SucceedAsync(update);
        var all = await _registry.AllAsync();
        var newest = all.Folders.Single(f => f.Version == "2");
        var membership = all.Associations.Single(a => a.SourceId == newest.Id);
        var set = all.SubmissionSets.Single(s => s.UniqueId == update.Set.UniqueId);
        Assert.Multiple(() =>
        {
            Assert.That(all.DocumentEntries.Single(e => e.Id == membership.TargetId).UniqueId, Is.EqualTo(kept.UniqueId));
            Assert.That(all.Associations.Count(a => a.SourceId == set.Id && a.TargetId == membership.Id), Is.EqualTo(1));
        });
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1.1")]
    public async Task A_folder_and_its_entry_that_are_both_updated_are_linked_new_to_new()
    {
        var (folder, entry) = await FolderWithEntryAsync();
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(folder)).Version(Next(entry)));
        var newFolder = (await _registry.VersionsAsync(folder.Id))[^1].Id;
        var newEntry = (await _registry.NewestAsync(entry)).Id;
        var memberships = (await _registry.LinksAsync(Vocabulary.HasMember)).Where(l => l.Source == folder.Id || l.Source == newFolder);
        Assert.That(memberships, Is.EquivalentTo(new[] { (folder.Id, entry.Id), (newFolder, newEntry) }));
    }

    private async Task<DocumentEntry> FindAsync(DocumentEntry entry) => (await _registry.AllAsync()).DocumentEntries.Last(e => e.UniqueId == entry.UniqueId);

    private async Task<(Folder Folder, DocumentEntry Entry)> FolderWithEntryAsync()
    {
        var (folder, entry) = (A.Folder(), A.DocumentEntry());
        await _registry.RegisterAsync(entry, folder, A.HasMember(folder, entry));
        return ((await _registry.AllAsync()).Folders.Single(), await FindAsync(entry));
    }

    private async Task<(DocumentEntry Original, DocumentEntry Addendum)> AddendumAsync()
    {
        var original = await _registry.RegisteredAsync();
        var addendum = A.DocumentEntry();
        await _registry.RegisterAsync(addendum, A.Relationship(Vocabulary.Append, addendum, original.Id));
        return (original, await FindAsync(addendum));
    }
}
