using IheNode.Core;
using static IheNode.Core.Vocabulary;

namespace IheNode.Tests;

/// <summary>What associations of a submission may join, in the submission and in the registry, each fault with its code, object and attribute.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class ReferenceSpecs(TestDatabase database)
{
    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync(database, null, "other");

    [TearDown]
    public void Close() => _registry.Dispose();

    [TestCase(Replace)]
    [TestCase(TransformAndReplace)]
    [TestCase(IsSnapshotOf)]
    [Spec("ITI TF-2 3.42.4.1.2"), Spec("ITI TF-2 3.42.4.1.3.5")]
    public async Task What_stands_in_the_submission_cannot_be_replaced_or_be_the_original_of_a_snapshot(string type)
    {
        var (first, second) = (A.DocumentEntry(), A.DocumentEntry());
        await RefusesAsync(XdsErrorCode.UnresolvedReference, "targetObject", A.Relationship(type, first, second.Id), first, second);
    }

    [TestCase(Append)]
    [TestCase(Transform)]
    [TestCase(Signs)]
    [Spec("ITI TF-2 3.42.4.1.3.5")]
    public async Task Addenda_transformations_and_signatures_may_be_of_what_stands_in_the_submission(string type)
    {
        var (first, second) = (A.DocumentEntry(), A.DocumentEntry());
        Assert.That(await _registry.RegisterAsync(first, second, A.Relationship(type, first, second.Id)), Is.EqualTo(RegistryResponse.Success));
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.5")]
    public async Task A_relationship_is_between_entries()
    {
        var (entry, folder) = (A.DocumentEntry(), A.Folder());
        await _registry.RegisterAsync(A.Folder());
        var registered = (await _registry.GetAllAsync()).Objects.Folders.Single();
        await RefusesAsync(XdsErrorCode.UnresolvedReference, "targetObject", A.Relationship(Append, entry, registered.Id), entry);
        await RefusesAsync(XdsErrorCode.UnresolvedReference, "targetObject", A.Relationship(Append, entry, folder.Id), entry, folder);
        await RefusesAsync(XdsErrorCode.UnresolvedReference, "sourceObject", A.Relationship(Append, entry, entry.Id) with { SourceId = folder.Id }, entry, folder);
        await RefusesAsync(XdsErrorCode.UnresolvedReference, "targetObject", A.Relationship(Append, entry, "nobody"), entry);
        await RefusesAsync(XdsErrorCode.RegistryMetadataError, "targetObject", A.Relationship(Append, entry, entry.Id), entry);
        await RefusesAsync(XdsErrorCode.RegistryMetadataError, "associationType", A.Relationship("urn:ihe:iti:2007:AssociationType:SIGNS", entry, entry.Id) with { TargetId = folder.Id }, entry, folder);
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.5")]
    public async Task The_source_of_a_relationship_is_new()
    {
        var (first, second) = (await _registry.RegisteredAsync(A.DocumentEntry()), await _registry.RegisteredAsync(A.DocumentEntry()));
        await RefusesAsync(XdsErrorCode.UnresolvedReference, "sourceObject", A.Relationship(Append, first, second.Id), A.DocumentEntry());
    }

    [TestCase(Replace)]
    [TestCase(TransformAndReplace)]
    [TestCase(Append)]
    [TestCase(Transform)]
    [TestCase(Signs)]
    [Spec("ITI TF-2 3.42.4.1.3.5"), Spec("ITI TF-3 4.2.2")]
    public async Task Nothing_leads_to_a_deprecated_entry(string type)
    {
        var deprecated = await DeprecatedAsync();
        var entry = A.DocumentEntry();
        await RefusesAsync(XdsErrorCode.RegistryDeprecatedDocumentError, "targetObject", A.Relationship(type, entry, deprecated.Id), entry);
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.4"), Spec("ITI TF-3 4.2.2")]
    public async Task A_deprecated_entry_goes_into_no_folder_and_no_further_set()
    {
        var deprecated = await DeprecatedAsync();
        var (folder, set) = (A.Folder(), A.SubmissionSet());
        await RefusesAsync(XdsErrorCode.RegistryDeprecatedDocumentError, "targetObject", A.HasMember(folder, deprecated), folder);
        await RefusesAsync(XdsErrorCode.RegistryDeprecatedDocumentError, "targetObject", A.HasMember(set, deprecated) with { SubmissionSetStatus = Reference }, set, A.DocumentEntry());
    }

    [Test, Spec("ITI TF-3 4.2.2.2.3")]
    public async Task An_entry_is_replaced_by_one_entry_of_a_submission()
    {
        var original = await _registry.RegisteredAsync(A.DocumentEntry());
        var (first, second) = (A.DocumentEntry(), A.DocumentEntry());
        await RefusesAsync(
            XdsErrorCode.RegistryDeprecatedDocumentError, "targetObject", A.Relationship(TransformAndReplace, second, original.Id), first, second, A.Relationship(Replace, first, original.Id));
    }

    [TestCase("", SubmissionSetStatusOf.New)]
    [TestCase("Reference", SubmissionSetStatusOf.New)]
    [TestCase("original", SubmissionSetStatusOf.New)]
    [TestCase("", SubmissionSetStatusOf.Registered)]
    [TestCase("Original", SubmissionSetStatusOf.Registered)]
    [Spec("ITI TF-3 4.2.2.1.1")]
    public async Task A_set_says_of_each_entry_whether_it_is_new(string status, SubmissionSetStatusOf entry)
    {
        var set = A.SubmissionSet();
        var member = entry == SubmissionSetStatusOf.New ? A.DocumentEntry() : await _registry.RegisteredAsync(A.DocumentEntry());
        var membership = A.HasMember(set, member) with { SubmissionSetStatus = status.Length == 0 ? null : status };
        var response = await _registry.RegisterAsync(new SubmitObjectsRequest(new(entry == SubmissionSetStatusOf.New ? [set, member, membership] : [set, membership])));
        AssertOnly(response, XdsErrorCode.RegistryMetadataError, membership, "SubmissionSetStatus");
    }

    [Test, Spec("ITI TF-3 4.2.2.1"), Spec("ITI TF-3 4.2.1.3")]
    public async Task Memberships_join_only_what_they_may()
    {
        var (set, entry, folder, other) = (A.SubmissionSet(), A.DocumentEntry(), A.Folder(), A.Folder());
        var registered = await _registry.RegisteredAsync(A.DocumentEntry());
        await _registry.RegisterAsync(A.Folder());
        var registeredFolder = (await _registry.GetAllAsync()).Objects.Folders.Single();
        var relationship = A.Relationship(Append, entry, registered.Id);
        await RefusesAsync(XdsErrorCode.RegistryMetadataError, "targetObject", A.HasMember(folder, other), folder, other);
        await RefusesAsync(XdsErrorCode.RegistryMetadataError, "targetObject", A.HasMember(folder, registeredFolder), folder);
        await RefusesAsync(XdsErrorCode.RegistryMetadataError, "sourceObject", A.HasMember(entry, registered), entry);
        await RefusesAsync(XdsErrorCode.RegistryMetadataError, "targetObject", A.HasMember(set, registeredFolder), set, entry);
        await RefusesAsync(XdsErrorCode.RegistryMetadataError, "targetObject", A.HasMember(set, relationship), set, entry, relationship);
        await RefusesAsync(XdsErrorCode.RegistryMetadataError, "targetObject", A.HasMember(set, set), set, entry);
        await RefusesAsync(XdsErrorCode.RegistryMetadataError, "association documentation", A.HasMember(folder, entry) with { Documentation = A.Code("x", "理由") }, folder, entry);
        await RefusesAsync(XdsErrorCode.UnresolvedReference, "sourceObject", A.HasMember(folder with { Id = EntryUuid.From(Guid.NewGuid()) }, entry), entry);
        await RefusesAsync(XdsErrorCode.UnresolvedReference, "targetObject", A.HasMember(folder, registered with { Id = "nobody" }), folder);
    }

    [Test, Spec("ITI TF-3 4.2.2.1.4")]
    public async Task A_folder_takes_members_from_its_own_patient_only()
    {
        var foreign = await _registry.RegisteredAsync(A.DocumentEntry(A.PatientId("other")));
        await _registry.RegisterAsync(A.Folder(A.PatientId("other")));
        var folder = (await _registry.GetAllAsync(A.PatientId("other"))).Objects.Folders.Single();
        await RefusesAsync(XdsErrorCode.PatientIdDoesNotMatch, "sourceObject", A.HasMember(folder, foreign), A.SubmissionSet());
    }

    public enum SubmissionSetStatusOf
    {
        New,
        Registered,
    }

    private async Task<DocumentEntry> DeprecatedAsync()
    {
        var original = await _registry.RegisteredAsync(A.DocumentEntry());
        var replacement = A.DocumentEntry();
        await _registry.RegisterAsync(replacement, A.Relationship(Replace, replacement, original.Id));
        return original;
    }

    private async Task RefusesAsync(string code, string attribute, Association association, params RegistryObject[] objects)
    {
        var response = await _registry.RegisterAsync([.. objects, association]);
        AssertOnly(response, code, association, attribute);
    }

    private static void AssertOnly(RegistryResponse response, string code, Association association, string attribute)
    {
        var errors = response.Errors.Where(e => e.Location == association.Id).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(response.Status, Is.EqualTo(ResponseStatus.Failure));
            Assert.That(errors.Select(e => e.Code), Is.EqualTo(new[] { code }), string.Join("\n", response.Errors));
            Assert.That(errors.Select(e => e.CodeContext), Is.All.StartsWith($"Association {association.Id}, {attribute}: "));
        });
    }
}
