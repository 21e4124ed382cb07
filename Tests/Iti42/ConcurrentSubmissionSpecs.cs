using Dapper;
using IheNode.Core;
using NUnit.Framework;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class ConcurrentSubmissionSpecs(TestDatabase database)
{
    private const int Writers = 16, Chains = 3, Rounds = 6;

    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Open() => _registry = await TestRegistry.WithPatientAsync(database, null, "other", "third");

    [TearDown]
    public void Close() => _registry.Dispose();

    [Test, Spec("ITI TF-2 3.42.4.1.3.5")]
    public async Task Writers_who_replace_append_and_file_the_same_documents_leave_one_approved_head_per_chain()
    {
        var folder = A.Folder() with { Id = EntryUuid.From(Guid.NewGuid()) };
        var firsts = Enumerable.Range(0, Chains).Select(chain => Version(chain)).ToArray();
        Assert.That(await _registry.RegisterAsync([folder, .. firsts, .. firsts.Select(f => A.HasMember(folder, f))]), Is.EqualTo(RegistryResponse.Success));

        var answers = (await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer, folder))))).SelectMany(a => a).ToArray();
        Assert.That(answers.SelectMany(a => a.Errors).Select(e => e.Code).Distinct(), Is.SubsetOf(new[] { XdsErrorCode.RegistryDeprecatedDocumentError }));

        var all = (await _registry.GetAllAsync()).Objects;
        var byId = all.DocumentEntries.ToDictionary(e => e.Id);
        var replaced = all.Associations.Where(a => a.Type == Vocabulary.Replace).Select(a => a.TargetId).ToArray();
        var heads = byId.Values.Where(e => IsVersion(e) && e.AvailabilityStatus == Vocabulary.Approved).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(heads.Select(Name), Is.EquivalentTo(Enumerable.Range(0, Chains).Select(chain => $"chain {chain}")));
            Assert.That(replaced, Is.Unique.And.Not.Empty);
            Assert.That(byId.Values.Where(IsVersion).Where(e => e.AvailabilityStatus == Vocabulary.Deprecated).Select(e => e.Id), Is.EquivalentTo(replaced));
            foreach (var append in all.Associations.Where(a => a.Type == Vocabulary.Append))
                Assert.That(byId[append.SourceId].AvailabilityStatus, Is.EqualTo(byId[append.TargetId].AvailabilityStatus), "an addendum goes with what it is appended to");
            var members = all.Associations.Where(a => a.Type == Vocabulary.HasMember && a.SourceId == folder.Id).Select(a => a.TargetId).ToArray();
            Assert.That(members, Is.SupersetOf(heads.Select(h => h.Id)));
            Assert.That(all.Associations.SelectMany(a => new[] { a.SourceId, a.TargetId }).Distinct(), Is.SubsetOf(all.Objects.Select(o => o.Id)));
        });
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.3.7")]
    public async Task Of_many_sets_with_one_uniqueId_one_wins_whosoever_they_are()
    {
        var set = A.SubmissionSet();
        PatientId[] patients = [A.PatientId(), A.PatientId("other"), A.PatientId("third")];
        var answers = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
        {
            var patient = patients[writer % patients.Length];
            return _registry.RegisterAsync(set with { PatientId = patient }, A.DocumentEntry(patient));
        })));
        Assert.Multiple(() =>
        {
            Assert.That(answers.Count(a => a.Status == ResponseStatus.Success), Is.EqualTo(1));
            Assert.That(answers.SelectMany(a => a.Errors).Select(e => e.Code), Is.All.EqualTo(XdsErrorCode.DuplicateUniqueIdInRegistry).And.Exactly(Writers - 1).Items);
        });
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3.7")]
    public async Task Of_many_entries_with_one_entryUUID_one_wins()
    {
        var id = EntryUuid.From(Guid.NewGuid());
        PatientId[] patients = [A.PatientId(), A.PatientId("other")];
        var answers = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer =>
            Task.Run(() => _registry.RegisterAsync(A.DocumentEntry(patients[writer % 2]) with { Id = id }))));
        Assert.That(answers.Count(a => a.Status == ResponseStatus.Success), Is.EqualTo(1), string.Join('\n', answers.SelectMany(a => a.Errors)));
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3")]
    public async Task Submissions_that_refer_to_one_another_s_patients_all_succeed()
    {
        PatientId[] patients = [A.PatientId(), A.PatientId("other"), A.PatientId("third")];
        var entries = new List<DocumentEntry>();
        foreach (var patient in patients)
        {
            entries.Add(A.DocumentEntry(patient) with { Id = EntryUuid.From(Guid.NewGuid()) });
            Assert.That(await _registry.RegisterAsync(entries[^1]), Is.EqualTo(RegistryResponse.Success));
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 3 * Writers).Select(writer => Task.Run(() =>
        {
            var set = A.SubmissionSet(patients[writer % 3]);
            var references = entries.Select(entry => A.HasMember(set, entry) with { SubmissionSetStatus = "Reference" });
            return _registry.RegisterAsync([set, .. references]);
        })));
        Assert.That(answers, Is.All.EqualTo(RegistryResponse.Success));
    }

    [Test, Spec("ITI TF-2 3.8.4.2.4")]
    public async Task What_is_submitted_while_its_patient_is_merged_is_refused_when_the_merge_came_first()
    {
        var (merged, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        var merge = _registry.Database.WriteAsync(async (connection, transaction) =>
        {
            // As a merge does: holds the patients, then writes.
            foreach (var patient in await connection.QueryAsync<long>("select patient from registry_patient order by patient", transaction: transaction))
            {
                await connection.ExecuteAsync(
                    _registry.Database.Dialect.SelectForUpdate("patient", "registry_patient_objects", "patient = @patient"), new { patient }, transaction);
            }

            await connection.ExecuteAsync(
                "update registry_patient set survivor = (select p.patient from registry_patient p where p.id = @into) where id = @from",
                new { into = A.PatientId("other").Text, from = A.PatientId().Text }, transaction);
            merged.TrySetResult();
            await mayEnd.Task;
            return 0;
        }, default);
        await merged.Task;
        var submission = Task.Run(() => _registry.RegisterAsync(A.DocumentEntry()));
        if (database == TestDatabase.PostgreSql) await SomeoneWaitsForALockAsync();
        mayEnd.SetResult();
        await merge;
        Assert.That((await submission).Errors.Select(e => e.Code), Is.All.EqualTo(XdsErrorCode.UnknownPatientId).And.Not.Empty);
    }

    [Test, Spec("ITI TF-2 3.8.4.2.4")]
    public async Task Whatever_was_accepted_around_a_merge_is_found_under_the_survivor()
    {
        var entries = Enumerable.Range(0, Writers).Select(_ => A.DocumentEntry(A.PatientId("other"))).ToArray();
        var submissions = entries.Select(entry => Task.Run(() => _registry.RegisterAsync(entry))).ToArray();
        var merge = Task.Run(() => _registry.MergeAsync(subsumed: A.PatientId("other"), survivor: A.PatientId()));
        var answers = await Task.WhenAll(submissions);
        Assert.That((await merge).Accepted, Is.True);
        var accepted = entries.Zip(answers).Where(pair => pair.Second.Status == ResponseStatus.Success).Select(pair => pair.First.UniqueId);
        Assert.That((await _registry.GetAllAsync()).Objects.DocumentEntries.Select(e => e.UniqueId), Is.EquivalentTo(accepted));
    }

    private async Task<List<RegistryResponse>> WriteAsync(int writer, Folder folder)
    {
        var answers = new List<RegistryResponse>();
        for (var round = 0; round < Rounds; round++)
        {
            var chain = (writer + round) % Chains;
            var head = (await _registry.FindDocumentsAsync()).Objects.DocumentEntries.First(e => IsVersion(e) && Name(e) == $"chain {chain}");
            var newer = Version(chain);
            var set = A.SubmissionSet();
            answers.Add((writer % 3) switch
            {
                0 => await _registry.RegisterAsync(newer, A.Relationship(Vocabulary.Replace, newer, head.Id)),
                1 => await _registry.RegisterAsync(set, newer with { Title = [new("addendum")] }, A.Relationship(Vocabulary.Append, newer, head.Id)),
                _ => await FileAsync(set, folder, head),
            });
        }

        return answers;
    }

    private Task<RegistryResponse> FileAsync(SubmissionSet set, Folder folder, DocumentEntry head)
    {
        var membership = A.HasMember(folder, head);
        return _registry.RegisterAsync(set, A.HasMember(set, head) with { SubmissionSetStatus = "Reference" }, membership);
    }

    private async Task SomeoneWaitsForALockAsync()
    {
        const string Waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        while (await _registry.Database.ReadAsync(c => c.ExecuteScalarAsync<long>(Waiting), default) == 0) await Task.Yield();
    }

    private static DocumentEntry Version(int chain) => A.DocumentEntry() with { Title = [new($"chain {chain}")] };

    private static bool IsVersion(DocumentEntry entry) => Name(entry).StartsWith("chain", StringComparison.Ordinal);

    private static string Name(DocumentEntry entry) => entry.Title[0].Value;
}
