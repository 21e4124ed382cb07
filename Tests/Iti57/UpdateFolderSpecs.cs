using IheNode.Core;
using static IheNode.Tests.UpdateMessage;

namespace IheNode.Tests;

/// <summary>New versions of folders.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class UpdateFolderSpecs(TestDatabase database)
{
    private UpdatedRegistry _registry = null!;
    private Folder _folder = null!;

    [SetUp]
    public async Task Open()
    {
        _registry = await UpdatedRegistry.OpenAsync(database);
        _folder = (await _registry.RegisterAsync(A.Folder())).Folders.Single();
    }

    [TearDown]
    public async Task Close()
    {
        await _registry.Registry.AssertWholeAsync();
        _registry.Dispose();
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.3.4"), Spec("ITI TF-2 3.57.4.1.3.3.3.6")]
    public async Task A_new_version_is_stored_approved_with_the_next_number_and_a_time_of_its_own()
    {
        _registry.Registry.Clock.Now = _registry.Registry.Clock.Now.AddDays(1);
        var next = Next(_folder) with { Title = [new("心不全連携", "ja-JP", "UTF-8")] };
        await _registry.SucceedAsync(new UpdateMessage().Version(next));
        var versions = await _registry.VersionsAsync(_folder.Id);
        Assert.Multiple(async () =>
        {
            Assert.That(versions[0], Is.EqualTo(_folder with { AvailabilityStatus = Vocabulary.Deprecated }));
            Assert.That(versions[1], Is.EqualTo(next with
            {
                Id = versions[1].Id, AvailabilityStatus = Vocabulary.Approved, Version = "2", LastUpdateTime = Hl7Time.From(_registry.Registry.Clock.Now),
            }));
            Assert.That((await _registry.AllAsync("1")).Folders.Select(f => f.Id), Is.EqualTo(new[] { versions[1].Id }));
        });
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.3.3")]
    public async Task Refuses_a_version_of_what_is_not_registered()
    {
        var next = Next(_folder) with { LogicalId = EntryUuid.From(Guid.NewGuid()), UniqueId = A.UniqueId() };
        await _registry.FailAsync(new UpdateMessage().Version(next), (XdsErrorCode.MetadataUpdateError, next));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.3.3")]
    public async Task Refuses_to_update_a_deprecated_folder()
    {
        await _registry.SucceedAsync(new UpdateMessage().Deprecate(_folder.Id));
        var next = Next(_folder);
        await _registry.FailAsync(new UpdateMessage().Version(next), (XdsErrorCode.MetadataUpdateError, next));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.3.3")]
    public async Task Refuses_another_uniqueId_and_another_version()
    {
        var next = Next(_folder) with { UniqueId = A.UniqueId() };
        await _registry.FailAsync(new UpdateMessage().Version(next, "2"), (XdsErrorCode.MetadataIdentifierError, next), (XdsErrorCode.MetadataVersionError, next));
    }

    [Test, Spec("ITI TF-3 4.1.5")]
    public async Task Refuses_a_logicalID_of_an_entry()
    {
        var entry = await _registry.RegisteredAsync();
        var next = Next(_folder) with { LogicalId = entry.Id, UniqueId = entry.UniqueId };
        await _registry.FailAsync(new UpdateMessage().Version(next), (XdsErrorCode.MetadataIdentifierError, next));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1")]
    public async Task Refuses_initial_versions()
    {
        var initial = A.Folder();
        await _registry.FailAsync(new UpdateMessage().Version(initial), (XdsErrorCode.MetadataUpdateError, initial));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1")]
    public async Task Refuses_an_incomplete_folder()
    {
        var next = Next(_folder) with { Title = [] };
        await _registry.FailAsync(new UpdateMessage().Version(next), (XdsErrorCode.RegistryMetadataError, next));
    }
}
