using IheNode.Core;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class MultiPatientQuerySpecs(TestDatabase database)
{
    private static readonly (string, string[]) EntryStatus = ("$XDSDocumentEntryStatus", [Vocabulary.Approved]);
    private static readonly (string, string[]) FolderStatus = ("$XDSFolderStatus", [Vocabulary.Approved]);

    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync(database, null, "second", "third");

    [TearDown]
    public void Close() => _registry.Dispose();

    [Test, Spec("ITI TF-2 3.51.4.1.2.1.1")]
    public async Task Finds_documents_of_several_patients_each_with_its_own_patient_id()
    {
        var (first, second, third) = await RegisterOneEachAsync();
        var two = await DocumentsAsync(("$XDSDocumentEntryPatientId", [A.PatientId().Text, A.PatientId("second").Text, A.PatientId("second").Text]));
        var one = await DocumentsAsync(("$XDSDocumentEntryPatientId", [A.PatientId("third").Text]));
        Assert.Multiple(() =>
        {
            Assert.That(two.Select(e => (e.UniqueId, e.PatientId)), Is.EquivalentTo(new[] { (first, (PatientId?)A.PatientId()), (second, A.PatientId("second")) }));
            Assert.That(one.Select(e => e.UniqueId), Is.EqualTo(new[] { third }), "patient ids alone are enough (PatientId Only Option)");
        });
    }

    [Test, Spec("ITI TF-2 3.51.4.1.2.1.1")]
    public async Task Finds_more_patients_than_one_statement_names()
    {
        var ids = Enumerable.Range(0, 120).Select(n => $"many{n}").ToArray();
        foreach (var id in ids)
        {
            await _registry.AddPatientAsync(A.PatientId(id));
            await _registry.RegisterAsync(A.DocumentEntry(A.PatientId(id)));
        }

        var found = await DocumentsAsync(("$XDSDocumentEntryPatientId", [.. ids.Select(id => A.PatientId(id).Text)]));
        Assert.That(found.Select(e => e.PatientId!.Value.Id), Is.EquivalentTo(ids));
    }

    [TestCase("$XDSDocumentEntryClassCode"), TestCase("$XDSDocumentEntryHealthcareFacilityTypeCode"), TestCase("$XDSDocumentEntryEventCodeList")]
    [Spec("ITI TF-2 3.51.4.1.2.1.1")]
    public async Task Finds_documents_by_a_code_whoever_the_patient(string parameter)
    {
        var code = A.Code("X", "x");
        DocumentEntry[] wanted = [Coded(A.PatientId()), Coded(A.PatientId("second"))];
        foreach (var entry in wanted) await _registry.RegisterAsync(entry);
        await RegisterOneEachAsync();
        var found = await DocumentsAsync((parameter, [code.ToQueryValue(), "other^^1.2.3"]));
        var narrowed = await DocumentsAsync((parameter, [code.ToQueryValue()]), ("$XDSDocumentEntryPatientId", [A.PatientId("second").Text]));
        Assert.Multiple(() =>
        {
            Assert.That(found.Select(e => e.UniqueId), Is.EquivalentTo(wanted.Select(e => e.UniqueId)));
            Assert.That(narrowed.Select(e => e.UniqueId), Is.EqualTo(new[] { wanted[1].UniqueId }));
        });

        DocumentEntry Coded(PatientId patient) =>
            A.DocumentEntry(patient) with { ClassCode = code, HealthcareFacilityTypeCode = code, EventCodes = [A.Code("T14", "外傷"), code] };
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.5")]
    public async Task Takes_repeated_event_codes_as_further_conditions_and_gives_each_entry_once()
    {
        var (a, b, c) = (A.Code("a", "a"), A.Code("b", "b"), A.Code("c", "c"));
        var both = A.DocumentEntry() with { EventCodes = [a, b, c] };
        await _registry.RegisterAsync(both, A.DocumentEntry() with { EventCodes = [a, b] }, A.DocumentEntry() with { EventCodes = [c] });
        const string name = "$XDSDocumentEntryEventCodeList";
        var found = await DocumentsAsync((name, [a.ToQueryValue(), b.ToQueryValue()]), (name, [c.ToQueryValue()]));
        Assert.That(found.Select(e => e.UniqueId), Is.EqualTo(new[] { both.UniqueId }));
    }

    [Test, Spec("ITI TF-2 3.51.4.1.2.1.2")]
    public async Task Finds_folders_by_patients_or_by_code()
    {
        var code = A.Code("CKD", "慢性腎臓病");
        Folder[] folders = [A.Folder(), A.Folder(A.PatientId("second")) with { Codes = [code] }, A.Folder(A.PatientId("third")) with { Codes = [code] }];
        foreach (var folder in folders) await _registry.RegisterAsync(folder);
        Assert.Multiple(async () =>
        {
            Assert.That(await FoldersAsync(("$XDSFolderPatientId", [A.PatientId().Text, A.PatientId("third").Text])), Is.EquivalentTo(new[] { folders[0].UniqueId, folders[2].UniqueId }));
            Assert.That(await FoldersAsync(("$XDSFolderCodeList", [code.ToQueryValue()])), Is.EquivalentTo(new[] { folders[1].UniqueId, folders[2].UniqueId }));
        });

        async Task<string?[]> FoldersAsync(params (string, string[])[] further)
        {
            var response = await _registry.MultiPatientQueryAsync("FindFoldersForMultiplePatients", [FolderStatus, .. further]);
            Assert.That(response.Status, Is.EqualTo(ResponseStatus.Success), response.Errors.ToString());
            return [.. response.Objects.Folders.Select(f => f.UniqueId)];
        }
    }

    [TestCase("FindDocumentsForMultiplePatients", "$XDSDocumentEntryStatus", "$XDSDocumentEntryTypeCode")]
    [TestCase("FindFoldersForMultiplePatients", "$XDSFolderStatus", "$XDSFolderLastUpdateTimeFrom")]
    [Spec("ITI TF-2 3.51.4.1.2.1")]
    public async Task Refuses_a_query_without_a_selector(string query, string status, string filter)
    {
        var response = await _registry.MultiPatientQueryAsync(query, (status, [Vocabulary.Approved]), (filter, [filter.EndsWith("Code", StringComparison.Ordinal) ? "a^^b" : "2020"]));
        Assert.Multiple(() =>
        {
            Assert.That(response.Status, Is.EqualTo(ResponseStatus.Failure));
            Assert.That(response.Errors.Single().Code, Is.EqualTo(XdsErrorCode.StoredQueryMissingParam));
            Assert.That(response.Errors.Single().CodeContext, Does.Contain("at least one of").And.Contain("PatientId"));
        });
    }

    [Test, Spec("ITI TF-2 3.51.4.1.2.1.1")]
    public async Task Refuses_a_query_without_a_status_and_one_of_the_other_transaction()
    {
        var noStatus = await _registry.MultiPatientQueryAsync("FindDocumentsForMultiplePatients", ("$XDSDocumentEntryPatientId", [A.PatientId().Text]));
        var ofIti18 = await _registry.Actor.MultiPatientStoredQuery(Connectathon.FindDocuments(A.PatientId()), A.Exchange(), default);
        var ofIti51 = await _registry.Actor.StoredQuery(
            new(Vocabulary.StoredQueryIds.FindDocumentsForMultiplePatients, ReturnType.LeafClass, []), A.Exchange(), default);
        Assert.Multiple(() =>
        {
            Assert.That(noStatus.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.StoredQueryMissingParam }));
            Assert.That(ofIti18.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.UnknownStoredQuery }));
            Assert.That(ofIti51.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.UnknownStoredQuery }));
        });
    }

    [TestCase(false), TestCase(true)]
    [Spec("ITI TF-2 3.18.4.1.2.3.9.1")]
    public async Task Answers_for_unknown_and_subsumed_patients_as_the_domain_chose(bool isError)
    {
        using var registry = await TestRegistry.WithPatientAsync(database, A.Profile() with { Policy = new() { UnknownPatientIsError = isError } }, "old");
        await registry.RegisterAsync(A.DocumentEntry());
        await registry.RegisterAsync(A.DocumentEntry(A.PatientId("old")));
        await registry.MergeAsync(subsumed: A.PatientId("old"), survivor: A.PatientId());
        var response = await registry.MultiPatientQueryAsync("FindDocumentsForMultiplePatients",
            EntryStatus, ("$XDSDocumentEntryPatientId", [A.PatientId().Text, A.PatientId("old").Text, A.PatientId("nobody").Text]));
        Assert.Multiple(() =>
        {
            Assert.That(response.Objects.DocumentEntries.Select(e => e.PatientId), Is.EqualTo(Enumerable.Repeat<PatientId?>(A.PatientId(), isError ? 0 : 2)));
            Assert.That(response.Errors.Select(e => e.Code), isError ? Is.EqualTo(Enumerable.Repeat(XdsErrorCode.UnknownPatientId, 2)) : Is.Empty);
        });
    }

    private async Task<(string? First, string? Second, string? Third)> RegisterOneEachAsync()
    {
        DocumentEntry[] entries = [A.DocumentEntry(), A.DocumentEntry(A.PatientId("second")), A.DocumentEntry(A.PatientId("third"))];
        foreach (var entry in entries) await _registry.RegisterAsync(entry);
        return (entries[0].UniqueId, entries[1].UniqueId, entries[2].UniqueId);
    }

    private async Task<DocumentEntry[]> DocumentsAsync(params (string, string[])[] further)
    {
        var response = await _registry.MultiPatientQueryAsync("FindDocumentsForMultiplePatients", [EntryStatus, .. further]);
        Assert.That(response.Status, Is.EqualTo(ResponseStatus.Success), response.Errors.ToString());
        return [.. response.Objects.DocumentEntries];
    }
}
