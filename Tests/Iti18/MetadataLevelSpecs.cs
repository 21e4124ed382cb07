using IheNode.Core;
using static IheNode.Tests.UpdateMessage;

namespace IheNode.Tests;

/// <summary>What Metadata Update leaves behind, and who gets to see it.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class MetadataLevelSpecs(TestDatabase database)
{
    private static readonly (string, string[]) Two = ("$MetadataLevel", ["2"]);
    private static readonly string[] Both = [Vocabulary.Approved, Vocabulary.Deprecated];

    private TestRegistry _registry = null!;
    private DocumentEntry _old = null!;
    private DocumentEntry _new = null!;
    private Folder _folder = null!;
    private Association _membership = null!;

    [SetUp]
    public async Task Register()
    {
        _registry = await TestRegistry.WithPatientAsync(database);
        var (folder, first) = (A.Folder(), A.DocumentEntry());
        await _registry.RegisterAsync(folder, first, A.HasMember(folder, first));
        var all = (await _registry.GetAllAsync()).Objects;
        (_folder, _old) = (all.Folders.Single(), all.DocumentEntries.Single());
        _membership = all.Associations.Single(a => a.SourceId == _folder.Id);
    }

    [TearDown]
    public void Close() => _registry.Dispose();

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.5.1.1")]
    public async Task Shows_versions_that_are_not_the_newest_at_level_two_only()
    {
        await MakeVersionsAsync();
        var named = ("$XDSDocumentEntryUniqueId", new[] { _old.UniqueId! });
        Assert.Multiple(async () =>
        {
            Assert.That(await IdsAsync("GetDocuments", named), Is.EqualTo(new[] { _new.Id }));
            Assert.That(await IdsAsync("GetDocuments", named, ("$MetadataLevel", ["1"])), Is.EqualTo(new[] { _new.Id }));
            Assert.That(await IdsAsync("GetDocuments", named, Two), Is.EquivalentTo(new[] { _old.Id, _new.Id }));
            Assert.That(await IdsAsync("GetDocuments", ("$XDSDocumentEntryEntryUUID", [_old.Id])), Is.Empty);
            Assert.That(await FindAsync(), Is.EqualTo(new[] { _new.Id }));
            Assert.That(await FindAsync(Two), Is.EquivalentTo(new[] { _old.Id, _new.Id }));
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.5")]
    public async Task Gets_all_versions_of_a_document_by_its_logical_id_which_excludes_the_other_ids()
    {
        await MakeVersionsAsync();
        var byLogicalId = await _registry.QueryAsync("GetDocuments", ("$XDSDocumentEntryLogicalID", [_old.Id]), Two);
        var twoWays = await _registry.QueryAsync("GetDocuments", ("$XDSDocumentEntryLogicalID", [_old.Id]), ("$XDSDocumentEntryEntryUUID", [_old.Id]));
        Assert.Multiple(async () =>
        {
            Assert.That(
                byLogicalId.Objects.DocumentEntries.Select(e => (e.Id, e.LogicalId, e.Version, e.AvailabilityStatus)),
                Is.EquivalentTo(new[] { (_old.Id, _old.Id, "1", Vocabulary.Deprecated), (_new.Id, _old.Id, "2", Vocabulary.Approved) }));
            Assert.That(await IdsAsync("GetDocuments", ("$XDSDocumentEntryLogicalID", [_old.Id])), Is.EqualTo(new[] { _new.Id }));
            Assert.That(await IdsAsync("GetDocuments", ("$XDSDocumentEntryLogicalID", [_new.Id]), Two), Is.Empty, "a later version's own UUID is no logicalID");
            Assert.That(await IdsAsync("GetFolders", ("$XDSFolderLogicalID", [_folder.Id])), Is.EqualTo(new[] { _folder.Id }));
            Assert.That(twoWays.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.StoredQueryParamNumber }));
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.5.1.1")]
    public async Task Shows_documents_that_are_offline_at_level_two_only_where_they_can_be_selected()
    {
        await MakeVersionsAsync(Vocabulary.Offline);
        var other = await _registry.RegisteredAsync(A.DocumentEntry());
        Assert.Multiple(async () =>
        {
            Assert.That(await FindAsync(), Is.EqualTo(new[] { other.Id }));
            Assert.That(await FindAsync(Two), Is.EquivalentTo(new[] { _old.Id, _new.Id, other.Id }));
            Assert.That(await FindAsync(Two, ("$XDSDocumentEntryDocumentAvailability", [Vocabulary.Offline])), Is.EqualTo(new[] { _new.Id }));
            Assert.That(await FindAsync(Two, ("$XDSDocumentEntryDocumentAvailability", [Vocabulary.Online])), Is.EquivalentTo(new[] { _old.Id, other.Id }), "Online is the default");
            Assert.That(await FindAsync(("$XDSDocumentEntryDocumentAvailability", [Vocabulary.Offline])), Is.Empty);
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.5.1.1")]
    public async Task Shows_deprecated_folders_at_level_two_or_where_the_status_of_folders_is_asked_for()
    {
        await UpdateAsync(new UpdateMessage().Deprecate(_folder.Id));
        (string, string[]) named = ("$XDSFolderEntryUUID", [_folder.Id]);
        (string, string[])[] find = [("$XDSFolderPatientId", [A.PatientId().Text]), ("$XDSFolderStatus", Both)];
        Assert.Multiple(async () =>
        {
            Assert.That(await IdsAsync("GetFolders", named), Is.Empty);
            Assert.That(await IdsAsync("GetFolders", named, Two), Is.EqualTo(new[] { _folder.Id }));
            Assert.That(await IdsAsync("GetFolderAndContents", named), Is.Empty, "nor are its contents those of a folder");
            Assert.That(await IdsAsync("GetFolderAndContents", named, Two), Is.EquivalentTo(new[] { _folder.Id, _membership.Id, _old.Id }));
            Assert.That(await IdsAsync("FindFolders", find), Is.EqualTo(new[] { _folder.Id }));
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.5.1.1")]
    public async Task Neither_shows_nor_follows_deprecated_associations_at_level_one()
    {
        await UpdateAsync(new UpdateMessage().Deprecate(_membership.Id));
        (string, string[]) folder = ("$XDSFolderEntryUUID", [_folder.Id]);
        (string, string[]) entry = ("$XDSDocumentEntryEntryUUID", [_old.Id]);
        (string, string[]) approved = ("$XDSAssociationStatus", [Vocabulary.Approved]);
        (string, string[]) deprecated = ("$XDSAssociationStatus", [Vocabulary.Deprecated]);
        Assert.Multiple(async () =>
        {
            Assert.That(await IdsAsync("GetAssociations", ("$uuid", [_folder.Id])), Does.Not.Contain(_membership.Id).And.Not.Empty);
            Assert.That(await IdsAsync("GetAssociations", ("$uuid", [_folder.Id]), Two, deprecated), Is.EqualTo(new[] { _membership.Id }));
            Assert.That(await IdsAsync("GetAssociations", ("$uuid", [_folder.Id]), Two, approved), Does.Not.Contain(_membership.Id));
            Assert.That(await IdsAsync("GetAssociations", ("$uuid", [_folder.Id]), deprecated), Is.Empty);
            Assert.That(await IdsAsync("GetFolderAndContents", folder), Is.EqualTo(new[] { _folder.Id }));
            Assert.That(await IdsAsync("GetFolderAndContents", folder, Two), Is.EquivalentTo(new[] { _folder.Id, _membership.Id, _old.Id }));
            Assert.That(await IdsAsync("GetFolderAndContents", folder, Two, approved), Is.EqualTo(new[] { _folder.Id }));
            Assert.That(await IdsAsync("GetFoldersForDocument", entry), Is.Empty);
            Assert.That(await IdsAsync("GetFoldersForDocument", entry, Two, deprecated), Is.EqualTo(new[] { _folder.Id }));
            Assert.That(await IdsAsync("GetDocumentsAndAssociations", entry, Two, deprecated), Is.EquivalentTo(new[] { _old.Id, _membership.Id }));
            Assert.That(
                (await _registry.QueryAsync("GetAssociations", ("$uuid", [_folder.Id]), Two, deprecated)).Objects.Associations.Single().AvailabilityStatus,
                Is.EqualTo(Vocabulary.Deprecated));
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.6")]
    public async Task Ignores_association_statuses_that_it_does_not_know()
    {
        var all = await IdsAsync("GetAssociations", ("$uuid", [_folder.Id]));
        Assert.That(await IdsAsync("GetAssociations", ("$uuid", [_folder.Id]), ("$XDSAssociationStatus", ["urn:unknown"])), Is.EqualTo(all));
    }

    [TestCase("3"), TestCase("0"), TestCase("two"), TestCase("01"), Spec("ITI TF-2 3.18.4.1.2.3.5.1.1")]
    public async Task Refuses_a_level_that_there_is_not(string level)
    {
        var response = await _registry.QueryAsync("GetDocuments", ("$XDSDocumentEntryEntryUUID", [_old.Id]), ("$MetadataLevel", [level]));
        Assert.That(response.Errors.Single().Code, Is.EqualTo(XdsErrorCode.RegistryError));
        Assert.That(response.Errors.Single().CodeContext, Does.Contain("$MetadataLevel"));
    }

    [Test, Spec("ITI TF-2 3.51.4.1.2")]
    public async Task A_query_for_several_patients_knows_no_level_and_shows_what_is_current()
    {
        await MakeVersionsAsync();
        var found = await _registry.MultiPatientQueryAsync(
            "FindDocumentsForMultiplePatients", ("$XDSDocumentEntryPatientId", [A.PatientId().Text]), ("$XDSDocumentEntryStatus", Both), Two);
        Assert.That(found.Objects.Objects.Select(o => o.Id), Is.EqualTo(new[] { _new.Id }));
    }

    private async Task MakeVersionsAsync(string? availability = null)
    {
        await UpdateAsync(new UpdateMessage().Version(Next(_old) with { DocumentAvailability = availability }));
        _new = (await _registry.QueryAsync("GetDocuments", ("$XDSDocumentEntryLogicalID", [_old.Id]), Two)).Objects.DocumentEntries.Single(e => e.Version == "2");
    }

    private async Task UpdateAsync(UpdateMessage update) => Assert.That(
        await _registry.Actor.UpdateDocumentSet(update.Request, A.Exchange(), CancellationToken.None), Is.EqualTo(RegistryResponse.Success));

    private Task<string[]> FindAsync(params (string, string[])[] further) => IdsAsync(
        "FindDocuments", [("$XDSDocumentEntryPatientId", [A.PatientId().Text]), ("$XDSDocumentEntryStatus", Both), .. further]);

    private async Task<string[]> IdsAsync(string query, params (string, string[])[] parameters)
    {
        var response = await _registry.QueryAsync(query, parameters);
        Assert.That(response.Status, Is.EqualTo(ResponseStatus.Success), response.Errors.ToString());
        return [.. response.Objects.Objects.Select(o => o.Id)];
    }
}
