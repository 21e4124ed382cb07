using IheNode.Core;
using NUnit.Framework;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class AssociationSpecs(TestDatabase database)
{
    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync(database, null, "other");

    [TearDown]
    public void Close() => _registry.Dispose();

    [TestCase(Vocabulary.Replace, Vocabulary.Deprecated)]
    [TestCase(Vocabulary.TransformAndReplace, Vocabulary.Deprecated)]
    [TestCase(Vocabulary.Append, Vocabulary.Approved)]
    [TestCase(Vocabulary.Transform, Vocabulary.Approved)]
    [TestCase(Vocabulary.Signs, Vocabulary.Approved)]
    [Spec("ITI TF-2 3.42.4.1.3.5")]
    public async Task Deprecates_the_target_only_when_it_is_replaced(string type, string status)
    {
        var original = await _registry.RegisteredAsync(A.DocumentEntry());
        var newer = A.DocumentEntry();
        var response = await _registry.RegisterAsync(newer, A.Relationship(type, newer, original.Id));
        Assert.Multiple(async () =>
        {
            Assert.That(response, Is.EqualTo(RegistryResponse.Success));
            Assert.That(await StatusAsync(original.UniqueId!), Is.EqualTo(status));
            Assert.That(await StatusAsync(newer.UniqueId!), Is.EqualTo(Vocabulary.Approved));
        });
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.5")]
    public async Task Deprecates_addenda_and_transformations_with_what_is_replaced()
    {
        var original = await _registry.RegisteredAsync(A.DocumentEntry());
        var (addendum, transformation, replacement) = (A.DocumentEntry(), A.DocumentEntry(), A.DocumentEntry());
        await _registry.RegisterAsync(addendum, A.Relationship(Vocabulary.Append, addendum, original.Id));
        await _registry.RegisterAsync(transformation, A.Relationship(Vocabulary.Transform, transformation, original.Id));
        await _registry.RegisterAsync(replacement, A.Relationship(Vocabulary.Replace, replacement, original.Id));
        Assert.Multiple(async () =>
        {
            Assert.That(await StatusAsync(addendum.UniqueId!), Is.EqualTo(Vocabulary.Deprecated));
            Assert.That(await StatusAsync(transformation.UniqueId!), Is.EqualTo(Vocabulary.Deprecated));
        });
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.1")]
    public async Task Changes_nothing_when_a_replacement_is_refused()
    {
        var original = await _registry.RegisteredAsync(A.DocumentEntry());
        var replacement = A.DocumentEntry() with { ClassCode = null };
        await _registry.RegisterAsync(replacement, A.Relationship(Vocabulary.Replace, replacement, original.Id));
        Assert.That(await StatusAsync(original.UniqueId!), Is.EqualTo(Vocabulary.Approved));
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.5")]
    public async Task Refuses_relationships_that_lead_nowhere_or_to_what_they_must_not()
    {
        var (first, second) = (A.DocumentEntry(), A.DocumentEntry());
        var nowhere = await _registry.RegisterAsync(first, A.Relationship(Vocabulary.Replace, first, EntryUuid.From(Guid.NewGuid())));
        var inMessage = await _registry.RegisterAsync(first, second, A.Relationship(Vocabulary.Replace, first, second.Id));
        var foreign = await _registry.RegisteredAsync(A.DocumentEntry(A.PatientId("other")));
        var otherPatient = await _registry.RegisterAsync(first, A.Relationship(Vocabulary.Append, first, foreign.Id));
        var noSource = await _registry.RegisterAsync(first, A.Relationship(Vocabulary.Append, second, foreign.Id));
        Assert.Multiple(() =>
        {
            Assert.That(Codes(nowhere), Is.EqualTo(new[] { XdsErrorCode.UnresolvedReference }));
            Assert.That(Codes(inMessage), Is.EqualTo(new[] { XdsErrorCode.UnresolvedReference }));
            Assert.That(Codes(otherPatient), Is.EqualTo(new[] { XdsErrorCode.PatientIdDoesNotMatch }));
            Assert.That(Codes(noSource), Does.Contain(XdsErrorCode.UnresolvedReference));
        });
    }

    [Test, Spec("ITI TF-3 4.2.2.2.1")]
    public async Task Refuses_an_addendum_to_a_transformation()
    {
        var original = await _registry.RegisteredAsync(A.DocumentEntry());
        var (transformation, addendum) = (A.DocumentEntry(), A.DocumentEntry());
        await _registry.RegisterAsync(transformation, A.Relationship(Vocabulary.Transform, transformation, original.Id));
        var id = (await _registry.GetDocumentsAsync(transformation.UniqueId!)).Objects.Objects[0].Id;
        var response = await _registry.RegisterAsync(addendum, A.Relationship(Vocabulary.Append, addendum, id));
        Assert.That(Codes(response), Is.EqualTo(new[] { XdsErrorCode.RegistryMetadataError }));
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.5"), Spec("ITI TF-2 3.42.4.1.3.6")]
    public async Task Puts_a_replacement_into_the_folders_of_what_it_replaces()
    {
        var (folder, original, replacement) = (A.Folder() with { LastUpdateTime = new("2001") }, A.DocumentEntry(), A.DocumentEntry());
        await _registry.RegisterAsync(original, folder, A.HasMember(folder, original));
        var before = (await _registry.GetAllAsync()).Objects;
        _registry.Clock.Now = _registry.Clock.Now.AddHours(1);
        await _registry.RegisterAsync(replacement, A.Relationship(Vocabulary.Replace, replacement, before.DocumentEntries.Single().Id));

        var after = (await _registry.GetAllAsync()).Objects;
        var stored = after.Folders.Single();
        var members = after.Associations.Where(a => a.SourceId == stored.Id).ToArray();
        var newMember = after.DocumentEntries.Single(e => e.UniqueId == replacement.UniqueId);
        var newSet = after.SubmissionSets.Last();
        Assert.Multiple(() =>
        {
            Assert.That(before.Folders.Single().LastUpdateTime, Is.EqualTo(new Hl7Time("20250401030000")), "not what the submission said");
            Assert.That(stored.LastUpdateTime, Is.EqualTo(new Hl7Time("20250401040000")));
            Assert.That(members.Select(a => a.TargetId), Is.EquivalentTo(after.DocumentEntries.Select(e => e.Id)), "the old membership remains");
            Assert.That(
                after.Associations,
                Has.One.Matches<Association>(a => a.SourceId == newSet.Id && a.TargetId == members.Single(m => m.TargetId == newMember.Id).Id));
        });
    }

    [Test, Spec("ITI TF-3 Table 4.2.4.1-2")]
    public async Task Names_only_the_patient_of_whoever_submits()
    {
        var (foreign, own) = (await _registry.RegisteredAsync(A.DocumentEntry(A.PatientId("other"))), A.DocumentEntry());
        await _registry.RegisterAsync(A.Folder());
        var folder = (await _registry.GetAllAsync()).Objects.Folders.Single();
        var relationship = await _registry.RegisterAsync(own, A.Relationship(Vocabulary.Append, own, foreign.Id));
        var membership = await _registry.RegisterAsync(A.SubmissionSet(), A.HasMember(folder, foreign));
        var filing = await _registry.RegisterAsync(A.DocumentEntry(A.PatientId("other")), A.SubmissionSet(A.PatientId("other")), A.HasMember(folder, foreign));
        Assert.Multiple(() =>
        {
            Assert.That(Texts(relationship), Does.Contain(A.PatientId().Text).And.Not.Contain(A.PatientId("other").Text));
            Assert.That(Texts(membership), Does.Contain(foreign.Id).And.Not.Contain(A.PatientId("other").Text));
            Assert.That(Texts(filing), Does.Contain(A.PatientId("other").Text).And.Not.Contain(A.PatientId().Text));
        });

        static string Texts(RegistryResponse response) =>
            string.Join(' ', response.Errors.Where(e => e.Code == XdsErrorCode.PatientIdDoesNotMatch).Select(e => e.CodeContext));
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.4")]
    public async Task Puts_registered_entries_into_registered_folders_of_the_same_patient()
    {
        var entry = await _registry.RegisteredAsync(A.DocumentEntry());
        var foreign = await _registry.RegisteredAsync(A.DocumentEntry(A.PatientId("other")));
        await _registry.RegisterAsync(A.Folder());
        var folder = (await _registry.GetAllAsync()).Objects.Folders.Single();
        _registry.Clock.Now = _registry.Clock.Now.AddHours(1);
        var refused = await _registry.RegisterAsync(A.SubmissionSet(), A.HasMember(folder, foreign));
        var accepted = await _registry.RegisterAsync(A.SubmissionSet(), A.HasMember(folder, entry));
        Assert.Multiple(async () =>
        {
            Assert.That(Codes(refused), Is.EqualTo(new[] { XdsErrorCode.PatientIdDoesNotMatch }));
            Assert.That(accepted, Is.EqualTo(RegistryResponse.Success));
            Assert.That((await _registry.GetAllAsync()).Objects.Folders.Single().LastUpdateTime, Is.EqualTo(new Hl7Time("20250401040000")));
        });
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.3.2")]
    public async Task Lets_a_set_refer_to_a_registered_entry_of_another_patient()
    {
        var foreign = await _registry.RegisteredAsync(A.DocumentEntry(A.PatientId("other")));
        var set = A.SubmissionSet();
        var byReference = A.HasMember(set, foreign) with { SubmissionSetStatus = "Reference" };
        var wrong = await _registry.RegisterAsync(new SubmitObjectsRequest(new([set, byReference with { SubmissionSetStatus = "Original" }])));
        var right = await _registry.RegisterAsync(new SubmitObjectsRequest(new([set, byReference])));
        Assert.Multiple(() =>
        {
            Assert.That(wrong.Errors.Select(e => e.CodeContext), Has.One.Contains("SubmissionSetStatus"));
            Assert.That(right, Is.EqualTo(RegistryResponse.Success));
        });
    }

    [Test, Spec("ITI TF-3 4.2.2")]
    public async Task Adds_nothing_to_a_registered_submission_set()
    {
        var entry = await _registry.RegisteredAsync(A.DocumentEntry());
        var old = (await _registry.GetAllAsync()).Objects.SubmissionSets.Single();
        var membership = A.HasMember(old, entry) with { SubmissionSetStatus = "Reference" };
        var response = await _registry.RegisterAsync(A.SubmissionSet(), A.DocumentEntry(), membership);
        Assert.That(response.Errors.Select(e => e.CodeContext), Has.One.Contains("takes no further members"));
    }

    private static IEnumerable<string> Codes(RegistryResponse response) => response.Errors.Select(e => e.Code);

    private async Task<string?> StatusAsync(string uniqueId) => (await _registry.GetDocumentsAsync(uniqueId)).Objects.Objects.Single().AvailabilityStatus;
}
