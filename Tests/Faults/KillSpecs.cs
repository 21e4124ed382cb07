namespace IheNode.Tests;

/// <summary>The whole node dies in the middle of its work: what it acknowledged is there, nothing is half there, and nothing lies about unseen. The long run is <c>./test.sh --faults</c>.</summary>
[TestFixtureSource(typeof(FaultStore), nameof(FaultStore.All))]
public sealed class KillSpecs(FaultStore store)
{
    private string _folder = null!;
    private FaultRun _run = null!;
    private FaultJournal _journal = null!;

    [SetUp]
    public void MakeRun()
    {
        _folder = Directory.CreateTempSubdirectory("ihenode-faults-").FullName;
        _journal = new(Path.Combine(_folder, "journal.tsv"));
        _run = new(store, new(_folder, TestContext.CurrentContext.Random.Next(1, 1_000_000), DeepEvery: 100, Program: null, TestContext.Out.WriteLine), _journal);
    }

    [TearDown]
    public async Task RemoveRun()
    {
        await _run.DisposeAsync();
        _run.Remove();
        Directory.Delete(_folder, recursive: true);
    }

    [Test, CancelAfter(180_000), Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Killed_at_random_moments_the_node_holds_whole_what_it_acknowledged_and_the_rest_whole_or_not_at_all(CancellationToken cancellation)
    {
        await _run.RunAsync(Enumerable.Range(0, 5).Select(number => new FaultCycle(_run.Seed, number, number == 4 ? Kill.WhileStarting : Kill.UnderLoad)), cancellation);
        AssertNothingBroken();
        Assert.That(_journal.Lines.Sum(line => line.Acknowledged), Is.Positive, "the kills came in the middle");
    }

    [Test, CancelAfter(240_000), Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Killed_at_each_step_of_a_submission_the_node_holds_whole_what_it_acknowledged_and_the_rest_whole_or_not_at_all(CancellationToken cancellation)
    {
        await _run.RunAsync(store.Steps.Select((step, number) => new FaultCycle(_run.Seed, number, Kill.AtStep, step, 1 + (_run.Seed % 3))), cancellation);
        AssertNothingBroken();
        Assert.That(_journal.Lines.Select(line => line.Kill).OfType<string>(), Is.EqualTo(store.Steps), "it died where it was to");
    }

    [Test, CancelAfter(120_000)]
    public async Task Told_to_stop_in_the_middle_the_node_finishes_and_answers_what_it_has_begun_and_leaves_nothing_to_sweep(CancellationToken cancellation)
    {
        var line = await _run.StopAsync(new FaultCycle(_run.Seed, 0, Kill.UnderLoad), cancellation);
        AssertNothingBroken();
        Assert.That(line.Acknowledged, Is.Positive);
        Assert.That(line.Whole, Is.Zero, "what was begun was answered");
    }

    private void AssertNothingBroken()
    {
        if (_journal.Lines.Count > 0) TestContext.Out.WriteLine($"seed {_run.Seed}\n{FaultReport.Markdown(_journal.Lines)}{string.Join(", ", _run.Ways.Select(way => $"{way.Key}: {way.Value}"))}");
        Assert.That(_run.Broken, Is.Empty);
    }
}
