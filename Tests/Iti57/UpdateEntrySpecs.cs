using IheNode.Core;
using static IheNode.Tests.UpdateMessage;

namespace IheNode.Tests;

/// <summary>New versions of entries.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class UpdateEntrySpecs(TestDatabase database)
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

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.1.4"), Spec("ITI TF-2 3.57.4.1.3.3.1.6"), Spec("ITI TF-3 4.1.5")]
    public async Task A_new_version_is_stored_approved_with_the_next_number_and_the_old_one_becomes_deprecated()
    {
        var first = await _registry.RegisteredAsync();
        var next = Next(first) with { Title = [new("訂正版", "ja-JP", "UTF-8")], ConfidentialityCodes = [new("R", "2.16.840.1.113883.5.25", "制限")] };
        await _registry.SucceedAsync(new UpdateMessage().Version(next));
        var versions = await _registry.VersionsAsync(first.Id);
        Assert.Multiple(() =>
        {
            Assert.That(versions, Has.Count.EqualTo(2));
            Assert.That(versions[0], Is.EqualTo(first with { AvailabilityStatus = Vocabulary.Deprecated }));
            Assert.That(versions[1], Is.EqualTo(next with { Id = versions[1].Id, AvailabilityStatus = Vocabulary.Approved, Version = "2", LogicalId = first.Id }));
            Assert.That(versions[1].Id, Is.Not.EqualTo(first.Id).And.Matches<string>(EntryUuid.IsValid));
        });
    }

    [Test, Spec("ITI TF-3 4.1.5")]
    public async Task Versions_count_up_and_only_the_newest_is_approved()
    {
        var first = await _registry.RegisteredAsync();
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(first)));
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(first), "2"));
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(first), "3"));
        var versions = await _registry.VersionsAsync(first.Id);
        Assert.That(versions.Select(v => v.Version), Is.EqualTo(new[] { "1", "2", "3", "4" }));
        Assert.That(versions.Where(v => v.AvailabilityStatus == Vocabulary.Approved), Is.EqualTo(new[] { versions[3] }));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.2")]
    public async Task The_set_of_the_update_is_stored_with_its_membership_and_the_annotation()
    {
        var first = await _registry.RegisteredAsync();
        var update = new UpdateMessage().Version(Next(first));
        await _registry.SucceedAsync(update);
        var newest = await _registry.NewestAsync(first);
        var found = await _registry.Registry.QueryAsync("GetSubmissionSetAndContents", ("$XDSSubmissionSetUniqueId", [update.Set.UniqueId!]));
        var membership = found.Objects.Associations.Single();
        Assert.Multiple(() =>
        {
            Assert.That(found.Objects.SubmissionSets.Single().UniqueId, Is.EqualTo(update.Set.UniqueId));
            Assert.That(found.Objects.DocumentEntries.Single(), Is.EqualTo(newest));
            Assert.That(membership.TargetId, Is.EqualTo(newest.Id));
            Assert.That(membership.SubmissionSetStatus, Is.EqualTo("Original"));
            Assert.That(membership.ExtraSlots, Is.EqualTo((ValueList<Slot>)[Slot("PreviousVersion", "1")]));
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.5.1.1")]
    public async Task Level_1_shows_the_newest_version_alone_and_level_2_all()
    {
        var first = await _registry.RegisteredAsync();
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(first)));
        var newest = await _registry.NewestAsync(first);
        Assert.Multiple(async () =>
        {
            Assert.That(await Shown("1"), Is.EqualTo(new[] { newest.Id }));
            Assert.That(await Shown("2"), Is.EquivalentTo(new[] { first.Id, newest.Id }));
            Assert.That((await _registry.AllAsync("1")).DocumentEntries.Select(e => e.Id), Is.EqualTo(new[] { newest.Id }));
            Assert.That((await _registry.Registry.FindDocumentsAsync()).Objects.DocumentEntries, Is.EqualTo(new[] { newest }));
        });

        async Task<IEnumerable<string>> Shown(string level) => (await _registry.Registry.QueryAsync(
            "GetDocuments", ("$XDSDocumentEntryLogicalID", [first.Id]), ("$MetadataLevel", [level]))).Objects.DocumentEntries.Select(e => e.Id);
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.1.4")]
    public async Task A_deprecated_entry_is_updated_and_stays_deprecated()
    {
        var first = await _registry.RegisteredAsync();
        await _registry.SucceedAsync(new UpdateMessage().Deprecate(first.Id));
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(first)));
        Assert.That((await _registry.VersionsAsync(first.Id)).Select(v => v.AvailabilityStatus), Is.EqualTo(new[] { Vocabulary.Deprecated, Vocabulary.Deprecated }));
    }

    [Test, Spec("ITI TF-3 4.2.3.2.30"), Spec("ITI TF-2 3.18.4.1.2.3.5.1.1")]
    public async Task A_document_goes_offline_and_online_again()
    {
        var first = await _registry.RegisteredAsync();
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(first) with { DocumentAvailability = Vocabulary.Offline }));
        Assert.That((await _registry.NewestAsync(first)).DocumentAvailability, Is.EqualTo(Vocabulary.Offline));
        Assert.That((await _registry.Registry.FindDocumentsAsync()).Objects.Objects, Is.Empty);
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(first) with { DocumentAvailability = Vocabulary.Online }, "2"));
        Assert.That((await _registry.Registry.FindDocumentsAsync()).Objects.DocumentEntries.Single().Version, Is.EqualTo("3"));
    }

    [Test, Spec("ITI TF-3 4.2.3.2.32"), Spec("ITI TF-2 3.57.4.1.3.1")]
    public async Task Status_and_version_of_the_submission_are_ignored()
    {
        var first = await _registry.RegisteredAsync();
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(first) with { AvailabilityStatus = Vocabulary.Deprecated, Version = "7" }));
        var newest = await _registry.NewestAsync(first);
        Assert.That((newest.Version, newest.AvailabilityStatus), Is.EqualTo(("2", Vocabulary.Approved)));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.1.3")]
    public async Task Refuses_a_version_of_what_is_not_registered()
    {
        var first = await _registry.RegisteredAsync();
        var unknown = Next(A.DocumentEntry()) with { LogicalId = EntryUuid.From(Guid.NewGuid()) };
        await _registry.FailAsync(new UpdateMessage().Version(unknown), (XdsErrorCode.UnresolvedReference, unknown));
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(first)));
        var second = await _registry.NewestAsync(first);
        var ofSecond = Next(first) with { LogicalId = second.Id };
        await _registry.FailAsync(new UpdateMessage().Version(ofSecond), (XdsErrorCode.UnresolvedReference, ofSecond));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3.1.3")]
    public async Task Refuses_another_uniqueId_and_another_objectType()
    {
        var first = await _registry.RegisteredAsync();
        var other = Next(first) with { UniqueId = A.UniqueId() };
        await _registry.FailAsync(new UpdateMessage().Version(other), (XdsErrorCode.MetadataIdentifierError, other));
        var onDemand = Next(first) with { ObjectType = Vocabulary.OnDemandDocument, CreationTime = null, Hash = null, Size = null };
        await _registry.FailAsync(new UpdateMessage().Version(onDemand), (XdsErrorCode.MetadataIdentifierError, onDemand));
    }

    [TestCase("2")]
    [TestCase("99")]
    [Spec("ITI TF-2 3.57.4.1.3.3.1.3")]
    public async Task Refuses_a_version_that_does_not_follow_the_current_one(string previous)
    {
        var next = Next(await _registry.RegisteredAsync());
        await _registry.FailAsync(new UpdateMessage().Version(next, previous), (XdsErrorCode.MetadataVersionError, next));
    }

    [Test, Spec("ITI TF-3 4.1.5")]
    public async Task Refuses_a_change_of_a_version_that_is_not_the_newest()
    {
        var first = await _registry.RegisteredAsync();
        await _registry.SucceedAsync(new UpdateMessage().Version(Next(first)));
        var next = Next(first);
        await _registry.FailAsync(new UpdateMessage().Version(next, "1"), (XdsErrorCode.MetadataVersionError, next));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1")]
    public async Task Refuses_an_incomplete_entry_and_reports_all_that_is_wrong()
    {
        var next = Next(await _registry.RegisteredAsync()) with { ClassCode = null, CreationTime = new("20251301") };
        await _registry.FailAsync(
            new UpdateMessage().Version(next, "5"),
            (XdsErrorCode.RegistryMetadataError, next), (XdsErrorCode.RegistryMetadataError, next), (XdsErrorCode.MetadataVersionError, next));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1")]
    public async Task Refuses_initial_versions()
    {
        var first = await _registry.RegisteredAsync();
        var without = Next(first) with { LogicalId = null };
        await _registry.FailAsync(new UpdateMessage().Version(without), (XdsErrorCode.InvalidRequest, without));
        var id = EntryUuid.From(Guid.NewGuid());
        var same = Next(first) with { Id = id, LogicalId = id };
        await _registry.FailAsync(new UpdateMessage().Version(same), (XdsErrorCode.InvalidRequest, same));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1")]
    public async Task Refuses_two_new_versions_of_one_object()
    {
        var first = await _registry.RegisteredAsync();
        var (one, two) = (Next(first), Next(first));
        await _registry.FailAsync(new UpdateMessage().Version(one).Version(two), (XdsErrorCode.MetadataUpdateOperationError, two));
    }

    [Test, Spec("ITI TF-3 Table 4.2.4.1-2")]
    public async Task Refuses_one_uniqueId_for_versions_of_two_objects()
    {
        var (one, two) = (Next(await _registry.RegisteredAsync()), Next(await _registry.RegisteredAsync()));
        var same = two with { UniqueId = one.UniqueId };
        var response = await _registry.UpdateAsync(new UpdateMessage().Version(one).Version(same));
        Assert.That(response.Errors.Select(e => (e.Code, e.Location)), Does.Contain((XdsErrorCode.RegistryDuplicateUniqueIdInMessage, same.Id)));
    }

    [Test, Spec("ITI TF-3 4.2.3.2.26")]
    public async Task Refuses_to_make_another_document_of_it()
    {
        var next = Next(await _registry.RegisteredAsync()) with { Hash = new string('0', 40) };
        await _registry.FailAsync(new UpdateMessage().Version(next), (XdsErrorCode.NonIdenticalHash, next));
    }

    [Test, Spec("ITI TF-2 3.43.4.1.3.2")]
    public async Task Tells_once_which_hash_and_size_a_document_has_that_was_registered_before_it_was_assembled()
    {
        var assembled = Next(await _registry.RegisteredAsync()) with { Hash = new string('1', 40), Size = "7" };
        Assert.That(await _registry.UpdateAsync(new UpdateMessage().Version(assembled)), Is.EqualTo(RegistryResponse.Success));
        var other = Next(assembled) with { Hash = new string('2', 40) };
        await _registry.FailAsync(new UpdateMessage().Version(other, "2"), (XdsErrorCode.NonIdenticalHash, other));
        Assert.That(await _registry.UpdateAsync(new UpdateMessage().Version(Next(assembled), "2")), Is.EqualTo(RegistryResponse.Success));
    }

    [Test, Spec("ITI TF-3 4.1.5"), Spec("ITI TF-2 3.57.4.1.3.1.3.3")]
    public async Task Lets_exactly_one_of_many_concurrent_updates_win()
    {
        var first = await _registry.RegisteredAsync();
        var responses = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => _registry.UpdateAsync(new UpdateMessage().Version(Next(first))))));
        Assert.Multiple(async () =>
        {
            Assert.That(responses.Count(r => r.Status == ResponseStatus.Success), Is.EqualTo(1));
            Assert.That(
                responses.Where(r => r.Status == ResponseStatus.Failure).SelectMany(r => r.Errors).Select(e => e.Code),
                Is.All.EqualTo(XdsErrorCode.MetadataVersionError).And.Exactly(15).Items);
            Assert.That((await _registry.VersionsAsync(first.Id)).Select(v => v.Version), Is.EqualTo(new[] { "1", "2" }));
        });
    }
}
