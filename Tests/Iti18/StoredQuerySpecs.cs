using IheNode.Core;
using NUnit.Framework;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class StoredQuerySpecs(TestDatabase database)
{
    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync(database, null, "other");

    [TearDown]
    public void Close() => _registry.Dispose();

    [Test, Spec("ITI TF-2 3.18.4.1.3")]
    public async Task Says_that_it_does_not_offer_a_query_that_it_does_not_know()
    {
        var response = await _registry.Actor.StoredQuery(new("urn:uuid:00000000-0000-4000-8000-000000000000", ReturnType.LeafClass, []), A.Exchange(), default);
        Assert.Multiple(() =>
        {
            Assert.That(response.Status, Is.EqualTo(ResponseStatus.Failure));
            Assert.That(response.Errors.Single().Code, Is.EqualTo(XdsErrorCode.UnknownStoredQuery));
            Assert.That(response.Errors.Single().CodeContext, Does.Contain("urn:uuid:00000000-0000-4000-8000-000000000000"));
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.3")]
    public async Task Reports_every_fault_of_the_parameters()
    {
        var response = await _registry.QueryAsync(
            "FindDocuments",
            ("$XDSDocumentEntryPatientId", [A.PatientId().Text, A.PatientId("other").Text]),
            ("$XDSDocumentEntryClassCode", ["SUM"]),
            ("$XDSDocumentEntryTypeCode", ["a^^"]),
            ("$XDSDocumentEntryFormatCode", ["a^^1.2"]), ("$XDSDocumentEntryFormatCode", ["b^^1.2"]),
            ("$XDSDocumentEntryCreationTimeFrom", ["yesterday"]));
        Assert.That(response.Errors.Select(e => (e.Code, Name(e))), Is.EquivalentTo(new[]
        {
            (XdsErrorCode.StoredQueryParamNumber, "$XDSDocumentEntryPatientId"),
            (XdsErrorCode.StoredQueryMissingParam, "$XDSDocumentEntryStatus"),
            (XdsErrorCode.StoredQueryParamNumber, "$XDSDocumentEntryClassCode"),
            (XdsErrorCode.StoredQueryParamNumber, "$XDSDocumentEntryTypeCode"),
            (XdsErrorCode.StoredQueryParamNumber, "$XDSDocumentEntryFormatCode"),
            (XdsErrorCode.RegistryError, "$XDSDocumentEntryCreationTimeFrom"),
        }));

        static string Name(XdsError error) => error.CodeContext.Split(' ', '.', ':').Single(word => word.StartsWith('$'));
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.5")]
    public async Task Ignores_parameters_that_it_does_not_know()
    {
        await _registry.RegisterAsync(A.DocumentEntry());
        var found = await _registry.FindDocumentsAsync(("$MetadataLevel", ["1"]), ("$SomethingNew", ["x", "y"]));
        Assert.That(found.Objects.Objects, Has.Count.EqualTo(1));
    }

    [TestCase(false, ResponseStatus.Success)]
    [TestCase(true, ResponseStatus.Failure)]
    public async Task Answers_for_an_unknown_patient_as_the_domain_chose(bool isError, ResponseStatus status)
    {
        using var registry = new TestRegistry(database, A.Profile() with { Policy = new() { UnknownPatientIsError = isError } });
        var response = await registry.FindDocumentsAsync();
        Assert.Multiple(() =>
        {
            Assert.That(response.Status, Is.EqualTo(status));
            Assert.That(response.Objects.Objects, Is.Empty);
            Assert.That(response.Errors.Select(e => e.Code), isError ? Is.EqualTo(new[] { XdsErrorCode.UnknownPatientId }) : Is.Empty);
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.5")]
    public async Task Gets_documents_by_exactly_one_kind_of_id()
    {
        var (first, second) = (await _registry.RegisteredAsync(A.DocumentEntry()), await _registry.RegisteredAsync(A.DocumentEntry()));
        var byUuid = await _registry.QueryAsync("GetDocuments", ("$XDSDocumentEntryEntryUUID", [first.Id, second.Id, EntryUuid.From(Guid.NewGuid())]));
        var byUniqueId = await _registry.QueryAsync("GetDocuments", ("$XDSDocumentEntryUniqueId", [second.UniqueId!]));
        var both = await _registry.QueryAsync(
            "GetDocuments", ("$XDSDocumentEntryUniqueId", [first.UniqueId!]), ("$XDSDocumentEntryEntryUUID", [first.Id]));
        var neither = await _registry.QueryAsync("GetDocuments");
        Assert.Multiple(() =>
        {
            Assert.That(byUuid.Objects.Objects, Is.EqualTo(new RegistryObject[] { first, second }));
            Assert.That(byUniqueId.Objects.Objects, Is.EqualTo(new RegistryObject[] { second }));
            Assert.That(both.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.StoredQueryParamNumber }));
            Assert.That(neither.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.StoredQueryMissingParam }));
        });
    }

    [Test, Spec("ITI TF-3 Table 4.2.4.1-2")]
    public async Task Gives_whole_documents_of_one_patient_only_but_references_of_several()
    {
        var own = await _registry.RegisteredAsync(A.DocumentEntry());
        var foreign = await _registry.RegisteredAsync(A.DocumentEntry(A.PatientId("other")));
        var whole = await _registry.QueryAsync("GetDocuments", ("$XDSDocumentEntryEntryUUID", [own.Id, foreign.Id]));
        var references = await _registry.QueryAsync("GetDocuments", ReturnType.ObjectRef, ("$XDSDocumentEntryEntryUUID", [own.Id, foreign.Id]));
        Assert.Multiple(() =>
        {
            Assert.That(whole.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.ResultNotSinglePatient }));
            Assert.That(whole.Objects.Objects, Is.Empty);
            Assert.That(references.Objects.ObjectRefs, Has.Count.EqualTo(2));
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.4")]
    public async Task Gets_all_of_a_patient_with_the_associations_that_touch_it()
    {
        var (entry, folder) = (A.DocumentEntry(), A.Folder());
        await _registry.RegisterAsync(entry, folder, A.HasMember(folder, entry));
        await _registry.RegisterAsync(A.DocumentEntry(A.PatientId("other")));
        var all = (await _registry.GetAllAsync()).Objects;
        Assert.Multiple(() =>
        {
            Assert.That(all.DocumentEntries.Select(e => e.UniqueId), Is.EqualTo(new[] { entry.UniqueId }));
            Assert.That(all.Folders.Select(f => f.UniqueId), Is.EqualTo(new[] { folder.UniqueId }));
            Assert.That(all.SubmissionSets.Count(), Is.EqualTo(1));
            Assert.That(all.Associations.Count(), Is.EqualTo(4));
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.7.4")]
    public async Task Gets_all_with_entries_filtered_by_format_and_confidentiality()
    {
        var wanted = A.DocumentEntry() with { FormatCode = A.Code("F", "f"), ConfidentialityCodes = [A.Code("V", "v")] };
        await _registry.RegisterAsync(wanted, A.DocumentEntry());
        var all = await _registry.QueryAsync(
            "GetAll",
            ("$patientId", [A.PatientId().Text]), ("$XDSDocumentEntryStatus", [Vocabulary.Approved]), ("$XDSSubmissionSetStatus", [Vocabulary.Deprecated]),
            ("$XDSFolderStatus", [Vocabulary.Approved]), ("$XDSDocumentEntryFormatCode", [$"F^^{A.Scheme}"]), ("$XDSDocumentEntryConfidentialityCode", [$"V^^{A.Scheme}"]));
        Assert.Multiple(() =>
        {
            Assert.That(all.Objects.DocumentEntries.Select(e => e.UniqueId), Is.EqualTo(new[] { wanted.UniqueId }));
            Assert.That(all.Objects.SubmissionSets, Is.Empty);
            Assert.That(all.Objects.Associations.Count(), Is.EqualTo(1), "the set's membership dangles");
        });
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.9")]
    public async Task Shows_a_merged_patients_objects_as_the_survivors()
    {
        await _registry.AddPatientAsync(A.PatientId("third"));
        await _registry.RegisterAsync(A.DocumentEntry());
        await _registry.RegisterAsync(A.DocumentEntry(A.PatientId("other")));
        await _registry.RegisterAsync(A.DocumentEntry(A.PatientId("third")));
        await _registry.MergeAsync(subsumed: A.PatientId("third"), survivor: A.PatientId("other"));
        await _registry.MergeAsync(subsumed: A.PatientId("other"), survivor: A.PatientId());
        var all = (await _registry.GetAllAsync()).Objects;
        var subsumed = (await _registry.GetAllAsync(A.PatientId("third"))).Objects;
        var byId = await _registry.GetDocumentsAsync([.. all.DocumentEntries.Select(e => e.UniqueId!)]);
        var refused = await _registry.RegisterAsync(A.DocumentEntry(A.PatientId("other")));
        Assert.Multiple(() =>
        {
            Assert.That(all.DocumentEntries.Select(e => e.PatientId), Is.EqualTo(Enumerable.Repeat<PatientId?>(A.PatientId(), 3)));
            Assert.That(all.SubmissionSets.Select(e => e.PatientId), Is.All.EqualTo(A.PatientId()));
            Assert.That(subsumed.Objects, Is.Empty);
            Assert.That(byId.Objects.Objects, Has.Count.EqualTo(3), "they are one patient's now");
            Assert.That(refused.Errors.Select(e => e.Code), Is.All.EqualTo(XdsErrorCode.UnknownPatientId).And.Not.Empty);
        });
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.5")]
    public async Task Lets_the_survivor_replace_what_was_registered_for_the_subsumed_patient()
    {
        var original = await _registry.RegisteredAsync(A.DocumentEntry(A.PatientId("other")));
        await _registry.MergeAsync(subsumed: A.PatientId("other"), survivor: A.PatientId());
        var replacement = A.DocumentEntry();
        var response = await _registry.RegisterAsync(replacement, A.Relationship(Vocabulary.Replace, replacement, original.Id));
        Assert.That(response, Is.EqualTo(RegistryResponse.Success));
    }
}
