using IheNode.Core;
using static IheNode.Tests.UpdateMessage;

namespace IheNode.Tests;

/// <summary>Further associations, and objects of an update that stand for nothing.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class SubmitAssociationSpecs(TestDatabase database)
{
    private UpdatedRegistry _registry = null!;
    private DocumentEntry _one = null!;
    private DocumentEntry _two = null!;
    private Folder _folder = null!;

    [SetUp]
    public async Task Open()
    {
        _registry = await UpdatedRegistry.OpenAsync(database);
        (_one, _two) = (await _registry.RegisteredAsync(), await _registry.RegisteredAsync());
        _folder = (await _registry.RegisterAsync(A.Folder())).Folders.Single();
    }

    [TearDown]
    public void Close() => _registry.Dispose();

    [TestCase(Vocabulary.Append)]
    [TestCase(Vocabulary.Transform)]
    [TestCase(Vocabulary.Signs)]
    [TestCase(Vocabulary.Replace)]
    [Spec("ITI TF-2 3.57.4.1.3.3.6.4"), Spec("ITI TF-2 3.57.4.1.3.3.6.6")]
    public async Task A_relationship_between_registered_entries_is_stored_and_changes_no_status(string type)
    {
        await _registry.SucceedAsync(new UpdateMessage().Link(Association(type, _one.Id, _two.Id)));
        Assert.That(await _registry.LinksAsync(type), Is.EqualTo(new[] { (_one.Id, _two.Id) }));
        Assert.That((await _registry.AllAsync()).DocumentEntries.Select(e => e.AvailabilityStatus), Is.All.EqualTo(Vocabulary.Approved));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.6.4"), Spec("ITI TF-3 4.2.2.1.4")]
    public async Task A_membership_of_a_folder_is_stored_and_filed_and_touches_the_folder()
    {
        _registry.Registry.Clock.Now = _registry.Registry.Clock.Now.AddHours(1);
        var update = new UpdateMessage().Link(Association(Vocabulary.HasMember, _folder.Id, _one.Id));
        await _registry.SucceedAsync(update);
        var all = await _registry.AllAsync();
        var membership = all.Associations.Single(a => a.SourceId == _folder.Id);
        var set = all.SubmissionSets.Single(s => s.UniqueId == update.Set.UniqueId);
        Assert.Multiple(() =>
        {
            Assert.That(membership.TargetId, Is.EqualTo(_one.Id));
            Assert.That(all.Associations.Single(a => a.SourceId == set.Id).TargetId, Is.EqualTo(membership.Id));
            Assert.That(all.Folders.Single().LastUpdateTime, Is.EqualTo(Hl7Time.From(_registry.Registry.Clock.Now)));
        });
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.4.2")]
    public async Task New_versions_of_the_same_update_are_linked_to_each_other()
    {
        var (one, two) = (Next(_one), Next(_two));
        await _registry.SucceedAsync(new UpdateMessage().Version(one, "1", "no").Version(two, "1", "no").Link(Association(Vocabulary.Append, one.Id, two.Id)));
        Assert.That(await _registry.LinksAsync(Vocabulary.Append), Is.EqualTo(new[] { ((await _registry.NewestAsync(_one)).Id, (await _registry.NewestAsync(_two)).Id) }));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.6.3")]
    public async Task Refuses_ends_that_are_deprecated_or_not_registered()
    {
        await _registry.SucceedAsync(new UpdateMessage().Deprecate(_two.Id));
        await RefusesAsync(Association(Vocabulary.Append, _one.Id, _two.Id));
        await RefusesAsync(Association(Vocabulary.Append, EntryUuid.From(Guid.NewGuid()), _one.Id));
        await RefusesAsync(Association(Vocabulary.Append, _one.Id, "Document01"));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.6.3")]
    public async Task Refuses_an_end_that_the_update_itself_makes_an_old_version()
    {
        var link = Association(Vocabulary.Append, _one.Id, _two.Id);
        await _registry.FailAsync(new UpdateMessage().Version(Next(_one)).Link(link), (XdsErrorCode.MetadataUpdateError, link));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.6.3")]
    public async Task Refuses_ends_that_the_type_does_not_join()
    {
        await RefusesAsync(Association(Vocabulary.Append, _one.Id, _folder.Id));
        await RefusesAsync(Association(Vocabulary.Append, _folder.Id, _one.Id));
        await RefusesAsync(Association(Vocabulary.HasMember, _one.Id, _two.Id));
        await RefusesAsync(Association(Vocabulary.IsSnapshotOf, _one.Id, _two.Id));
        await RefusesAsync(Association(Vocabulary.HasMember, (await _registry.AllAsync()).SubmissionSets.First().Id, _one.Id));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.6.3")]
    public async Task Refuses_an_association_with_the_set_of_the_update()
    {
        var update = new UpdateMessage();
        var link = Association(Vocabulary.Append, _one.Id, update.Set.Id);
        await _registry.FailAsync(update.Link(link), (XdsErrorCode.MetadataUpdateError, link));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3")]
    public async Task Refuses_an_association_that_nothing_submits()
    {
        var link = Association(Vocabulary.Append, _one.Id, _two.Id);
        await _registry.FailAsync(new UpdateMessage().With(link), (XdsErrorCode.MetadataUpdateOperationError, link));
        var twice = new UpdateMessage().Link(link);
        await _registry.FailAsync(twice.With(twice.Trigger(Vocabulary.SubmitAssociation, link.Id)), (XdsErrorCode.MetadataUpdateOperationError, link));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.6.2")]
    public async Task Refuses_a_SubmitAssociation_that_leads_to_no_association_of_the_update()
    {
        var update = new UpdateMessage();
        var trigger = update.Trigger(Vocabulary.SubmitAssociation, _one.Id);
        await _registry.FailAsync(update.With(trigger), (XdsErrorCode.MetadataUpdateOperationError, trigger));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3")]
    public async Task Refuses_an_update_that_asks_for_nothing()
    {
        var update = new UpdateMessage();
        await _registry.FailAsync(update, (XdsErrorCode.MetadataUpdateOperationError, update.Set));
    }

    private Task RefusesAsync(Association link) => _registry.FailAsync(new UpdateMessage().Link(link), (XdsErrorCode.MetadataUpdateError, link));
}
