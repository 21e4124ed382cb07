using System.CommandLine;
using System.Globalization;
using IheNode.Platform;
using Spectre.Console;

namespace IheNode.Benchmarks;

/// <summary><c>registry</c>: how many submissions (set, entry, membership) a second the registry makes durable, beside the bare database doing the same rows.</summary>
internal static class RegistryCommand
{
    public static Command Create()
    {
        var seconds = new Option<double>("--seconds") { Description = "Seconds of one slice", DefaultValueFactory = _ => 5 };
        var rounds = new Option<int>("--rounds") { Description = "Slices of each side, taken in turn", DefaultValueFactory = _ => 3 };
        var senders = new Option<int[]>("--senders")
        {
            Description = "How many submit at the same time",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1, 8, 64],
        };
        var postgreSql = new Option<string?>("--postgresql") { Description = "Connection string of an empty PostgreSQL database, which is measured too" };
        var folder = new Option<DirectoryInfo>("--folder")
        {
            Description = "Disk on which SQLite writes while it runs (a few GB)",
            DefaultValueFactory = _ => new DirectoryInfo(Path.GetTempPath()),
        };
        var command = new Command("registry", "Submits to the registry and to the bare database in turn and prints rates and ratios") { seconds, rounds, senders, postgreSql, folder };
        command.SetAction(async (parsed, stop) =>
        {
            var own = Directory.CreateDirectory(Path.Combine(parsed.GetValue(folder)!.FullName, $"ihenode-registry-{Guid.NewGuid():N}"));
            try
            {
                List<DatabaseEngine> engines = [new Sqlite(Path.Combine(own.FullName, "registry.db"))];
                if (parsed.GetValue(postgreSql) is { } given) engines.Add(new PostgreSql(given));
                var table = new Table().AddColumns("Database", "Senders", "Registry /s", "p99 ms", "CPU ms", "Bare rows /s", "CPU ms", "Ratio (lowest-highest)");
                foreach (var engine in engines)
                {
                    using var registry = await SubmittedRows.OpenAsync(engine, stop).ConfigureAwait(false);
                    foreach (var count in parsed.GetValue(senders)!)
                        table.AddRow(await MeasureAsync(engine, registry, count, TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rounds)).ConfigureAwait(false));
                }

                AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, Report.Width);
                AnsiConsole.Write(table.Border(TableBorder.Markdown));
                return 0;
            }
            finally
            {
                own.Delete(recursive: true);
            }
        });
        return command;
    }

    private static async Task<string[]> MeasureAsync(DatabaseEngine engine, SubmittedRows rows, int senders, TimeSpan slice, int rounds)
    {
        var (registry, bare) = (new List<Pace>(), new List<Pace>());
        // The first slice of each is thrown away: the runtime compiles hot methods a second time while they run.
        for (var round = 0; round <= rounds; round++)
        {
            var submitted = await Pace.OfAsync(senders, slice, rows.SubmitAsync).ConfigureAwait(false);
            await using var inserts = new BareInserts(engine);
            var inserted = await Pace.OfAsync(senders, slice, () => inserts.AddAsync(rows.Next())).ConfigureAwait(false);
            if (round == 0) continue;
            registry.Add(submitted);
            bare.Add(inserted);
        }

        var ratios = registry.Zip(bare, (r, b) => r.Rate / b.Rate).Order().ToList();
        return
        [
            engine.Name, $"{senders}", Number(Side.MedianOf(registry.Select(p => p.Rate))), Number(Side.MedianOf(registry.Select(p => p.Late))),
            Number(Side.MedianOf(registry.Select(p => p.Cpu))),
            Number(Side.MedianOf(bare.Select(p => p.Rate))), Number(Side.MedianOf(bare.Select(p => p.Cpu))), $"{Number(Side.MedianOf(ratios))} ({Number(ratios[0])}-{Number(ratios[^1])})",
        ];
    }

    private static string Number(double value) => value.ToString(value >= 100 ? "N0" : value >= 1 ? "N2" : "N3", CultureInfo.InvariantCulture);
}
