using IheNode.Core;

namespace IheNode.Tests;

/// <summary>What a change of a patient link makes of what is registered: documents of the local id go to the right patient, as a metadata update would take them.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class LinkChangeSpecs(TestDatabase database)
{
    private const string Manager = "2.999.7.7";

    private static readonly PatientId Previous = A.PatientId();
    private static readonly PatientId Current = A.PatientId("current");
    private static readonly PatientId Local = PatientId.Of("L-1", "1.2.392.100495.20.3.51.1.1310000001");
    private static readonly PatientId OtherLocal = PatientId.Of("L-2", "1.2.392.100495.20.3.51.1.1310000002");
    private static readonly PatientId SubsumedLocal = PatientId.Of("L-0", "1.2.392.100495.20.3.51.1.1310000001");

    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync(database, null, "current");

    [TearDown]
    public async Task Close()
    {
        await _registry.AssertWholeAsync();
        _registry.Dispose();
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3")]
    public async Task Documents_of_the_local_id_are_found_under_the_new_id_and_no_longer_under_the_previous_one()
    {
        var (theirs, others) = (Entry(Local), Entry(OtherLocal));
        await _registry.RegisterAsync(theirs);
        await _registry.RegisterAsync(others);
        await MoveAsync();

        Assert.That((await ApprovedAsync(Current)).Select(e => (e.UniqueId, e.PatientId)), Is.EqualTo([(theirs.UniqueId, (PatientId?)Current)]));
        Assert.That((await ApprovedAsync(Previous)).Select(e => e.UniqueId), Is.EqualTo([others.UniqueId]));
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3.1.4")]
    public async Task A_document_gets_a_new_version_of_its_own_and_the_version_before_is_deprecated()
    {
        var before = await _registry.RegisteredAsync(Entry(Local));
        await MoveAsync();

        var now = (await ApprovedAsync(Current)).Single();
        Assert.That((now.LogicalId, now.Version), Is.EqualTo((before.LogicalId, "2")));
        Assert.That(now.Id, Is.Not.EqualTo(before.Id));
        Assert.That(now, Is.EqualTo(before with { Id = now.Id, PatientId = Current, Version = "2" }));
        var old = (await AllVersionsAsync(Previous)).Single();
        Assert.That(old, Is.EqualTo(before with { AvailabilityStatus = Vocabulary.Deprecated }));
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3.1.1")]
    public async Task The_change_is_recorded_by_a_submission_set_that_the_manager_gave()
    {
        await _registry.RegisterAsync(Entry(Local));
        var done = await MoveAsync();

        var all = (await _registry.GetAllAsync(Current)).Objects;
        var set = all.SubmissionSets.Single();
        Assert.That((set.Id, set.PatientId, set.SourceId, set.Authors.Count, set.ContentTypeCode?.Value), Is.EqualTo((done.SubmissionSet, (PatientId?)Current, Manager, 0, "ITI-64")));
        Assert.That(set.SubmissionTime, Is.EqualTo(Hl7Time.From(_registry.Clock.Now)));
        Assert.That(Oid.IsValid(set.UniqueId));
        var membership = all.Associations.Single();
        Assert.That((membership.SourceId, membership.TargetId, membership.SubmissionSetStatus), Is.EqualTo((set.Id, all.DocumentEntries.Single().Id, "Original")));
        Assert.That(membership.ExtraSlots, Is.EqualTo([new Slot("PreviousVersion", ["1"])]));
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3.1.3")]
    public async Task Deprecated_documents_stay_as_they_are()
    {
        var first = await _registry.RegisteredAsync(Entry(Local));
        var second = Entry(Local);
        await _registry.RegisterAsync(second, A.Relationship(Vocabulary.Replace, second, first.Id));
        await MoveAsync();

        Assert.That((await ApprovedAsync(Current)).Select(e => e.UniqueId), Is.EqualTo([second.UniqueId]));
        var all = (await _registry.GetAllAsync(Current)).Objects;
        Assert.That(all.Associations.Select(a => a.Type), Has.None.EqualTo(Vocabulary.Replace), "it led to what stays behind");
        Assert.That((await AllVersionsAsync(Previous)).Select(e => e.Version), Is.EqualTo(["1", "1"]));
        Assert.That((await _registry.GetAllAsync(Previous)).Objects.DocumentEntries.Select(e => e.UniqueId), Is.EqualTo([first.UniqueId]), "who does not ask for versions sees the newest");
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3.1.5")]
    public async Task Relationships_between_documents_that_go_together_go_with_them_once()
    {
        var document = await _registry.RegisteredAsync(Entry(Local));
        var addendum = Entry(Local);
        await _registry.RegisterAsync(addendum, A.Relationship(Vocabulary.Append, addendum, document.Id));
        await MoveAsync();

        var moved = (await ApprovedAsync(Current)).ToDictionary(e => e.UniqueId!);
        var append = (await _registry.GetAllAsync(Current)).Objects.Associations.Single(a => a.Type == Vocabulary.Append);
        Assert.That((append.SourceId, append.TargetId), Is.EqualTo((moved[addendum.UniqueId!].Id, moved[document.UniqueId!].Id)));
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3.2")]
    public async Task A_relationship_to_a_document_that_stays_behind_is_not_carried_on()
    {
        var document = await _registry.RegisteredAsync(Entry(OtherLocal));
        var addendum = Entry(Local);
        await _registry.RegisterAsync(addendum, A.Relationship(Vocabulary.Append, addendum, document.Id));
        await MoveAsync();

        Assert.That((await _registry.GetAllAsync(Current)).Objects.Associations.Select(a => a.Type), Has.None.EqualTo(Vocabulary.Append));
        Assert.That((await ApprovedAsync(Previous)).Select(e => e.Id), Is.EqualTo([document.Id]));
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3.1.6")]
    public async Task A_folder_whose_documents_all_go_along_gets_a_new_version_that_holds_the_new_ones()
    {
        var folder = A.Folder(Previous);
        var (one, two) = (Entry(Local), Entry(Local));
        await _registry.RegisterAsync(folder, one, two, A.HasMember(folder, one), A.HasMember(folder, two));
        _registry.Clock.Now += TimeSpan.FromHours(1);
        await MoveAsync();

        var moved = (await FoldersAsync(Current)).Single();
        Assert.That((moved.UniqueId, moved.Version, moved.LastUpdateTime), Is.EqualTo((folder.UniqueId, "2", (Hl7Time?)Hl7Time.From(_registry.Clock.Now))));
        Assert.That(await FoldersAsync(Previous), Is.Empty);
        var content = (await _registry.QueryAsync("GetFolderAndContents", ("$XDSFolderEntryUUID", [moved.Id]))).Objects;
        Assert.That(content.DocumentEntries.Select(e => e.UniqueId), Is.EquivalentTo([one.UniqueId, two.UniqueId]));
        var all = (await _registry.GetAllAsync(Current)).Objects;
        var memberships = all.Associations.Where(a => a.SourceId == moved.Id).Select(a => a.Id).ToList();
        Assert.That(all.Associations.Where(a => a.SourceId == all.SubmissionSets.Single().Id).Select(a => a.TargetId), Is.SupersetOf(memberships).And.Contains(moved.Id));
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3.2")]
    public async Task A_document_that_leaves_others_behind_leaves_their_folder()
    {
        var folder = A.Folder(Previous);
        var (theirs, others) = (Entry(Local), Entry(OtherLocal));
        await _registry.RegisterAsync(folder, theirs, others, A.HasMember(folder, theirs), A.HasMember(folder, others));
        await MoveAsync();

        Assert.That((await FoldersAsync(Previous)).Select(f => (f.UniqueId, f.Version)), Is.EqualTo([(folder.UniqueId, "1")]));
        Assert.That(await FoldersAsync(Current), Is.Empty);
        Assert.That((await ApprovedAsync(Current)).Select(e => e.UniqueId), Is.EqualTo([theirs.UniqueId]));
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3.1.4")]
    public async Task A_set_that_refers_to_a_document_refers_to_its_new_version()
    {
        var document = await _registry.RegisteredAsync(Entry(Local));
        var set = A.SubmissionSet(Previous);
        var reference = new Association
        {
            Id = "Reference01", Type = Vocabulary.HasMember, SourceId = set.Id, TargetId = document.Id, SubmissionSetStatus = Vocabulary.Reference,
        };
        Assert.That((await _registry.RegisterAsync(new SubmitObjectsRequest(new([set, reference])))).Errors, Is.Empty);
        await MoveAsync();

        var moved = (await ApprovedAsync(Current)).Single();
        var content = (await _registry.QueryAsync("GetSubmissionSetAndContents", ReturnType.ObjectRef, ("$XDSSubmissionSetUniqueId", [set.UniqueId!]))).Objects;
        Assert.That(content.ObjectRefs.Select(r => r.Id), Does.Contain(moved.Id));
    }

    [Test, Spec("ITI TF-2 3.64.4.1.2.4"), Spec("ITI TF-2 3.64.4.1.3")]
    public async Task A_subsumed_local_id_gives_way_to_the_local_id_in_its_documents()
    {
        var (subsumed, own, others) = (Entry(SubsumedLocal), Entry(Local), Entry(OtherLocal));
        foreach (var entry in new[] { subsumed, own, others }) await _registry.RegisterAsync(entry);
        await DoneAsync(new(Previous, Previous, Local, SubsumedLocal));

        var now = (await ApprovedAsync(Previous)).ToDictionary(e => e.UniqueId!);
        Assert.That(now[subsumed.UniqueId!].SourcePatientId, Is.EqualTo(Local));
        Assert.That((now[subsumed.UniqueId!].Version, now[own.UniqueId!].Version, now[others.UniqueId!].Version), Is.EqualTo(("2", "1", "1")));
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3")]
    public async Task A_merge_of_local_ids_of_two_patients_brings_the_documents_of_both_to_the_new_id()
    {
        var (subsumed, own) = (Entry(SubsumedLocal), Entry(Local));
        foreach (var entry in new[] { subsumed, own }) await _registry.RegisterAsync(entry);
        await DoneAsync(new(Current, Previous, Local, SubsumedLocal));

        Assert.That((await ApprovedAsync(Current)).Select(e => e.SourcePatientId), Is.EqualTo(new PatientId?[] { Local, Local }));
        Assert.That(await ApprovedAsync(Previous), Is.Empty);
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3.1.2")]
    public async Task A_change_that_is_told_again_changes_nothing()
    {
        await _registry.RegisterAsync(Entry(Local));
        await MoveAsync();
        Assert.That(await MoveAsync(), Is.EqualTo(new LinkChangeResponse()));

        var all = (await _registry.GetAllAsync(Current)).Objects;
        Assert.That((all.DocumentEntries.Single().Version, all.SubmissionSets.Count()), Is.EqualTo(("2", 1)));
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3")]
    public async Task There_and_back_the_document_is_one_with_three_versions()
    {
        var before = await _registry.RegisteredAsync(Entry(Local));
        await MoveAsync();
        await DoneAsync(new(Previous, Current, Local));

        var now = (await ApprovedAsync(Previous)).Single();
        Assert.That((now.LogicalId, now.Version), Is.EqualTo((before.LogicalId, "3")));
        Assert.That(await ApprovedAsync(Current), Is.Empty);
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3")]
    public async Task Documents_of_patients_who_were_merged_into_the_previous_one_go_too()
    {
        var merged = A.PatientId("merged");
        await _registry.AddPatientAsync(merged);
        var entry = Entry(Local) with { PatientId = merged };
        await _registry.RegisterAsync(entry);
        await _registry.MergeAsync(subsumed: merged, survivor: Previous);
        await MoveAsync();

        Assert.That((await ApprovedAsync(Current)).Select(e => e.UniqueId), Is.EqualTo([entry.UniqueId]));
        Assert.That(await ApprovedAsync(Previous), Is.Empty);
    }

    private static IEnumerable<TestCaseData> Wrong()
    {
        var (foreign, unknown) = (PatientId.Of("current", "1.2.3"), A.PatientId("nobody"));
        yield return new TestCaseData(new LinkChange(foreign, Previous, Local), 204, PatientErrorPlace.PatientId, 1).SetArgDisplayNames("new id of another domain");
        yield return new TestCaseData(new LinkChange(Current, foreign, Local), 204, PatientErrorPlace.SubsumedId, 1).SetArgDisplayNames("previous id of another domain");
        yield return new TestCaseData(new LinkChange(unknown, Previous, Local), 204, PatientErrorPlace.PatientId, 1).SetArgDisplayNames("new id unknown");
        yield return new TestCaseData(new LinkChange(Current, unknown, Local), 204, PatientErrorPlace.SubsumedId, 1).SetArgDisplayNames("previous id unknown");
        yield return new TestCaseData(new LinkChange(Current, Previous, Local, OtherLocal), 204, PatientErrorPlace.SubsumedId, 2).SetArgDisplayNames("subsumed id of another domain");
        yield return new TestCaseData(new LinkChange(Current, Previous, Local, Local), 102, PatientErrorPlace.SubsumedId, 2).SetArgDisplayNames("subsumed by itself");
        yield return new TestCaseData(new LinkChange(Current, Current, Local), 102, PatientErrorPlace.SubsumedId, 1).SetArgDisplayNames("nothing changed");
    }

    [TestCaseSource(nameof(Wrong)), Spec("ITI TF-2 3.64.4.1.2")]
    public async Task A_change_that_cannot_be_changes_nothing_and_says_where(LinkChange change, int code, PatientErrorPlace place, int repetition)
    {
        await _registry.RegisterAsync(Entry(Local));
        var refused = await SendAsync(change);
        Assert.That(refused.Errors.Select(e => (e.Code, e.Where, e.Repetition)), Is.EqualTo([(code, place, repetition)]));
        Assert.That((await ApprovedAsync(Previous)).Single().Version, Is.EqualTo("1"));
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3")]
    public async Task A_change_of_a_merged_id_is_refused()
    {
        await _registry.MergeAsync(subsumed: Current, survivor: Previous);
        Assert.That((await SendAsync(new(Current, Previous, Local))).Errors.Select(e => e.Where), Is.EqualTo([PatientErrorPlace.PatientId]));
        Assert.That((await SendAsync(new(Previous, Current, Local))).Errors.Select(e => e.Where), Is.EqualTo([PatientErrorPlace.SubsumedId]));
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3")]
    public async Task More_documents_than_one_change_may_move_are_refused_whole_by_the_name_of_the_limit()
    {
        using var small = await TestRegistry.WithPatientAsync(database, A.Profile() with { Limits = new() { LinkChangeEntries = 2 } }, "current");
        for (var i = 0; i < 3; i++) await small.RegisterAsync(Entry(Local));
        var refused = await small.Actor.LinkChange(new(Current, Previous, Local) { SourceId = Manager }, A.Exchange(), CancellationToken.None);

        Assert.That(refused.Errors.Single().Text, Does.Contain("limits.linkChangeEntries"));
        Assert.That((await small.FindDocumentsAsync()).Objects.DocumentEntries.Count(), Is.EqualTo(3));
    }

    [Test, Spec("ITI TF-2 3.64.4.1.3")]
    public async Task Submissions_beside_a_change_are_done_before_it_or_after_it_and_no_document_is_in_two_places()
    {
        await _registry.RegisterAsync(Entry(Local));
        var submissions = Enumerable.Range(0, 8).Select(_ => Task.Run(() => _registry.RegisterAsync(Entry(Local)))).ToList();
        var change = Task.Run(MoveAsync);
        foreach (var response in await Task.WhenAll(submissions)) Assert.That(response.Errors, Is.Empty);
        await change;
        await MoveAsync();

        Assert.That((await ApprovedAsync(Current)).Select(e => e.LogicalId).Distinct().Count(), Is.EqualTo(9));
        Assert.That(await ApprovedAsync(Previous), Is.Empty);
    }

    private static DocumentEntry Entry(PatientId local) => A.DocumentEntry(Previous) with { SourcePatientId = local };

    private Task<LinkChangeResponse> MoveAsync() => DoneAsync(new(Current, Previous, Local));

    private async Task<LinkChangeResponse> DoneAsync(LinkChange change)
    {
        var response = await SendAsync(change);
        Assert.That(response.Errors, Is.Empty);
        return response;
    }

    private Task<LinkChangeResponse> SendAsync(LinkChange change) => _registry.Actor.LinkChange(change with { SourceId = Manager }, A.Exchange(), CancellationToken.None);

    private async Task<IReadOnlyList<DocumentEntry>> ApprovedAsync(PatientId patient) => [.. (await _registry.QueryAsync(
        "FindDocuments", ("$XDSDocumentEntryPatientId", [patient.Text]), ("$XDSDocumentEntryStatus", [Vocabulary.Approved]))).Objects.DocumentEntries];

    private async Task<IReadOnlyList<DocumentEntry>> AllVersionsAsync(PatientId patient) => [.. (await _registry.QueryAsync(
        "FindDocuments", ("$XDSDocumentEntryPatientId", [patient.Text]), ("$XDSDocumentEntryStatus", [Vocabulary.Approved, Vocabulary.Deprecated]), ("$MetadataLevel", ["2"])))
        .Objects.DocumentEntries];

    private async Task<IReadOnlyList<Folder>> FoldersAsync(PatientId patient) => [.. (await _registry.QueryAsync(
        "FindFolders", ("$XDSFolderPatientId", [patient.Text]), ("$XDSFolderStatus", [Vocabulary.Approved]))).Objects.Folders];
}
