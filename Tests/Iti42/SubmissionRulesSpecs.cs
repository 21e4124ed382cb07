using IheNode.Core;
using IheNode.Platform;
using NUnit.Framework;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class SubmissionRulesSpecs(TestDatabase database)
{
    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync(database, null, "other");

    [TearDown]
    public void Close() => _registry.Dispose();

    private static IEnumerable<TestCaseData> WrongEntries()
    {
        yield return Case("classCode", e => e with { ClassCode = null });
        yield return Case("confidentialityCode", e => e with { ConfidentialityCodes = [] });
        yield return Case("creationTime", e => e with { CreationTime = null });
        yield return Case("creationTime", e => e with { CreationTime = new("2025040109300") });
        yield return Case("creationTime", e => e with { CreationTime = new("20250230") });
        yield return Case("formatCode", e => e with { FormatCode = null });
        yield return Case("hash", e => e with { Hash = null });
        yield return Case("hash", e => e with { Hash = "da39" });
        yield return Case("size", e => e with { Size = null });
        yield return Case("size", e => e with { Size = "-1" });
        yield return Case("healthcareFacilityTypeCode", e => e with { HealthcareFacilityTypeCode = null });
        yield return Case("languageCode", e => e with { LanguageCode = null });
        yield return Case("languageCode", e => e with { LanguageCode = "ja_JP" });
        yield return Case("mimeType", e => e with { MimeType = null });
        yield return Case("mimeType", e => e with { MimeType = "text" });
        yield return Case("patientId", e => e with { PatientId = null });
        yield return Case("patientId", e => e with { PatientId = new PatientId("123") });
        yield return Case("practiceSettingCode", e => e with { PracticeSettingCode = null });
        yield return Case("repositoryUniqueId", e => e with { RepositoryUniqueId = null });
        yield return Case("repositoryUniqueId", e => e with { RepositoryUniqueId = "urn:oid:1.2.3" });
        yield return Case("sourcePatientId", e => e with { SourcePatientId = null });
        yield return Case("sourcePatientId", e => e with { SourcePatientId = new PatientId("1^^^NS&1.2.3&ISO") });
        yield return Case("typeCode", e => e with { TypeCode = null });
        yield return Case("typeCode", e => e with { TypeCode = new("1", "") });
        yield return Case("uniqueId", e => e with { UniqueId = null });
        yield return Case("serviceStartTime", e => e with { ServiceStartTime = new("20250402"), ServiceStopTime = new("202504010000") });
        yield return Case("objectType", e => e with { ObjectType = Vocabulary.OnDemandDocument });
        yield return Case("entryUUID", e => e with { Id = "urn:uuid:abcdef00-0000-4000-8000-00000000001" });
        yield return Case("logicalID", e => e with { LogicalId = EntryUuid.From(Guid.NewGuid()) });
        yield return Case("limitedMetadata", e => e with { LimitedMetadata = true });
        yield return Case("author", e => e with { Authors = [new() { Roles = ["医師"] }] });
        yield return Case("authorPerson", e => e with { Authors = [A.Author("^^太郎")] });
        yield return Case("sourcePatientInfo", e => e with { SourcePatientInfo = ["山田"] });
        yield return Case("referenceIdList", e => e with { ReferenceIds = ["1^2^3"] });
        yield return Case("homeCommunityId", e => e with { HomeCommunityId = "2.999" });
        yield return Case("Slot mySlot", e => e with { ExtraSlots = [new("mySlot", ["x"])] });
        yield return Case("Slot urn:ihe:x", e => e with { ExtraSlots = [new("urn:ihe:x", ["x"])] });

        static TestCaseData Case(string attribute, Func<DocumentEntry, DocumentEntry> change) => new(attribute, change);
    }

    [TestCaseSource(nameof(WrongEntries)), Spec("ITI TF-3 Table 4.3.1-3"), Spec("ITI TF-3 4.2.3.1.7")]
    public async Task Names_the_attribute_that_is_missing_or_malformed(string attribute, Func<DocumentEntry, DocumentEntry> change)
    {
        var entry = change(A.DocumentEntry());
        var response = await _registry.RegisterAsync(A.SubmissionSet(), entry);
        Assert.Multiple(() =>
        {
            Assert.That(response.Errors, Has.Count.EqualTo(1));
            Assert.That(response.Errors[0], Is.EqualTo(new XdsError(
                XdsErrorCode.RegistryMetadataError, response.Errors[0].CodeContext, entry.Id)));
            Assert.That(response.Errors[0].CodeContext, Does.StartWith($"DocumentEntry {entry.Id}, {attribute}: "));
        });
    }

    [Test, Spec("ITI TF-3 Table 4.3.1-3")]
    public async Task Names_the_missing_attributes_of_sets_and_folders()
    {
        var set = A.SubmissionSet() with { SourceId = null, SubmissionTime = null, ContentTypeCode = null, UniqueId = "not an oid" };
        var folder = A.Folder() with { Title = [], Codes = [], UniqueId = null };
        var response = await _registry.RegisterAsync(set, folder);
        Assert.That(response.Errors.Select(e => e.CodeContext.Split(':')[0]), Is.EquivalentTo(new[]
        {
            $"SubmissionSet {set.Id}, sourceId", $"SubmissionSet {set.Id}, submissionTime", $"SubmissionSet {set.Id}, contentTypeCode",
            $"SubmissionSet {set.Id}, uniqueId", $"Folder {folder.Id}, title", $"Folder {folder.Id}, codeList", $"Folder {folder.Id}, uniqueId",
        }));
    }

    [Test, Spec("ITI TF-3 4.2.1.4")]
    public async Task Needs_one_set_that_files_everything()
    {
        var (set, entry, folder) = (A.SubmissionSet(), A.DocumentEntry(), A.Folder());
        var membership = A.HasMember(folder, entry);
        var none = await _registry.RegisterAsync(new SubmitObjectsRequest(new([entry])));
        var two = await _registry.RegisterAsync(A.Submission(set, A.SubmissionSet(), entry));
        var empty = await _registry.RegisterAsync(new SubmitObjectsRequest(new([set])));
        var loose = await _registry.RegisterAsync(new SubmitObjectsRequest(new([set, entry, folder, membership])));
        Assert.Multiple(() =>
        {
            Assert.That(none.Errors.Select(e => e.CodeContext), Has.One.Contains("no SubmissionSet"));
            Assert.That(two.Errors.Select(e => e.CodeContext), Has.Some.Contains("only one SubmissionSet"));
            Assert.That(empty.Errors.Select(e => e.CodeContext), Has.One.Contains("holds no DocumentEntry"));
            Assert.That(loose.Errors.Select(e => e.Location), Is.EquivalentTo(new[] { entry.Id, folder.Id, membership.Id }));
        });
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.3.3")]
    public async Task Accepts_in_closed_attributes_only_codes_of_the_affinity_domain_and_ignores_display_names()
    {
        var entry = A.DocumentEntry();
        var profile = A.Profile();
        profile = profile with
        {
            AffinityDomain = profile.AffinityDomain with { ClosedAttributes = ["classCode", "mimeType"] },
            Codes = new() { Codes = new Dictionary<string, ValueList<Code>> { ["classCode"] = [entry.ClassCode!] }, MimeTypes = ["text/xml"] },
        };
        using var closed = await TestRegistry.WithPatientAsync(database, profile);
        var otherName = await closed.RegisterAsync(entry with { ClassCode = entry.ClassCode! with { DisplayName = "Summary" } });
        var otherScheme = await closed.RegisterAsync(A.DocumentEntry() with { ClassCode = entry.ClassCode with { CodingScheme = "1.2.3" }, MimeType = "video/x" });
        Assert.Multiple(() =>
        {
            Assert.That(otherName, Is.EqualTo(RegistryResponse.Success));
            Assert.That(otherScheme.Errors.Select(e => e.CodeContext), Has.One.Contains(", classCode:").And.One.Contains(", mimeType:").And.Exactly(2).Items);
        });
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.3.2")]
    public async Task Needs_one_known_patient_of_the_right_assigning_authority()
    {
        var unknown = await _registry.RegisterAsync(A.DocumentEntry(A.PatientId("nobody")));
        var foreign = await _registry.RegisterAsync(A.DocumentEntry(PatientId.Of("0000012345", "1.2.3")));
        var mixed = await _registry.RegisterAsync(A.SubmissionSet(), A.DocumentEntry(A.PatientId("other")));
        Assert.Multiple(() =>
        {
            Assert.That(unknown.Errors.Select(e => e.Code), Is.All.EqualTo(XdsErrorCode.UnknownPatientId).And.Not.Empty);
            Assert.That(unknown.Errors[0].CodeContext, Does.Contain("nobody"));
            Assert.That(foreign.Errors.Select(e => e.Code), Is.All.EqualTo(XdsErrorCode.UnknownPatientId).And.Not.Empty);
            Assert.That(mixed.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.PatientIdDoesNotMatch }));
        });
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.3.1"), Spec("ITI TF-2 3.42.4.1.3.3.7")]
    public async Task Judges_unique_ids_by_what_is_registered()
    {
        var (entry, set) = (A.DocumentEntry(), A.SubmissionSet());
        await _registry.RegisterAsync(set, entry);
        var twice = await _registry.RegisterAsync(A.DocumentEntry() with { UniqueId = "1.2.3" }, A.DocumentEntry() with { UniqueId = "1.2.3" });
        var oldSet = await _registry.RegisterAsync(A.SubmissionSet() with { UniqueId = set.UniqueId }, A.DocumentEntry());
        var setAsEntry = await _registry.RegisterAsync(A.SubmissionSet() with { UniqueId = entry.UniqueId }, A.DocumentEntry());
        var other = A.DocumentEntry() with { UniqueId = entry.UniqueId, Hash = new string('0', 40), Size = "7" };
        var changed = await _registry.RegisterAsync(other);
        var same = await _registry.RegisterAsync(A.DocumentEntry() with { UniqueId = entry.UniqueId, Hash = entry.Hash!.ToUpperInvariant() });
        Assert.Multiple(async () =>
        {
            Assert.That(twice.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RegistryDuplicateUniqueIdInMessage }));
            Assert.That(oldSet.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.DuplicateUniqueIdInRegistry }));
            Assert.That(setAsEntry.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.DuplicateUniqueIdInRegistry }));
            Assert.That(changed.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.NonIdenticalHash, XdsErrorCode.NonIdenticalSize }));
            Assert.That(same, Is.EqualTo(RegistryResponse.Success));
            Assert.That((await _registry.GetDocumentsAsync(entry.UniqueId!)).Objects.Objects, Has.Count.EqualTo(2));
        });
    }

    [Test, Spec("ITI TF-3 4.2.3.1.5")]
    public async Task Refuses_an_entry_uuid_that_is_registered()
    {
        var entry = await _registry.RegisteredAsync(A.DocumentEntry());
        var response = await _registry.RegisterAsync(A.DocumentEntry() with { Id = entry.Id });
        Assert.That(response.Errors.Select(e => e.CodeContext), Is.EqualTo(new[] { $"DocumentEntry {entry.Id}, entryUUID: An object with this id is registered already." }));
    }
}
