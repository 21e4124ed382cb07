using IheNode.Core;

namespace IheNode.Tests;

/// <summary>ITI-61: on-demand entries, under the rules of ITI-42 but for what concerns a document that exists.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RegisterOnDemandDocumentEntrySpecs(TestDatabase database)
{
    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync(database);

    [TearDown]
    public void Close() => _registry.Dispose();

    [Test, Spec("ITI TF-2 3.61.4.1.3")]
    public async Task Stores_every_attribute_and_queries_for_on_demand_entries_find_it()
    {
        var entry = A.OnDemandEntry() with { ServiceStopTime = null };
        Assert.That(await RegisterAsync(entry), Is.EqualTo(RegistryResponse.Success));
        var stable = await _registry.FindDocumentsAsync();
        var found = (await _registry.FindDocumentsAsync(("$XDSDocumentEntryType", [Vocabulary.OnDemandDocument]))).Objects.DocumentEntries.ToList();
        Assert.Multiple(() =>
        {
            Assert.That(stable.Objects.Objects, Is.Empty, "without a type only stable entries are asked for");
            Assert.That(found, Has.Count.EqualTo(1));
            Assert.That(found[0] with { Id = entry.Id, AvailabilityStatus = null, Version = null, LogicalId = null }, Is.EqualTo(entry));
            Assert.That(found[0].AvailabilityStatus, Is.EqualTo(Vocabulary.Approved));
        });
    }

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Case("creationTime", e => e with { CreationTime = new("2025") });
        yield return Case("hash", e => e with { Hash = new string('a', 40) });
        yield return Case("size", e => e with { Size = "1" });
        yield return Case("documentAvailability", e => e with { DocumentAvailability = Vocabulary.Online });
        yield return Case("limitedMetadata", e => e with { LimitedMetadata = true });
        yield return Case("objectType", e => A.DocumentEntry());
        yield return Case("objectType", e => e with { ObjectType = "urn:example:type", CreationTime = new("2025"), Hash = new string('a', 40), Size = "1" });
        yield return Case("repositoryUniqueId", e => e with { RepositoryUniqueId = null });
        yield return Case("classCode", e => e with { ClassCode = null });
        yield return Case("languageCode", e => e with { LanguageCode = null });
        yield return Case("sourcePatientId", e => e with { SourcePatientId = null });

        static TestCaseData Case(string attribute, Func<DocumentEntry, DocumentEntry> change) => new(attribute, change);
    }

    [TestCaseSource(nameof(Wrong)), Spec("ITI TF-2 3.61.4.2.2"), Spec("ITI TF-3 Table 4.3.1-3")]
    public async Task Names_what_an_on_demand_entry_must_have_or_must_not(string attribute, Func<DocumentEntry, DocumentEntry> change)
    {
        var entry = change(A.OnDemandEntry());
        var response = await RegisterAsync(entry);
        Assert.Multiple(async () =>
        {
            Assert.That(response.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.RegistryMetadataError, entry.Id) }));
            Assert.That(response.Errors[0].CodeContext, Does.StartWith($"DocumentEntry {entry.Id}, {attribute}: "));
            Assert.That((await _registry.GetAllAsync()).Objects.Objects, Is.Empty);
        });
    }

    [Test, Spec("ITI TF-2 3.61.4.1.2")]
    public async Task Needs_an_on_demand_entry() =>
        Assert.That((await RegisterAsync(A.Folder())).Errors.Select(e => e.CodeContext), Is.EqualTo(new[] { "The submission has no on-demand DocumentEntry." }));

    [Test, Spec("ITI TF-2 3.61.4.1.3")]
    public async Task A_unique_id_is_shared_with_on_demand_entries_and_never_with_stable_ones()
    {
        var (onDemand, stable) = (A.OnDemandEntry(), A.DocumentEntry());
        await RegisterAsync(onDemand);
        await _registry.RegisterAsync(stable);
        var again = await RegisterAsync(A.OnDemandEntry() with { UniqueId = onDemand.UniqueId });
        var asStable = await RegisterAsync(A.OnDemandEntry() with { UniqueId = stable.UniqueId });
        var asOnDemand = await _registry.RegisterAsync(A.DocumentEntry() with { UniqueId = onDemand.UniqueId });
        Assert.Multiple(async () =>
        {
            Assert.That(again, Is.EqualTo(RegistryResponse.Success));
            Assert.That((await _registry.GetDocumentsAsync(onDemand.UniqueId!)).Objects.Objects, Has.Count.EqualTo(2));
            Assert.That(asStable.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.DuplicateUniqueIdInRegistry }));
            Assert.That(asStable.Errors[0].CodeContext, Does.Contain(stable.UniqueId!));
            Assert.That(asOnDemand.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.NonIdenticalHash }));
        });
    }

    [Test, Spec("ITI TF-2 3.61.4.1.2")]
    public async Task Replaces_stable_and_on_demand_entries_and_goes_into_folders()
    {
        var stable = await _registry.RegisteredAsync(A.DocumentEntry());
        var (first, second, folder) = (A.OnDemandEntry(), A.OnDemandEntry(), A.Folder());
        Assert.That(await RegisterAsync(first, folder, A.HasMember(folder, first), A.Relationship(Vocabulary.Replace, first, stable.Id)), Is.EqualTo(RegistryResponse.Success));
        var firstId = (await _registry.GetDocumentsAsync(first.UniqueId!)).Objects.Objects[0].Id;
        Assert.That(await RegisterAsync(second, A.Relationship(Vocabulary.Replace, second, firstId)), Is.EqualTo(RegistryResponse.Success));
        var all = (await _registry.QueryAsync(
            "GetAll", ("$patientId", [A.PatientId().Text]), ("$XDSDocumentEntryStatus", [Vocabulary.Approved, Vocabulary.Deprecated]),
            ("$XDSSubmissionSetStatus", [Vocabulary.Approved]), ("$XDSFolderStatus", [Vocabulary.Approved]),
            ("$XDSDocumentEntryType", [Vocabulary.OnDemandDocument, Vocabulary.StableDocument]))).Objects;
        Assert.Multiple(() =>
        {
            Assert.That(all.DocumentEntries.Where(e => e.AvailabilityStatus == Vocabulary.Approved).Select(e => e.UniqueId), Is.EqualTo(new[] { second.UniqueId }));
            Assert.That(all.Associations.Count(a => a.SourceId == all.Folders.Single().Id), Is.EqualTo(2), "the replacement is in the folder too");
        });
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.5"), Spec("ITI TF-3 4.2.2.2.6")]
    public async Task A_snapshot_is_a_stable_entry_of_an_on_demand_entry()
    {
        var (onDemand, snapshot, other) = (A.OnDemandEntry(), A.DocumentEntry(), A.OnDemandEntry());
        await RegisterAsync(onDemand);
        var onDemandId = (await _registry.GetDocumentsAsync(onDemand.UniqueId!)).Objects.Objects[0].Id;
        var stable = await _registry.RegisteredAsync(A.DocumentEntry());
        var ofStable = await _registry.RegisterAsync(snapshot, A.Relationship(Vocabulary.IsSnapshotOf, snapshot, stable.Id));
        var byOnDemand = await RegisterAsync(other, A.Relationship(Vocabulary.IsSnapshotOf, other, onDemandId));
        var right = await _registry.RegisterAsync(snapshot, A.Relationship(Vocabulary.IsSnapshotOf, snapshot, onDemandId));
        Assert.Multiple(async () =>
        {
            Assert.That(ofStable.Errors.Select(e => (e.Code, e.CodeContext.Contains("targetObject", StringComparison.Ordinal))), Is.EqualTo(new[] { (XdsErrorCode.RegistryMetadataError, true) }));
            Assert.That(byOnDemand.Errors.Select(e => (e.Code, e.CodeContext.Contains("sourceObject", StringComparison.Ordinal))), Is.EqualTo(new[] { (XdsErrorCode.RegistryMetadataError, true) }));
            Assert.That(right, Is.EqualTo(RegistryResponse.Success));
            Assert.That((await _registry.GetDocumentsAsync(onDemand.UniqueId!)).Objects.Objects[0].AvailabilityStatus, Is.EqualTo(Vocabulary.Approved), "a snapshot leaves its original as it is");
        });
    }

    private Task<RegistryResponse> RegisterAsync(params RegistryObject[] objects) =>
        _registry.Actor.RegisterOnDemandDocumentEntry(A.Submission(objects), A.Exchange(), CancellationToken.None);
}
