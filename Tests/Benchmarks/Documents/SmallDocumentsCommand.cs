using System.CommandLine;
using System.Globalization;
using IheNode.Platform;
using IheNode.Repository;
using Spectre.Console;

namespace IheNode.Benchmarks;

/// <summary><c>smalldocuments</c>: how many small documents a second become durable in rows, in a segment with rows beside it, and in files with rows beside them.</summary>
internal static class SmallDocumentsCommand
{
    public static Command Create()
    {
        var seconds = new Option<double>("--seconds") { Description = "Seconds of one slice", DefaultValueFactory = _ => 3 };
        var rounds = new Option<int>("--rounds") { Description = "Slices of each way, taken in turn", DefaultValueFactory = _ => 3 };
        var senders = new Option<int>("--senders") { Description = "How many write at the same time", DefaultValueFactory = _ => 64 };
        var sizes = new Option<int[]>("--sizes")
        {
            Description = "Octets of a document",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1024, 16 * 1024, 64 * 1024, 100 * 1024],
        };
        var postgreSql = new Option<string?>("--postgresql") { Description = "Connection string of an empty PostgreSQL database, which is measured too" };
        var folder = new Option<DirectoryInfo>("--folder") { Description = "Disk that is written to (some GB)", DefaultValueFactory = _ => new DirectoryInfo(Path.GetTempPath()) };
        var command = new Command("smalldocuments", "Makes small documents durable in each way in turn and prints rates") { seconds, rounds, senders, sizes, postgreSql, folder };
        command.SetAction(async (parsed, stop) =>
        {
            var own = Directory.CreateDirectory(Path.Combine(parsed.GetValue(folder)!.FullName, $"ihenode-smalldocuments-{Guid.NewGuid():N}"));
            try
            {
                List<DatabaseEngine> engines = [new Sqlite(Path.Combine(own.FullName, "documents.db"))];
                if (parsed.GetValue(postgreSql) is { } given) engines.Add(new PostgreSql(given));
                var table = new Table().AddColumns("Database", "Octets", "Way", "Documents /s", "p99 ms", "CPU ms", "To rows (lowest-highest)");
                foreach (var engine in engines)
                {
                    Database.Open(engine, typeof(RepositoryActor).Assembly).Dispose();
                    foreach (var size in parsed.GetValue(sizes)!)
                        await MeasureAsync(table, engine, own.FullName, size, parsed.GetValue(senders), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rounds)).ConfigureAwait(false);
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

    private static async Task MeasureAsync(Table table, DatabaseEngine engine, string folder, int size, int senders, TimeSpan slice, int rounds)
    {
        (string Name, Func<BareInserts, SmallDocumentWay> Open)[] ways =
        [
            ("rows", inserts => new RowWay(inserts, size)),
            ("segment", inserts => new SegmentWay(inserts, size, folder)),
            ("files", inserts => new FileWay(inserts, size, folder)),
        ];
        var paces = ways.Select(_ => new List<Pace>()).ToArray();
        // The first slice of each is thrown away: the runtime compiles hot methods a second time while they run.
        for (var round = 0; round <= rounds; round++)
        {
            for (var way = 0; way < ways.Length; way++)
            {
                await using var inserts = new BareInserts(engine);
                await using var opened = ways[way].Open(inserts);
                var pace = await Pace.OfAsync(senders, slice, opened.AddAsync).ConfigureAwait(false);
                if (round > 0) paces[way].Add(pace);
            }
        }

        for (var way = 0; way < ways.Length; way++)
        {
            var ratios = paces[way].Zip(paces[0], (one, rows) => one.Rate / rows.Rate).Order().ToList();
            table.AddRow(
                engine.Name, $"{size}", ways[way].Name, Number(Side.MedianOf(paces[way].Select(p => p.Rate))), Number(Side.MedianOf(paces[way].Select(p => p.Late))),
                Number(Side.MedianOf(paces[way].Select(p => p.Cpu))), $"{Number(Side.MedianOf(ratios))} ({Number(ratios[0])}-{Number(ratios[^1])})");
        }
    }

    private static string Number(double value) => value.ToString(value >= 100 ? "N0" : value >= 1 ? "N2" : "N3", CultureInfo.InvariantCulture);
}
