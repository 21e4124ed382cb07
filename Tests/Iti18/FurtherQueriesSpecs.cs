using IheNode.Core;
using NUnit.Framework;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class FurtherQueriesSpecs(TestDatabase database)
{
    private static readonly string[] None = [];

    private TestRegistry _registry = null!;
    private SubmissionSet _set = null!;
    private DocumentEntry _filed = null!;
    private DocumentEntry _loose = null!;
    private Folder _folder = null!;
    private RegistryObjectList _all = null!;

    [SetUp]
    public async Task Register()
    {
        _registry = await TestRegistry.WithPatientAsync(database);
        (_set, _folder) = (A.SubmissionSet(), A.Folder());
        _filed = A.DocumentEntry() with { ReferenceIds = ["A-1^^^&1.2.3&ISO^urn:ihe:iti:xds:2013:accession"] };
        _loose = A.DocumentEntry() with { FormatCode = A.Code("F", "f") };
        await _registry.RegisterAsync(_set, _filed, _loose, _folder, A.HasMember(_folder, _filed));
        _all = (await _registry.GetAllAsync()).Objects;
        _filed = _all.DocumentEntries.Single(e => e.UniqueId == _filed.UniqueId);
        _loose = _all.DocumentEntries.Single(e => e.UniqueId == _loose.UniqueId);
        _folder = _all.Folders.Single();
        _set = _all.SubmissionSets.Single();
    }

    [TearDown]
    public void Close() => _registry.Dispose();

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.2")]
    public async Task Finds_submission_sets()
    {
        Assert.Multiple(async () =>
        {
            Assert.That(await FindAsync(), Is.EqualTo(new[] { _set.Id }));
            Assert.That(await FindAsync(("$XDSSubmissionSetSourceId", ["1.2", _set.SourceId!]), ("$XDSSubmissionSetAuthorPerson", ["%佐藤%"])), Is.EqualTo(new[] { _set.Id }));
            Assert.That(await FindAsync(("$XDSSubmissionSetSubmissionTimeTo", ["20250401100000"])), Is.Empty);
            Assert.That(await FindAsync(("$XDSSubmissionSetContentType", ["x^^1.2"])), Is.Empty);
        });

        Task<string[]> FindAsync(params (string, string[])[] further) => IdsAsync(
            "FindSubmissionSets", [("$XDSSubmissionSetPatientId", [A.PatientId().Text]), ("$XDSSubmissionSetStatus", [Vocabulary.Approved]), .. further]);
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.3")]
    public async Task Finds_and_gets_folders()
    {
        (string, string[])[] required = [("$XDSFolderPatientId", [A.PatientId().Text]), ("$XDSFolderStatus", [Vocabulary.Approved])];
        Assert.Multiple(async () =>
        {
            Assert.That(await IdsAsync("FindFolders", [.. required, ("$XDSFolderCodeList", [_folder.Codes[0].ToQueryValue()])]), Is.EqualTo(new[] { _folder.Id }));
            Assert.That(await IdsAsync("FindFolders", [.. required, ("$XDSFolderLastUpdateTimeFrom", ["20250401030001"])]), Is.Empty);
            Assert.That(await IdsAsync("GetFolders", ("$XDSFolderUniqueId", [_folder.UniqueId!])), Is.EqualTo(new[] { _folder.Id }));
            Assert.That(await IdsAsync("GetFoldersForDocument", ("$XDSDocumentEntryUniqueId", [_filed.UniqueId!])), Is.EqualTo(new[] { _folder.Id }));
            Assert.That(await IdsAsync("GetFoldersForDocument", ("$XDSDocumentEntryEntryUUID", [_loose.Id])), Is.Empty);
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.14")]
    public async Task Finds_documents_by_reference_id()
    {
        (string, string[])[] required = [("$XDSDocumentEntryPatientId", [A.PatientId().Text]), ("$XDSDocumentEntryStatus", [Vocabulary.Approved])];
        var found = await IdsAsync("FindDocumentsByReferenceId", [.. required, ("$XDSDocumentEntryReferenceIdList", ["A-1^^^&1.2.3&ISO%"])]);
        Assert.That(found, Is.EqualTo(new[] { _filed.Id }));
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.7")]
    public async Task Gets_associations_with_and_without_documents()
    {
        var ofFiled = Associations(a => a.SourceId == _filed.Id || a.TargetId == _filed.Id);
        Assert.Multiple(async () =>
        {
            Assert.That(await IdsAsync("GetAssociations", ("$uuid", [_filed.Id])), Is.EquivalentTo(ofFiled));
            Assert.That(
                await IdsAsync("GetDocumentsAndAssociations", ("$XDSDocumentEntryEntryUUID", [_filed.Id])), Is.EquivalentTo(ofFiled.Append(_filed.Id)));
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.9")]
    public async Task Gets_submission_sets_of_documents_and_folders()
    {
        var found = await IdsAsync("GetSubmissionSets", ("$uuid", [_loose.Id, _folder.Id]));
        Assert.That(found, Is.EquivalentTo(Associations(a => a.TargetId == _loose.Id || a.TargetId == _folder.Id).Append(_set.Id)));
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.10")]
    public async Task Gets_a_submission_set_and_its_contents()
    {
        var whole = await IdsAsync("GetSubmissionSetAndContents", ("$XDSSubmissionSetEntryUUID", [_set.Id]));
        var filtered = await IdsAsync(
            "GetSubmissionSetAndContents", ("$XDSSubmissionSetUniqueId", [_set.UniqueId!]), ("$XDSDocumentEntryFormatCode", [$"F^^{A.Scheme}"]));
        Assert.Multiple(() =>
        {
            Assert.That(whole, Is.EquivalentTo(_all.Objects.Select(o => o.Id)));
            Assert.That(filtered, Is.EquivalentTo(
                Associations(a => a.TargetId == _loose.Id || a.TargetId == _folder.Id).Concat([_set.Id, _loose.Id, _folder.Id])), "no end may dangle");
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.11")]
    public async Task Gets_a_folder_and_its_contents()
    {
        var found = await IdsAsync("GetFolderAndContents", ("$XDSFolderUniqueId", [_folder.UniqueId!]));
        Assert.That(found, Is.EquivalentTo(Associations(a => a.SourceId == _folder.Id).Concat([_folder.Id, _filed.Id])));
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.13")]
    public async Task Gets_related_documents()
    {
        var addendum = A.DocumentEntry();
        await _registry.RegisterAsync(addendum, A.Relationship(Vocabulary.Append, addendum, _filed.Id));
        _all = (await _registry.GetAllAsync()).Objects;
        var related = await RelatedAsync(_filed.Id, Vocabulary.Append, Vocabulary.Replace);
        Assert.Multiple(async () =>
        {
            Assert.That(related, Is.EquivalentTo(Associations(a => a.Type == Vocabulary.Append)
                .Concat([_filed.Id, _all.DocumentEntries.Single(e => e.UniqueId == addendum.UniqueId).Id])));
            Assert.That(await RelatedAsync(_filed.Id, Vocabulary.Replace), Is.Empty);
            Assert.That(await RelatedAsync(_filed.Id, Vocabulary.HasMember), Is.Empty, "not between documents");
            Assert.That(await RelatedAsync(_loose.Id, Vocabulary.Append), Is.Empty, "not even the entry itself");
        });

        Task<string[]> RelatedAsync(string id, params string[] types) =>
            IdsAsync("GetRelatedDocuments", ("$XDSDocumentEntryEntryUUID", [id]), ("$AssociationTypes", types));
    }

    private string[] Associations(Func<Association, bool> which) => [.. _all.Associations.Where(which).Select(a => a.Id)];

    private async Task<string[]> IdsAsync(string query, params (string, string[])[] parameters)
    {
        var response = await _registry.QueryAsync(query, parameters);
        Assert.That(response.Status, Is.EqualTo(ResponseStatus.Success), response.Errors.ToString());
        return response.Objects.Objects.Count == 0 ? None : [.. response.Objects.Objects.Select(o => o.Id)];
    }
}
