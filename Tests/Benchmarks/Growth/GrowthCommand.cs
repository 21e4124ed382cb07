using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace IheNode.Benchmarks;

/// <summary><c>growth</c>: the same queries of filled databases of different sizes and kinds in turn, beside bare handlers; and the memory of a large GetAll.</summary>
internal static class GrowthCommand
{
    private const int GetAllRounds = 10;

    public static Command Create()
    {
        var filled = new Option<string[]>("--filled") { Description = "Databases that fill has filled, the smaller before the larger of its kind", Required = true, AllowMultipleArgumentsPerToken = true };
        var seconds = new Option<double>("--seconds") { Description = "Seconds of one slice", DefaultValueFactory = _ => 4 };
        var rounds = new Option<int>("--rounds") { Description = "Slices of each side, taken in turn", DefaultValueFactory = _ => 5 };
        var clients = new Option<int>("--clients") { Description = "How many ask at the same time", DefaultValueFactory = _ => 4 };
        var patients = new Option<long>("--patients") { Description = "Of how many patients is asked, drawn anew each time; 0 = of all", DefaultValueFactory = _ => 0 };
        var command = new Command("growth", "Asks filled registries of different sizes in turn and prints ratios and growth") { filled, seconds, rounds, clients, patients };
        command.SetAction(async (parsed, stop) =>
        {
            AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, Report.Width);
            var hosts = new List<(FilledRegistry Filled, string Database, ServerProcess Host)>();
            try
            {
                foreach (var place in parsed.GetValue(filled)!)
                {
                    var engine = FillCommand.EngineOf(place);
                    hosts.Add((await FilledRegistry.OfAsync(engine).ConfigureAwait(false), engine.Name, await ServerProcess.StartAsync(
                        "IheNode.Benchmarks.dll", ["growth-host", "--database", place], ["http"], stop).ConfigureAwait(false)));
                }

                foreach (var query in await GrowthQuery.AllAsync(parsed.GetValue(patients), stop).ConfigureAwait(false))
                {
                    List<(GrowthSide Registry, GrowthSide Bare)> sides =
                        hosts.ConvertAll(h => (new GrowthSide(h.Filled, h.Database, h.Host, query, false), new GrowthSide(h.Filled, h.Database, h.Host, query, true)));
                    await MeasureAsync(sides, TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rounds), parsed.GetValue(clients), stop).ConfigureAwait(false);
                    Write(query, sides);
                }

                foreach (var host in hosts) await GetAllAsync(host.Filled, host.Database, host.Host, stop).ConfigureAwait(false);
            }
            finally
            {
                foreach (var host in hosts) await host.Host.DisposeAsync().ConfigureAwait(false);
            }

            return 0;
        });
        return command;
    }

    private static async Task MeasureAsync(
        List<(GrowthSide Registry, GrowthSide Bare)> sides, TimeSpan slice, int rounds, int clients, CancellationToken cancellation)
    {
        var all = sides.SelectMany(s => new[] { s.Registry, s.Bare }).ToList();
        foreach (var side in all)
        {
            await side.RecordAsync(cancellation).ConfigureAwait(false);
            // Thrown away: the runtime compiles hot methods a second time while they run.
            await side.RunAsync(clients, slice, cancellation).ConfigureAwait(false);
            side.Slices.Clear();
        }

        for (var round = 0; round < rounds; round++)
            foreach (var side in round % 2 == 0 ? all : Enumerable.Reverse(all)) await side.RunAsync(clients, slice, cancellation).ConfigureAwait(false);
    }

    private static void Write(GrowthQuery query, List<(GrowthSide Registry, GrowthSide Bare)> sides)
    {
        var table = new Table().AddColumns(query.Name, "Entries", "Registry /s", "p50 ms", "p99 ms", "CPU ms", "Bare /s", "p50 ms", "p99 ms", "CPU ms", "Ratio (lowest-highest)");
        foreach (var (registry, bare) in sides)
        {
            table.AddRow(
            [
                registry.Database, registry.Filled.Entries.ToString("N0", CultureInfo.InvariantCulture), .. Cells(registry), .. Cells(bare),
                Spread(registry.Slices.Zip(bare.Slices, (r, b) => r.Rate / b.Rate)),
            ]);
        }

        AnsiConsole.Write(table.Border(TableBorder.Markdown));
        foreach (var kind in sides.GroupBy(s => s.Registry.Database).Where(k => k.Count() > 1))
        {
            var (small, large) = (kind.First(), kind.Last());
            Tell("registry", small.Registry, large.Registry);
            Tell("bare", small.Bare, large.Bare);
        }

        void Tell(string who, GrowthSide small, GrowthSide large) => AnsiConsole.WriteLine(
            $"{small.Database}, {who}, {large.Filled.Entries:N0} entries against {small.Filled.Entries:N0}: "
            + string.Join(", ", Shown.Select(s => $"{s.Name} x {Spread(large.Slices.Zip(small.Slices, (l, m) => s.Of(l) / s.Of(m)))}")));
    }

    private static readonly (string Name, Func<Pace, double> Of)[] Shown = [("rate", p => p.Rate), ("p50", p => p.Median), ("p99", p => p.Late), ("CPU", p => p.Cpu)];

    // Read as it comes, so that what the client keeps is not taken for what the server must.
    private static async Task GetAllAsync(FilledRegistry filled, string database, ServerProcess host, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        var request = await GrowthQuery.GetAllAsync(filled, cancellation).ConfigureAwait(false);
        var resident = host.ResidentBytes;
        host.ForgetPeak();
        var buffer = new byte[128 * 1024];
        var (times, length) = (new List<double>(), 0L);
        for (var round = 0; round < GetAllRounds; round++)
        {
            var begun = Stopwatch.GetTimestamp();
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address("http"), "/registry")) { Content = new ByteArrayContent(request.Octets) };
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
            var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            await using var closing = stream.ConfigureAwait(false);
            length = 0;
            while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var count and > 0) length += count;
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        AnsiConsole.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{database}, {filled.Entries:N0} entries: GetAll of {filled.LargeSubmissions * FilledRegistry.DocumentsEach:N0}: {length / 1048576.0:N1} MB, median {Side.MedianOf(times):N0} ms; resident {LoadRun.Megabytes(resident)} MB before, at most {LoadRun.Megabytes(host.PeakBytes)} MB in {GetAllRounds} answers"));
    }

    private static IEnumerable<string> Cells(GrowthSide side) =>
        new Func<Pace, double>[] { p => p.Rate, p => p.Median, p => p.Late, p => p.Cpu }.Select(of => Number(side.Median(of)));

    private static string Spread(IEnumerable<double> ratios)
    {
        var sorted = ratios.Order().ToList();
        return $"{Number(Side.MedianOf(sorted))} ({Number(sorted[0])}-{Number(sorted[^1])})";
    }

    private static string Number(double value) => value.ToString(value >= 100 ? "N0" : "N2", CultureInfo.InvariantCulture);
}
