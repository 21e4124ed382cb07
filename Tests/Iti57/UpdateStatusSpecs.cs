using IheNode.Core;
using static IheNode.Tests.UpdateMessage;

namespace IheNode.Tests;

/// <summary>Changes of availabilityStatus.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class UpdateStatusSpecs(TestDatabase database)
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

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.2.6")]
    public async Task An_entry_is_deprecated_and_approved_again_without_a_new_version()
    {
        var entry = await _registry.RegisteredAsync();
        await _registry.SucceedAsync(new UpdateMessage().Deprecate(entry.Id));
        Assert.That(await _registry.VersionsAsync(entry.Id), Is.EqualTo(new[] { entry with { AvailabilityStatus = Vocabulary.Deprecated } }));
        await _registry.SucceedAsync(new UpdateMessage().Approve(entry.Id));
        Assert.That(await _registry.VersionsAsync(entry.Id), Is.EqualTo(new[] { entry }));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.4.6"), Spec("ITI TF-2 3.18.4.1.2.3.5.1.1")]
    public async Task A_folder_is_deprecated_and_approved_again()
    {
        var folder = (await _registry.RegisterAsync(A.Folder())).Folders.Single();
        await _registry.SucceedAsync(new UpdateMessage().Deprecate(folder.Id));
        var at = async (string level) => (await _registry.Registry.QueryAsync("GetFolders", ("$XDSFolderEntryUUID", [folder.Id]), ("$MetadataLevel", [level]))).Objects.Folders;
        Assert.That(await at("1"), Is.Empty);
        Assert.That((await at("2")).Single().AvailabilityStatus, Is.EqualTo(Vocabulary.Deprecated));
        await _registry.SucceedAsync(new UpdateMessage().Approve(folder.Id));
        Assert.That((await at("1")).Single().AvailabilityStatus, Is.EqualTo(Vocabulary.Approved));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.5.6"), Spec("ITI TF-2 3.18.4.1.2.3.5.1.1")]
    public async Task A_membership_of_a_folder_is_deprecated_and_approved_again()
    {
        var (folder, entry) = (A.Folder(), A.DocumentEntry());
        var all = await _registry.RegisterAsync(entry, folder, A.HasMember(folder, entry));
        var member = all.DocumentEntries.Single().Id;
        var membership = all.Associations.Single(a => a.SourceId == all.Folders.Single().Id);
        await _registry.SucceedAsync(new UpdateMessage().Deprecate(membership.Id));
        Assert.Multiple(async () =>
        {
            Assert.That(await Shown("1"), Does.Not.Contain(membership.Id));
            Assert.That(await Shown("2"), Does.Contain(membership.Id));
        });
        await _registry.SucceedAsync(new UpdateMessage().Approve(membership.Id));
        Assert.That(await Shown("1"), Does.Contain(membership.Id));

        async Task<IEnumerable<string>> Shown(string level) => (await _registry.Registry.QueryAsync("GetAssociations", ("$uuid", [member]), ("$MetadataLevel", [level]),
            ("$XDSAssociationStatus", [Vocabulary.Approved, Vocabulary.Deprecated]))).Objects.Associations.Select(a => a.Id);
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1")]
    public async Task A_new_version_and_a_status_in_one_update_give_the_new_version_that_status()
    {
        var entry = await _registry.RegisteredAsync();
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(entry)).Deprecate(entry.Id));
        Assert.That((await _registry.VersionsAsync(entry.Id)).Select(v => (v.Version, v.AvailabilityStatus)), Is.EqualTo(new[]
        {
            ("1", Vocabulary.Deprecated), ("2", Vocabulary.Deprecated),
        }));
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(entry), "2").Approve((await _registry.NewestAsync(entry)).Id));
        Assert.That((await _registry.VersionsAsync(entry.Id)).Select(v => v.AvailabilityStatus), Is.EqualTo(new[] { Vocabulary.Deprecated, Vocabulary.Deprecated, Vocabulary.Approved }));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1")]
    public async Task A_new_version_and_a_status_of_a_folder_in_one_update_give_the_new_version_that_status()
    {
        var folder = (await _registry.RegisterAsync(A.Folder())).Folders.Single();
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(folder)).Deprecate(folder.Id));
        Assert.That((await _registry.VersionsAsync(folder.Id)).Select(v => v.AvailabilityStatus), Is.EqualTo(new[] { Vocabulary.Deprecated, Vocabulary.Deprecated }));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1.2")]
    public async Task Refuses_a_status_that_is_not_the_one_expected()
    {
        var entry = await _registry.RegisteredAsync();
        var update = new UpdateMessage().Approve(entry.Id);
        await _registry.FailAsync(update, (XdsErrorCode.MetadataUpdateError, update.Request.Objects.Associations.Single()));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1.2")]
    public async Task Refuses_to_change_an_older_version()
    {
        var entry = await _registry.RegisteredAsync();
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(entry)));
        var update = new UpdateMessage().Approve(entry.Id);
        await _registry.FailAsync(update, (XdsErrorCode.MetadataUpdateError, update.Request.Objects.Associations.Single()));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1")]
    public async Task Refuses_to_change_a_set_and_its_associations_and_what_is_not_registered()
    {
        var all = await _registry.RegisterAsync(A.DocumentEntry());
        foreach (var target in new[] { all.SubmissionSets.Single().Id, all.Associations.Single().Id, EntryUuid.From(Guid.NewGuid()) })
        {
            var update = new UpdateMessage().Deprecate(target);
            await _registry.FailAsync(update, (XdsErrorCode.MetadataUpdateError, update.Request.Objects.Associations.Single()));
        }
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1")]
    public async Task Refuses_two_changes_of_one_object()
    {
        var entry = await _registry.RegisteredAsync();
        var update = new UpdateMessage().Deprecate(entry.Id).Deprecate(entry.Id);
        await _registry.FailAsync(update, (XdsErrorCode.MetadataUpdateOperationError, update.Request.Objects.Associations.Last()));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.2.2")]
    public async Task Refuses_a_change_that_it_does_not_understand()
    {
        var entry = await _registry.RegisteredAsync();
        foreach (var slots in new Slot[][]
        {
            [Slot("OriginalStatus", Vocabulary.Approved)],
            [Slot("NewStatus", Vocabulary.Deprecated)],
            [Slot("OriginalStatus", Vocabulary.Approved), Slot("NewStatus", "urn:oasis:names:tc:ebxml-regrep:StatusType:Withdrawn")],
            [Slot("OriginalStatus", Vocabulary.Approved, Vocabulary.Deprecated), Slot("NewStatus", Vocabulary.Deprecated)],
        })
        {
            var update = new UpdateMessage();
            var trigger = update.Trigger(Vocabulary.UpdateAvailabilityStatus, entry.Id) with { ExtraSlots = [.. slots] };
            await _registry.FailAsync(update.With(trigger), (XdsErrorCode.MetadataUpdateOperationError, trigger));
        }

        var elsewhere = new UpdateMessage();
        var symbolic = elsewhere.Deprecate("Document01").Request.Objects.Associations.Single();
        await _registry.FailAsync(elsewhere, (XdsErrorCode.MetadataUpdateOperationError, symbolic));
        var fromEntry = symbolic with { SourceId = entry.Id, TargetId = entry.Id };
        await _registry.FailAsync(new UpdateMessage().With(fromEntry), (XdsErrorCode.MetadataUpdateOperationError, fromEntry));
    }
}
