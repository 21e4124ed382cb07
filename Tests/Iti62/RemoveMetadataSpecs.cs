using IheNode.Core;

namespace IheNode.Tests;

/// <summary>What a removal takes, what it leaves, and why it is refused.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RemoveMetadataSpecs(TestDatabase database)
{
    private static readonly PatientId Other = A.PatientId("other");
    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync(database, null, "other");

    [TearDown]
    public async Task Close()
    {
        await _registry.AssertWholeAsync();
        _registry.Dispose();
    }

    [Test, Spec("ITI TF-2 3.62.4.1.3")]
    public async Task Removes_a_whole_submission()
    {
        await _registry.RegisterAsync(A.DocumentEntry() with { EventCodes = [A.Code("T14", "外傷")] });
        var all = await AllAsync();
        var response = await RemoveAsync(all.Objects.Reverse());
        Assert.That(response.Registry, Is.EqualTo(RegistryResponse.Success));
        Assert.That((await AllAsync()).Objects, Is.Empty);
        Assert.That(response.Patients, Is.EqualTo((ValueList<PatientId>)[A.PatientId()]));
    }

    [Test, Spec("ITI TF-2 3.62.4.1.3")]
    public async Task Frees_the_ids_of_what_it_removes()
    {
        var folder = A.Folder();
        var request = A.Submission(A.DocumentEntry(), folder, A.SubmissionSet());
        await _registry.RegisterAsync(request);
        await RemoveAsync((await AllAsync()).Objects);
        Assert.That(await _registry.RegisterAsync(request), Is.EqualTo(RegistryResponse.Success));
        Assert.That((await AllAsync()).Objects, Has.Count.EqualTo(request.Objects.Objects.Count));
    }

    [Test, Spec("ITI TF-2 3.62.4.1.3")]
    public async Task Refuses_what_is_not_registered_and_removes_nothing()
    {
        await _registry.RegisterAsync();
        var before = await AllAsync();
        var unknown = EntryUuid.From(Guid.NewGuid());
        var response = (await RemoveAsync([.. before.Objects.Select(o => o.Id), unknown, "Document01"])).Registry;
        Assert.Multiple(async () =>
        {
            Assert.That(response.Status, Is.EqualTo(ResponseStatus.Failure));
            Assert.That(response.Errors.Select(e => (e.Code, e.Location)), Is.EquivalentTo(new[]
            {
                (XdsErrorCode.UnresolvedReference, unknown), (XdsErrorCode.UnresolvedReference, "Document01"),
            }));
            Assert.That(response.Errors[0].CodeContext, Does.Contain(unknown));
            Assert.That(await AllAsync(), Is.EqualTo(before));
        });
    }

    [Test, Spec("ITI TF-2 3.62.4.1.3")]
    public async Task Refuses_to_leave_references_to_what_it_would_remove()
    {
        await _registry.RegisterAsync();
        var before = await AllAsync();
        foreach (var end in new RegistryObject[] { before.DocumentEntries.Single(), before.SubmissionSets.Single() })
        {
            var error = (await RemoveAsync([end])).Registry.Errors.Single();
            Assert.That((error.Code, error.Location), Is.EqualTo((XdsErrorCode.ReferencesExist, end.Id)));
            Assert.That(error.CodeContext, Does.Contain(end.Id).And.Contain(before.Associations.Single().Id));
        }

        Assert.That(await AllAsync(), Is.EqualTo(before));
    }

    [Test, Spec("ITI TF-2 3.62.4.1.3")]
    public async Task Refuses_to_leave_a_set_without_members_and_an_object_without_a_set()
    {
        await _registry.RegisterAsync();
        var before = await AllAsync();
        var (set, entry, membership) = (before.SubmissionSets.Single(), before.DocumentEntries.Single(), before.Associations.Single());
        Assert.Multiple(async () =>
        {
            Assert.That(Of(await RemoveAsync([entry, membership])), Is.EqualTo(new[] { (XdsErrorCode.UnreferencedObject, set.Id) }));
            Assert.That(Of(await RemoveAsync([set, membership])), Is.EqualTo(new[] { (XdsErrorCode.UnreferencedObject, entry.Id) }));
            Assert.That(Of(await RemoveAsync([membership])), Is.EquivalentTo(new[] { (XdsErrorCode.UnreferencedObject, entry.Id), (XdsErrorCode.UnreferencedObject, set.Id) }));
            Assert.That(await AllAsync(), Is.EqualTo(before));
        });
    }

    [Test, Spec("ITI TF-2 3.62.4.1.3")]
    public async Task Takes_an_entry_out_of_a_folder_which_may_stay_empty()
    {
        var (entry, folder) = (A.DocumentEntry(), A.Folder());
        await _registry.RegisterAsync(entry, folder, A.HasMember(folder, entry));
        var before = await AllAsync();
        var membership = before.Associations.Single(a => a.SourceId == before.Folders.Single().Id);
        Assert.That(Of(await RemoveAsync([membership])), Is.EqualTo(new[] { (XdsErrorCode.ReferencesExist, membership.Id) }), "the set has it as a member");
        _registry.Clock.Now = _registry.Clock.Now.AddHours(1);
        var removed = await RemoveAsync([membership, before.Associations.Single(a => a.TargetId == membership.Id)]);
        var after = await AllAsync();
        Assert.Multiple(() =>
        {
            Assert.That(removed.Registry, Is.EqualTo(RegistryResponse.Success));
            Assert.That(after.Objects, Has.Count.EqualTo(before.Objects.Count - 2));
            Assert.That(after.Folders.Single().LastUpdateTime, Is.EqualTo(new Hl7Time("20250401040000")));
        });
    }

    [Test, Spec("ITI TF-2 3.62.4.1.3")]
    public async Task Leaves_the_status_of_what_remains_as_it_is()
    {
        var original = await _registry.RegisteredAsync(A.DocumentEntry());
        var replacement = A.DocumentEntry();
        await _registry.RegisterAsync(replacement, A.Relationship(Vocabulary.Replace, replacement, original.Id));
        var all = await AllAsync();
        var newer = all.DocumentEntries.Single(e => e.Id != original.Id);
        var set = all.SubmissionSets.Last();
        var response = await RemoveAsync([newer, set, .. all.Associations.Where(a => a.SourceId == newer.Id || a.SourceId == set.Id)]);
        Assert.That(response.Registry, Is.EqualTo(RegistryResponse.Success));
        Assert.That((await AllAsync()).DocumentEntries.Single().AvailabilityStatus, Is.EqualTo(Vocabulary.Deprecated));
    }

    [Test, Spec("ITI TF-2 3.62.4.1.2")]
    public async Task Takes_objects_of_several_patients_in_one_request()
    {
        await _registry.RegisterAsync();
        await _registry.RegisterAsync(A.DocumentEntry(Other));
        var response = await RemoveAsync([.. (await AllAsync()).Objects, .. (await AllAsync(Other)).Objects]);
        Assert.That(response.Registry, Is.EqualTo(RegistryResponse.Success));
        Assert.That(response.Patients, Is.EquivalentTo(new[] { A.PatientId(), Other }));
        Assert.That((await AllAsync()).Objects.Concat((await AllAsync(Other)).Objects), Is.Empty);
    }

    [Test, Spec("ITI TF-2 3.62.4.1.3")]
    public async Task Sees_the_references_that_other_patients_sets_make()
    {
        var entry = await _registry.RegisteredAsync(A.DocumentEntry());
        var set = A.SubmissionSet(Other);
        await _registry.RegisterAsync(new SubmitObjectsRequest(new([set, A.HasMember(set, entry) with { SubmissionSetStatus = Vocabulary.Reference }])));
        var own = (await AllAsync()).Objects;
        var others = (await AllAsync(Other)).Objects;
        Assert.That(Of(await RemoveAsync(own.Except(others))), Is.EqualTo(new[] { (XdsErrorCode.ReferencesExist, entry.Id) }));
        Assert.That((await RemoveAsync(own.Union(others))).Registry, Is.EqualTo(RegistryResponse.Success));
    }

    [Test, Spec("ITI TF-2 3.62.4.1.3")]
    public async Task Removes_what_a_merge_brought_to_another_patient()
    {
        await _registry.RegisterAsync(A.DocumentEntry(Other));
        await _registry.MergeAsync(Other, A.PatientId());
        var response = await RemoveAsync((await AllAsync()).Objects);
        Assert.That(response, Is.EqualTo(new RemoveObjectsResponse(RegistryResponse.Success, [A.PatientId()])));
        Assert.That((await AllAsync()).Objects, Is.Empty);
    }

    [Test]
    public async Task Lets_a_submission_and_a_removal_of_what_it_refers_to_not_both_succeed()
    {
        for (var round = 0; round < 8; round++)
        {
            await _registry.RegisterAsync();
            var all = (await AllAsync()).Objects;
            var replacement = A.DocumentEntry();
            var request = A.Submission(replacement, A.Relationship(Vocabulary.Append, replacement, all.OfType<DocumentEntry>().Single().Id));
            var registering = Task.Run(() => _registry.RegisterAsync(request));
            var removing = Task.Run(() => RemoveAsync(all));
            var registered = (await registering).Status == ResponseStatus.Success;
            Assert.That((await removing).Registry.Status == ResponseStatus.Success, Is.Not.EqualTo(registered));
            if (registered) await RemoveAsync((await AllAsync()).Objects);
            Assert.That((await AllAsync()).Objects, Is.Empty);
        }
    }

    private static (string, string?)[] Of(RemoveObjectsResponse response) => [.. response.Registry.Errors.Select(e => (e.Code, e.Location))];

    private async Task<RegistryObjectList> AllAsync(PatientId? patient = null) => (await _registry.GetAllAsync(patient)).Objects;

    private Task<RemoveObjectsResponse> RemoveAsync(IEnumerable<RegistryObject> objects) => RemoveAsync(objects.Select(o => o.Id));

    private Task<RemoveObjectsResponse> RemoveAsync(IEnumerable<string> ids) =>
        _registry.Actor.RemoveMetadata(new(ids.Select(id => new ObjectRef(id)).ToValueList()), A.Exchange(), CancellationToken.None);
}
