using IheNode.Core;
using static IheNode.Tests.UpdateMessage;

namespace IheNode.Tests;

/// <summary>ITI-92: what a restricted update may do, and what it may not.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RestrictedUpdateSpecs(TestDatabase database)
{
    private UpdatedRegistry _registry = null!;
    private DocumentEntry _entry = null!;

    [SetUp]
    public async Task Open()
    {
        _registry = await UpdatedRegistry.OpenAsync(database);
        _entry = await _registry.RegisteredAsync();
    }

    [TearDown]
    public async Task Close()
    {
        await _registry.Registry.AssertWholeAsync();
        _registry.Dispose();
    }

    [Test, Spec("ITI TF-2 3.92.4.1.3")]
    public async Task An_entry_gets_a_new_version()
    {
        var next = Next(_entry) with { ConfidentialityCodes = [new("R", "2.16.840.1.113883.5.25", "制限")], Title = [new("訂正版")] };
        Assert.That(await _registry.RestrictedUpdateAsync(new UpdateMessage().Version(next)), Is.EqualTo(RegistryResponse.Success));
        var versions = await _registry.VersionsAsync(_entry.Id);
        Assert.That(versions[0].AvailabilityStatus, Is.EqualTo(Vocabulary.Deprecated));
        Assert.That(versions[1], Is.EqualTo(next with { Id = versions[1].Id, AvailabilityStatus = Vocabulary.Approved, Version = "2" }));
    }

    [Test, Spec("ITI TF-2 3.92.4.1.2.2.2")]
    public async Task Folders_are_inherited_unless_the_update_says_no()
    {
        var folder = (await _registry.RegisterAsync(A.Folder())).Folders.Single();
        await _registry.SucceedAsync(new UpdateMessage().Link(Association(Vocabulary.HasMember, folder.Id, _entry.Id)));
        await _registry.RestrictedUpdateAsync(new UpdateMessage().Version(Next(_entry)));
        var second = await _registry.NewestAsync(_entry);
        await _registry.RestrictedUpdateAsync(new UpdateMessage().Version(Next(_entry), "2", "no"));
        Assert.That((await _registry.LinksAsync(Vocabulary.HasMember)).Where(l => l.Source == folder.Id).Select(l => l.Target), Is.EquivalentTo(new[] { _entry.Id, second.Id }));
    }

    [Test, Spec("ITI TF-2 3.92.4.1.3")]
    public async Task A_deprecated_entry_is_updated_when_it_is_the_newest_version()
    {
        await _registry.SucceedAsync(new UpdateMessage().Deprecate(_entry.Id));
        Assert.That(await _registry.RestrictedUpdateAsync(new UpdateMessage().Version(Next(_entry))), Is.EqualTo(RegistryResponse.Success));
        Assert.That((await _registry.NewestAsync(_entry)).AvailabilityStatus, Is.EqualTo(Vocabulary.Deprecated));
    }

    [Test, Spec("ITI TF-2 3.92.4.1.3")]
    public async Task What_is_given_as_it_was_read_is_no_change()
    {
        var next = _entry with { Id = $"New{A.UniqueId()}", HomeCommunityId = A.Profile().Network.HomeCommunityId, DocumentAvailability = Vocabulary.Online, Hash = _entry.Hash!.ToUpperInvariant() };
        Assert.That(await _registry.RestrictedUpdateAsync(new UpdateMessage().Version(next)), Is.EqualTo(RegistryResponse.Success));
    }

    [Test, Spec("ITI TF-2 3.92.4.1.2.1")]
    public async Task Refuses_folders_status_and_associations()
    {
        var folder = (await _registry.RegisterAsync(A.Folder())).Folders.Single();
        var next = Next(folder);
        await _registry.FailRestrictedAsync(new UpdateMessage().Version(next), (XdsErrorCode.MetadataUpdateError, next));
        var status = new UpdateMessage().Deprecate(_entry.Id);
        await _registry.FailRestrictedAsync(status, (XdsErrorCode.MetadataUpdateError, status.Request.Objects.Associations.Single()));
        var link = new UpdateMessage().Link(Association(Vocabulary.HasMember, folder.Id, _entry.Id));
        await _registry.FailRestrictedAsync(link, (XdsErrorCode.MetadataUpdateError, link.Request.Objects.Associations.Last()));
    }

    [Test, Spec("ITI TF-2 3.92.4.1.3")]
    public async Task Refuses_a_version_of_what_is_not_registered_or_not_current()
    {
        var unknown = Next(A.DocumentEntry()) with { LogicalId = EntryUuid.From(Guid.NewGuid()) };
        await _registry.FailRestrictedAsync(new UpdateMessage().Version(unknown), (XdsErrorCode.MetadataVersionError, unknown));
        await _registry.RestrictedUpdateAsync(new UpdateMessage().Version(Next(_entry)));
        var late = Next(_entry);
        await _registry.FailRestrictedAsync(new UpdateMessage().Version(late), (XdsErrorCode.MetadataVersionError, late));
    }

    [Test, Spec("ITI TF-2 3.92.4.1.2.2")]
    public async Task Refuses_annotations_that_are_missing_or_wrong()
    {
        var next = Next(_entry);
        await _registry.FailRestrictedAsync(new UpdateMessage().Version(next, null), (XdsErrorCode.MetadataAnnotationError, next));
        await _registry.FailRestrictedAsync(new UpdateMessage().Version(next, "x", "y"), (XdsErrorCode.MetadataAnnotationError, next), (XdsErrorCode.MetadataAnnotationError, next));
        await _registry.FailRestrictedAsync(new UpdateMessage().With(next), (XdsErrorCode.MetadataAnnotationError, next));
    }

    [Test, Spec("ITI TF-2 3.92.4.1.3")]
    public async Task Refuses_an_initial_version()
    {
        var initial = A.DocumentEntry();
        await _registry.FailRestrictedAsync(new UpdateMessage().Version(initial), (XdsErrorCode.InvalidRequest, initial));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1")]
    public async Task Refuses_two_new_versions_of_one_object()
    {
        var (one, two) = (Next(_entry), Next(_entry));
        await _registry.FailRestrictedAsync(new UpdateMessage().Version(one).Version(two), (XdsErrorCode.MetadataUpdateOperationError, two));
    }

    [Test, Spec("ITI TF-2 3.92.4.1.3")]
    public async Task Refuses_an_incomplete_entry()
    {
        var next = Next(_entry) with { TypeCode = null };
        await _registry.FailRestrictedAsync(new UpdateMessage().Version(next), (XdsErrorCode.RegistryMetadataError, next));
    }

    [Test, Spec("ITI TF-2 3.92.4.1.3")]
    public async Task Refuses_another_patient_and_another_uniqueId()
    {
        var next = Next(_entry) with { PatientId = A.PatientId("other"), UniqueId = A.UniqueId() };
        await _registry.FailRestrictedAsync(
            new UpdateMessage(A.PatientId("other")).Version(next), (XdsErrorCode.PatientIdReconciliationError, next), (XdsErrorCode.MetadataIdentifierError, next));
    }

    private static IEnumerable<TestCaseData> Unmodifiable =>
    [
        new TestCaseData((Func<DocumentEntry, DocumentEntry>)(e => e with { SourcePatientId = PatientId.Of("M-779", "1.2.3") })).SetArgDisplayNames("sourcePatientId"),
        new TestCaseData((Func<DocumentEntry, DocumentEntry>)(e => e with { RepositoryUniqueId = "1.2.3" })).SetArgDisplayNames("repositoryUniqueId"),
        new TestCaseData((Func<DocumentEntry, DocumentEntry>)(e => e with { DocumentAvailability = Vocabulary.Offline })).SetArgDisplayNames("documentAvailability"),
        new TestCaseData((Func<DocumentEntry, DocumentEntry>)(e => e with { AvailabilityStatus = Vocabulary.Deprecated })).SetArgDisplayNames("availabilityStatus"),
        new TestCaseData((Func<DocumentEntry, DocumentEntry>)(e => e with { Version = "9" })).SetArgDisplayNames("version"),
    ];

    [TestCaseSource(nameof(Unmodifiable)), Spec("ITI TF-2 3.92.4.1.3")]
    public async Task Refuses_to_change_what_no_restricted_update_changes(Func<DocumentEntry, DocumentEntry> change)
    {
        var next = change(Next(_entry));
        await _registry.FailRestrictedAsync(new UpdateMessage().Version(next), (XdsErrorCode.UnmodifiableMetadataError, next));
    }

    [Test, Spec("ITI TF-2 3.92.4.1.3")]
    public async Task Refuses_another_objectType_and_one_that_is_none()
    {
        var onDemand = Next(_entry) with { ObjectType = Vocabulary.OnDemandDocument };
        Assert.That((await _registry.RestrictedUpdateAsync(new UpdateMessage().Version(onDemand))).Errors.Select(e => e.Code), Does.Contain(XdsErrorCode.UnmodifiableMetadataError));
        var none = Next(_entry) with { ObjectType = "urn:uuid:00000000-0000-4000-8000-000000000000" };
        Assert.That((await _registry.RestrictedUpdateAsync(new UpdateMessage().Version(none))).Errors.Select(e => e.Code), Does.Contain(XdsErrorCode.ObjectTypeError));
    }

    [Test, Spec("ITI TF-2 3.92.4.1.3")]
    public async Task Refuses_to_change_what_the_policy_of_the_domain_forbids()
    {
        var next = Next(_entry) with { Hash = new string('0', 40), Size = "7" };
        var response = await _registry.RestrictedUpdateAsync(new UpdateMessage().Version(next));
        Assert.That(response.Errors.Where(e => e.Code == XdsErrorCode.LocalPolicyRestrictionError).Select(e => e.CodeContext), Is.EquivalentTo(new[]
        {
            $"DocumentEntry {next.Id}, hash: The policy of this domain forbids restricted updates to change this attribute.",
            $"DocumentEntry {next.Id}, size: The policy of this domain forbids restricted updates to change this attribute.",
        }));
    }

    [Test, Spec("ITI TF-2 3.92.4.1.3")]
    public async Task The_policy_is_a_choice_of_the_profile()
    {
        var profile = A.Profile() with { Policy = new() { RestrictedUpdateForbids = ["classCode"] } };
        using var registry = await TestRegistry.WithPatientAsync(database, profile);
        var next = Next(await registry.RegisteredAsync(A.DocumentEntry())) with { ClassCode = A.Code("X", "他") };
        var response = await registry.Actor.RestrictedUpdateDocumentSet(new UpdateMessage().Version(next).Request, A.Exchange(), CancellationToken.None);
        Assert.That(response.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.LocalPolicyRestrictionError, next.Id) }));
    }

    [Test, Spec("ITI TF-2 3.92.4.1.3.1")]
    public async Task Refuses_an_update_for_another_community()
    {
        var next = Next(_entry) with { HomeCommunityId = "urn:oid:2.999.99" };
        await _registry.FailRestrictedAsync(new UpdateMessage().Version(next), (XdsErrorCode.UnknownCommunity, next));
        var whole = new UpdateMessage().Version(Next(_entry));
        var response = await _registry.Registry.Actor.RestrictedUpdateDocumentSet(
            whole.Request with { HomeCommunityId = "urn:oid:2.999.99" }, A.Exchange(), CancellationToken.None);
        Assert.That(response.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.UnknownCommunity, whole.Set.Id) }));
    }
}
