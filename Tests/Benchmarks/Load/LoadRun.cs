using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace IheNode.Benchmarks;

/// <summary>One run: starts both servers, fills the node, lets node and baselines take turns, prints the table.</summary>
internal static class LoadRun
{
    public static async Task RunAsync(LoadOptions options, CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder.FullName, $"ihenode-load-{Guid.NewGuid():N}"));
        try
        {
            var answers = folder.CreateSubdirectory("answers").FullName;
            AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, Report.Width);
            AnsiConsole.MarkupLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}; slices of {options.Slice.TotalSeconds} s, {options.Rounds} rounds, {options.Clients} clients");
            await using var node = await StartNodeAsync(Path.Combine(folder.FullName, "node"), cancellation).ConfigureAwait(false);
            var begun = Stopwatch.GetTimestamp();
            using var filling = new Filling(node);
            await filling.FillAsync(cancellation).ConfigureAwait(false);
            AnsiConsole.MarkupLine($"filled with {Filling.Entries} entries in {Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} s; resident {Megabytes(node.ResidentBytes)} MB");
            using var workloads = new Workloads(node, filling, options, answers);
            var chosen = await workloads.PrepareAsync(cancellation).ConfigureAwait(false);
            await using var bare = await StartBareAsync(answers, folder.CreateSubdirectory("bare").FullName, cancellation).ConfigureAwait(false);
            var measured = new List<Measurement>();
            foreach (var workload in chosen)
            {
                measured.Add(await MeasureAsync(workload, node, bare, options, cancellation).ConfigureAwait(false));
                AnsiConsole.MarkupLine($"[grey]{workload.Name}: done[/]");
            }
            Report.Write(measured, "Audit on (durable).");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    internal static string Megabytes(long octets) => (octets / 1048576.0).ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Starts a node of the connectathon's profile over plain HTTP.</summary>
    internal static Task<ServerProcess> StartNodeAsync(string data, CancellationToken cancellation) => ServerProcess.StartAsync(
        "ihenode.dll",
        [
            "serve", "--profile", Path.Combine(AppContext.BaseDirectory, "profiles", "connectathon.json"), "--data", data,
            "--set", "listen.https=-1", "--set", "listen.mllps=-1", "--set", "listen.http=0", "--set", "listen.mllp=0",
            "--until-exit-of", Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        ],
        ["http", "mllp"], cancellation);

    private static Task<ServerProcess> StartBareAsync(string answers, string documents, CancellationToken cancellation) =>
        ServerProcess.StartAsync("IheNode.Benchmarks.dll", ["baseline", "--answers", answers, "--documents", documents], ["http"], cancellation);

    private static async Task<Measurement> MeasureAsync(
        Workload workload, ServerProcess node, ServerProcess bare, LoadOptions options, CancellationToken cancellation)
    {
        var sides = new List<Side> { new("node", node, new Uri(node.Address("http"), workload.Path)) };
        sides.AddRange(workload.Baselines.Select(b => new Side(b.Name, bare, new Uri(bare.Address("http"), b.Path))));
        // One slice each is thrown away: the runtime compiles hot methods a second time while they run.
        foreach (var side in sides) await side.RunAsync(workload, options.Slice, cancellation).ConfigureAwait(false);
        foreach (var side in sides) side.Results.Clear();
        var resident = node.ResidentBytes;
        node.ForgetPeak();
        bare.ForgetPeak();
        for (var round = 0; round < options.Rounds; round++)
        {
            // Whoever comes first in one round comes last in the next, so that a machine that slows down favours nobody.
            var order = round % 2 == 0 ? sides : Enumerable.Reverse(sides);
            foreach (var side in order) await side.RunAsync(workload, options.Slice, cancellation).ConfigureAwait(false);
        }
        return new(workload, sides[0], sides[1..], resident, node.PeakBytes, bare.PeakBytes);
    }
}
