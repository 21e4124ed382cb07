using System.Collections.Concurrent;
using System.Security.Cryptography;
using Dapper;
using IheNode.Core;
using IheNode.Platform;
using IheNode.Registry;
using IheNode.Repository;

namespace IheNode.Tests;

/// <summary>The whole node dies in the middle of its work: what it acknowledged is there, nothing is half there, and nothing lies about unseen.</summary>
[NonParallelizable]
public sealed class KillSpecs
{
    private const int Submissions = 1000, Clients = 8;
    private static readonly int[] KillsAfter = [150, 250, 300];
    private string _folder = null!;

    private string Data => Path.Combine(_folder, "data");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("ihenode-restart-").FullName;

    [TearDown]
    public void RemoveFolder()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Test, CancelAfter(180_000)]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Killed_three_times_in_1000_submissions_the_node_holds_each_that_it_acknowledged_whole_and_none_half(CancellationToken cancellation)
    {
        var profile = NodeProcess.WriteProfile(_folder);
        var patients = Enumerable.Range(0, Clients).Select(n => A.PatientId($"K{n:000}")).ToList();
        var submissions = Enumerable.Range(0, Submissions).Select(n => new NumberedSubmission(n, patients[n % Clients])).ToList();
        var waiting = new ConcurrentQueue<NumberedSubmission>(submissions);

        for (var run = 0; run <= KillsAfter.Length; run++)
        {
            await using var node = await NodeProcess.StartAsync(profile, Data, cancellation);
            if (run == 0) foreach (var patient in patients) await node.FeedAsync(patient, A.Profile().AffinityDomain.Namespace, cancellation);
            else await SendAgainAsync(node, submissions, cancellation);
            await SendAsync(node, waiting, run < KillsAfter.Length ? KillsAfter[run] : int.MaxValue, node.Kill, cancellation);
            if (run < KillsAfter.Length)
            {
                Assert.That(node.Ended, Is.True, "the kill came in the middle");
                await node.GoneAsync(cancellation);
                continue;
            }

            Assert.That(submissions.Select(s => s.Outcome), Is.All.EqualTo(Outcome.Acknowledged));
            await AssertWholeAsync(node, submissions, cancellation);
            await AssertBytesAsync(node, submissions, cancellation);
            node.Stop();
            Assert.That(await node.GoneAsync(cancellation), Is.Zero, node.Said);
        }

        await AssertNothingUnseenAsync(submissions, cancellation);
    }

    [Test, CancelAfter(120_000)]
    public async Task Told_to_stop_in_the_middle_the_node_finishes_and_answers_what_it_has_begun_and_leaves_nothing_to_sweep(CancellationToken cancellation)
    {
        var profile = NodeProcess.WriteProfile(_folder);
        var submissions = Enumerable.Range(0, 300).Select(n => new NumberedSubmission(n, A.PatientId("K000"))).ToList();
        await using (var node = await NodeProcess.StartAsync(profile, Data, cancellation))
        {
            await node.FeedAsync(A.PatientId("K000"), A.Profile().AffinityDomain.Namespace, cancellation);
            await SendAsync(node, new(submissions), 100, node.Stop, cancellation);
            Assert.That(await node.GoneAsync(cancellation), Is.Zero, node.Said);
        }

        await using (var node = await NodeProcess.StartAsync(profile, Data, cancellation))
        {
            var present = await AssertWholeAsync(node, submissions, cancellation);
            var acknowledged = submissions.Where(s => s.Outcome == Outcome.Acknowledged).ToList();
            Assert.That(present, Is.EquivalentTo(acknowledged), "what was begun was answered");
            await AssertBytesAsync(node, acknowledged, cancellation);
            node.Stop();
            Assert.That(await node.GoneAsync(cancellation), Is.Zero, node.Said);
            Assert.That(await AssertNothingUnseenAsync(acknowledged, cancellation), Is.EqualTo(new SweepResult(0, 0, 0, 0)));
        }
    }

    private static async Task SendAsync(NodeProcess node, ConcurrentQueue<NumberedSubmission> waiting, int endAfter, Action end, CancellationToken cancellation)
    {
        var acknowledged = 0;
        var provide = node.Remote(Iti41.Contract, "/xds/repository");
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(Client, cancellation)));

        async Task Client()
        {
            while (!node.Ended && waiting.TryDequeue(out var submission))
            {
                RegistryResponse answer;
                try
                {
                    answer = await provide(submission.Request, A.Exchange(), cancellation);
                }
                catch (Exception) when (node.Ended)
                {
                    submission.Outcome = Outcome.Unknown;
                    return;
                }

                Assert.That(answer, Is.EqualTo(RegistryResponse.Success));
                submission.Outcome = Outcome.Acknowledged;
                if (Interlocked.Increment(ref acknowledged) == endAfter) end();
            }
        }
    }

    // What a sender does that got no answer: it sends again. Until then, all or nothing of it is there.
    private static async Task SendAgainAsync(NodeProcess node, IReadOnlyList<NumberedSubmission> submissions, CancellationToken cancellation)
    {
        var present = await AssertWholeAsync(node, submissions, cancellation);
        var open = submissions.Where(s => s.Outcome == Outcome.Unknown).ToList();
        TestContext.Out.WriteLine($"{open.Count} submissions without answer, of which {open.Count(present.Contains)} are registered");
        foreach (var submission in open)
        {
            var answer = await node.Remote(Iti41.Contract, "/xds/repository")(submission.Request, A.Exchange(), cancellation);
            if (present.Contains(submission)) Assert.That(answer.Errors.Select(e => e.Code), Is.All.EqualTo(XdsErrorCode.DuplicateUniqueIdInRegistry).And.Not.Empty);
            else Assert.That(answer, Is.EqualTo(RegistryResponse.Success));
            submission.Outcome = Outcome.Acknowledged;
        }
    }

    private static async Task<HashSet<NumberedSubmission>> AssertWholeAsync(
        NodeProcess node, IReadOnlyList<NumberedSubmission> submissions, CancellationToken cancellation)
    {
        var present = new HashSet<NumberedSubmission>();
        var query = node.Remote(Iti18.Contract, "/xds/registry");
        foreach (var ofPatient in submissions.GroupBy(s => s.Patient))
        {
            var all = await GetAllAsync(query, ofPatient.Key, cancellation);
            foreach (var submission in ofPatient)
            {
                var count = submission.CountIn(all);
                Assert.That(count, submission.Outcome switch
                {
                    Outcome.Acknowledged => Is.EqualTo(5),
                    Outcome.Unknown => Is.EqualTo(5).Or.Zero,
                    _ => Is.Zero,
                });
                if (count > 0) present.Add(submission);
            }
        }

        return present;
    }

    private static async Task AssertBytesAsync(NodeProcess node, IReadOnlyList<NumberedSubmission> submissions, CancellationToken cancellation)
    {
        var retrieve = node.Remote(Iti43.Contract, "/xds/repository");
        foreach (var some in submissions.SelectMany(s => s.Documents).Chunk(100))
        {
            var answer = await retrieve(new([.. some.Select(d => new DocumentRequest(A.Repository, d.UniqueId))]), A.Exchange(), cancellation);
            var got = new List<(string, string)>();
            foreach (var document in answer.Documents)
            {
                await using var stream = await document.Content.Open(cancellation);
                got.Add((document.Request.DocumentUniqueId, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation))));
            }

            Assert.That(got, Is.EqualTo(some));
        }
    }

    // The node has ended: its own rooms are opened on its folder, at a time when everything is old enough to be swept.
    private async Task<SweepResult> AssertNothingUnseenAsync(IReadOnlyList<NumberedSubmission> submissions, CancellationToken cancellation)
    {
        using var database = Database.Open(
            new Sqlite(Path.Combine(Data, "node.db")), typeof(RegistryActor).Assembly, typeof(RepositoryActor).Assembly);
        var registry = new RegistryActor(A.Profile(), database, TimeProvider.System);
        var repository = new RepositoryActor(
            A.Profile(), database, Data, registry.RegisterDocumentSet, registry.StoredQuery, _ => Task.CompletedTask, new Tomorrow());
        var swept = await repository.SweepAsync(cancellation);
        TestContext.Out.WriteLine($"sweep: {swept}");
        Assert.That(swept.Undecided, Is.Zero);
        Assert.That(await repository.SweepAsync(cancellation), Is.EqualTo(new SweepResult(0, 0, 0, 0)));

        var inRows = await database.ReadAsync(
            connection => connection.QueryAsync<string>("SELECT sha256 FROM repository_content WHERE place = 'row' AND bytes IS NOT NULL"), cancellation);
        var stored = Directory.EnumerateFiles(Path.Combine(Data, "documents"), "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)!).ToList();
        Assert.That(stored, Is.Not.Empty);
        Assert.That(stored.Concat(inRows).Order(), Is.EqualTo(submissions.SelectMany(s => s.Documents).Select(d => d.Sha256).Distinct().Order()));
        return swept;
    }

    private static async Task<RegistryObjectList> GetAllAsync(
        Answer<AdhocQueryRequest, AdhocQueryResponse> query, PatientId patient, CancellationToken cancellation)
    {
        var answer = await query(new(Vocabulary.StoredQueryIds.GetAll, ReturnType.LeafClass,
        [
            new("$patientId", [patient.Text]),
            new("$XDSDocumentEntryStatus", [Vocabulary.Approved]),
            new("$XDSSubmissionSetStatus", [Vocabulary.Approved]),
            new("$XDSFolderStatus", [Vocabulary.Approved]),
        ]), A.Exchange(), cancellation);
        Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Success), answer.Errors.ToString());
        return answer.Objects;
    }

    private sealed class Tomorrow : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(1);
    }
}
