using System.CommandLine;

namespace IheNode.Tests;

/// <summary><c>faults</c>: kills nodes for a long time and writes tables of what came of it.</summary>
internal static class FaultsCommand
{
    public static Command Create()
    {
        var kills = new Option<int>("--kills") { Description = "Kills in all, shared among the stores", DefaultValueFactory = _ => 1_000 };
        var seed = new Option<int>("--seed") { Description = "From which everything that is chosen follows", DefaultValueFactory = _ => Random.Shared.Next(1, 1_000_000) };
        var stores = new Option<string[]>("--databases")
        {
            Description = $"Stores to run on: {string.Join(", ", FaultStore.All.Select(store => store.Name))}",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. FaultStore.All.Select(store => store.Name)],
        };
        var deep = new Option<int>("--deep-every") { Description = "Kills after which every document is retrieved and every file and row compared", DefaultValueFactory = _ => 50 };
        var folder = new Option<DirectoryInfo>("--folder")
        {
            Description = "Where data (some 10 GB) and the journal lie; a run that was ended goes on where its journal ends",
            DefaultValueFactory = _ => new(Path.Combine(Path.GetTempPath(), "ihenode-faults")),
        };
        var program = new Option<FileInfo?>("--program") { Description = "The node's ihenode.dll, such as one that is compiled ahead of time and so starts sooner [default: the one built with the tests]" };
        var report = new Option<FileInfo?>("--report") { Description = "Page into which the tables are written, between its marks <!-- faults --> and <!-- /faults -->" };
        var command = new Command("faults", "Kills nodes under load, starts them again, and proves that nothing acknowledged is lost and nothing else is left")
        {
            kills, seed, stores, deep, folder, program, report,
        };
        command.SetAction((parsed, stop) => RunAsync(
            new(parsed.GetValue(folder)!.FullName, parsed.GetValue(seed), parsed.GetValue(deep), parsed.GetValue(program)?.FullName, Say),
            [.. parsed.GetValue(stores)!.SelectMany(names => names.Split(',')).Select(FaultStore.Of)], parsed.GetValue(kills), parsed.GetValue(report), stop));
        return command;
    }

    private static async Task<int> RunAsync(FaultOptions options, IReadOnlyList<FaultStore> stores, int kills, FileInfo? report, CancellationToken stop)
    {
        Directory.CreateDirectory(options.Folder);
        var journal = new FaultJournal(Path.Combine(options.Folder, "journal.tsv"));
        Say($"{kills} kills on {string.Join("; ", stores)}; seed {options.Seed}; journal and data in {options.Folder}");
        foreach (var (store, share) in stores.Select((store, i) => (store, (kills / stores.Count) + (i < kills % stores.Count ? 1 : 0))))
        {
            var done = journal.Lines.Count(line => line.Store == store.Name && line.Kill is not null);
            if (done >= share) continue;
            await using var run = new FaultRun(store, options, journal);
            await run.RunAsync(Cycles(options.Seed, store, done, share, journal), stop);
            // What is broken is kept, for people to look at.
            if (run.Broken.Count == 0) run.Remove();
        }

        var tables = FaultReport.Markdown(journal.Lines);
        Console.WriteLine(tables);
        if (report is not null) FaultReport.Write(report.FullName, tables);
        return journal.Lines.Any(line => line.Broken > 0) ? 1 : 0;
    }

    private static IEnumerable<FaultCycle> Cycles(int seed, FaultStore store, int done, int share, FaultJournal journal)
    {
        var begun = journal.Lines.Count;
        for (var number = done; number < share; number++)
        {
            if (number > done && (number - done) % 10 == 0)
            {
                var lines = journal.Lines.Skip(begun).ToList();
                Say($"{store.Name} {number}/{share} kills: {lines.Sum(l => l.Acknowledged):N0} of {lines.Sum(l => l.Sent):N0} submissions acknowledged ({lines.Sum(l => l.Octets) / 1e6:N0} MB), "
                    + $"{lines.Sum(l => l.Whole + l.Nothing)} without answer, {lines.Sum(l => l.Proved):N0} documents compared, {lines.Sum(l => l.Broken)} broken; "
                    + $"{lines.Where(l => l.Kill is not null).TakeLast(10).Average(l => l.Seconds):N1} s a cycle");
            }

            yield return new(seed, number, steps: store.Steps);
        }
    }

    private static void Say(string text) => Console.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {text}");
}
