using IheNode.Core;

namespace IheNode.Tests;

/// <summary>What a merge (A40, PRPA_IN201304UV02) makes of what is registered: one patient, known by the survivor's id alone.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RegistryMergeSpecs(TestDatabase database)
{
    private static readonly PatientId Survivor = A.PatientId();
    private static readonly PatientId Subsumed = A.PatientId("other");
    private static readonly PatientId Third = A.PatientId("third");

    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync(database, null, "other", "third");

    [TearDown]
    public void Close() => _registry.Dispose();

    [Test, Spec("ITI TF-2 3.18.4.1.2.3.9")]
    public async Task A_query_by_the_survivor_shows_everything_of_both_under_the_survivors_id_and_one_by_the_subsumed_id_nothing()
    {
        var folder = A.Folder(Subsumed);
        await _registry.RegisterAsync(A.DocumentEntry());
        await _registry.RegisterAsync(A.DocumentEntry(Subsumed) with { SourcePatientId = new PatientId("L-7^^^&1.2.3&ISO") }, folder);
        await MergeAsync(Subsumed, Survivor);

        var all = (await _registry.GetAllAsync()).Objects;
        Assert.That((all.DocumentEntries.Count(), all.SubmissionSets.Count(), all.Folders.Count()), Is.EqualTo((2, 2, 1)));
        Assert.That(all.Objects.OfType<PatientObject>().Select(o => o.PatientId), Has.All.EqualTo(Survivor));
        Assert.That(all.DocumentEntries.Select(e => e.SourcePatientId?.Text), Has.One.EqualTo("L-7^^^&1.2.3&ISO"), "what the source called the patient stays");
        Assert.That((await _registry.GetAllAsync(Subsumed)).Objects.Objects, Is.Empty);
        Assert.That((await FindFoldersAsync(Survivor)).Objects.Folders.Single().UniqueId, Is.EqualTo(folder.UniqueId));
        Assert.That((await FindFoldersAsync(Subsumed)).Objects.Objects, Is.Empty);
    }

    [Test, Spec("ITI TF-2 3.8.4.2.4")]
    public async Task A_submission_with_the_subsumed_id_is_of_an_unknown_patient_also_after_a_registration_that_comes_late()
    {
        await MergeAsync(Subsumed, Survivor);
        Assert.That((await _registry.AddPatientAsync(Subsumed)).Accepted, Is.True, "the source may repeat itself");

        Assert.That((await _registry.RegisterAsync(A.DocumentEntry(Subsumed))).Errors.Select(e => e.Code), Does.Contain(XdsErrorCode.UnknownPatientId));
        Assert.That((await _registry.GetAllAsync(Subsumed)).Objects.Objects, Is.Empty);
    }

    [Test, Spec("ITI TF-2 3.8.4.2.4")]
    public async Task A_chain_of_merges_ends_in_its_last_survivor_whichever_link_came_first([Values] bool backwards)
    {
        foreach (var id in new[] { Survivor, Subsumed, Third }) await _registry.RegisterAsync(A.DocumentEntry(id));
        if (backwards)
        {
            await MergeAsync(Subsumed, Survivor);
            await MergeAsync(Third, Survivor);
        }
        else
        {
            await MergeAsync(Third, Subsumed);
            await MergeAsync(Subsumed, Survivor);
        }

        var found = (await _registry.FindDocumentsAsync()).Objects.DocumentEntries.ToList();
        Assert.That(found.Select(e => e.PatientId), Is.EqualTo(Enumerable.Repeat((PatientId?)Survivor, 3)));
        foreach (var gone in new[] { Subsumed, Third }) Assert.That((await _registry.GetAllAsync(gone)).Objects.Objects, Is.Empty);
    }

    [Test, Spec("ITI TF-2 3.8.4.2.4")]
    public async Task A_merge_that_would_close_a_circle_is_refused_and_says_why()
    {
        await MergeAsync(Third, Subsumed);
        await MergeAsync(Subsumed, Survivor);
        await _registry.RegisterAsync(A.DocumentEntry());

        var refused = await _registry.MergeAsync(subsumed: Survivor, survivor: Third);
        Assert.That(refused.Errors.Select(e => (e.Code, e.Where)), Is.EqualTo([(207, PatientErrorPlace.PatientId)]));
        Assert.That(refused.Errors[0].Text, Does.Contain("merged into another"));
        Assert.That((await _registry.FindDocumentsAsync()).Objects.DocumentEntries.Count(), Is.EqualTo(1));
    }

    [Test, Spec("ITI TF-2 3.8.4.2.4")]
    public async Task A_merge_that_is_told_again_is_accepted_and_changes_nothing_also_when_its_survivor_was_merged_since()
    {
        await MergeAsync(Third, Subsumed);
        await MergeAsync(Subsumed, Survivor);
        await _registry.RegisterAsync(A.DocumentEntry());

        await MergeAsync(Third, Subsumed);
        await MergeAsync(Subsumed, Survivor);
        Assert.That((await _registry.MergeAsync(subsumed: Third, survivor: Survivor)).Errors.Select(e => e.Where), Is.EqualTo([PatientErrorPlace.SubsumedId]), "another merge of it");
        Assert.That((await _registry.FindDocumentsAsync()).Objects.DocumentEntries.Count(), Is.EqualTo(1));
    }

    [Test, Spec("ITI TF-2 3.8.4.2.4"), Spec("ITI TF-2 3.42.4.1.3.3.2")]
    public async Task Documents_of_both_may_be_related_and_share_folders_after_the_merge_and_not_before()
    {
        var theirs = await _registry.RegisteredAsync(A.DocumentEntry(Subsumed));
        var folder = A.Folder(Subsumed);
        await _registry.RegisterAsync(A.Submission(folder, A.SubmissionSet(Subsumed)));
        var registered = (Folder)(await FindFoldersAsync(Subsumed)).Objects.Objects.Single();
        Assert.That((await AddendumAsync(theirs, registered)).Errors.Select(e => e.Code), Is.Not.Empty.And.All.EqualTo(XdsErrorCode.PatientIdDoesNotMatch));

        await MergeAsync(Subsumed, Survivor);
        Assert.That((await AddendumAsync(theirs, registered)).Errors, Is.Empty);
        var content = await _registry.QueryAsync("GetFolderAndContents", ("$XDSFolderUniqueId", [folder.UniqueId!]));
        Assert.That(content.Objects.DocumentEntries.Select(e => e.PatientId), Is.EqualTo(new PatientId?[] { Survivor }));
        var related = await _registry.QueryAsync(
            "GetRelatedDocuments", ("$XDSDocumentEntryEntryUUID", [theirs.Id]), ("$AssociationTypes", [Vocabulary.Append]));
        Assert.That(related.Objects.DocumentEntries.Count(), Is.EqualTo(2));
    }

    [Test, Spec("ITI TF-2 3.8.4.2.4")]
    public async Task Documents_of_the_subsumed_patient_can_be_replaced_by_the_survivors()
    {
        var theirs = await _registry.RegisteredAsync(A.DocumentEntry(Subsumed));
        await MergeAsync(Subsumed, Survivor);
        var newer = A.DocumentEntry();
        Assert.That((await _registry.RegisterAsync(newer, A.Relationship(Vocabulary.Replace, newer, theirs.Id))).Errors, Is.Empty);

        Assert.That((await _registry.FindDocumentsAsync()).Objects.DocumentEntries.Select(e => e.UniqueId), Is.EqualTo([newer.UniqueId]));
    }

    [Test, Spec("ITI TF-2 3.8.4.2.4")]
    public async Task Submissions_that_run_beside_a_merge_are_shown_with_the_survivor_or_refused_and_none_is_lost()
    {
        var answers = new List<Task<RegistryResponse>>();
        for (var i = 0; i < 16; i++) answers.Add(Task.Run(() => _registry.RegisterAsync(A.DocumentEntry(Subsumed))));
        var merge = Task.Run(() => _registry.MergeAsync(Subsumed, Survivor));
        for (var i = 0; i < 16; i++) answers.Add(Task.Run(() => _registry.RegisterAsync(A.DocumentEntry(Subsumed))));
        await Task.WhenAll(answers);
        Assert.That((await merge).Errors, Is.Empty);

        var refused = answers.Select(a => a.Result).Where(r => r.Status == ResponseStatus.Failure).ToList();
        Assert.That(refused.SelectMany(r => r.Errors).Select(e => e.Code), Has.All.EqualTo(XdsErrorCode.UnknownPatientId));
        Assert.That((await _registry.FindDocumentsAsync()).Objects.DocumentEntries.Count(), Is.EqualTo(32 - refused.Count));
    }

    [Test, Spec("ITI TF-2 3.8.4.2.4")]
    public async Task Merges_that_run_side_by_side_leave_no_circle_and_no_lost_patient()
    {
        foreach (var id in new[] { Survivor, Subsumed, Third }) await _registry.RegisterAsync(A.DocumentEntry(id));
        await Task.WhenAll(
            Task.Run(() => _registry.MergeAsync(Subsumed, Survivor)), Task.Run(() => _registry.MergeAsync(Third, Subsumed)), Task.Run(() => _registry.MergeAsync(Survivor, Third)));

        var shown = new List<int>();
        foreach (var id in new[] { Survivor, Subsumed, Third }) shown.Add((await _registry.GetAllAsync(id)).Objects.DocumentEntries.Count());
        Assert.That(shown.Sum(), Is.EqualTo(3));
        Assert.That(shown.Max(), Is.GreaterThanOrEqualTo(2), "at least one merge was done");
    }

    private async Task MergeAsync(PatientId subsumed, PatientId survivor) => Assert.That((await _registry.MergeAsync(subsumed, survivor)).Errors, Is.Empty);

    private Task<RegistryResponse> AddendumAsync(DocumentEntry to, Folder folder)
    {
        var addendum = A.DocumentEntry();
        return _registry.RegisterAsync(
            addendum, A.Relationship(Vocabulary.Append, addendum, to.Id), new Association { Id = "membership", Type = Vocabulary.HasMember, SourceId = folder.Id, TargetId = addendum.Id });
    }

    private Task<AdhocQueryResponse> FindFoldersAsync(PatientId patient) =>
        _registry.QueryAsync("FindFolders", ("$XDSFolderPatientId", [patient.Text]), ("$XDSFolderStatus", [Vocabulary.Approved]));
}
