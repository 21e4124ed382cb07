using System.CommandLine;

namespace IheNode.Benchmarks;

/// <summary>What a run of the load driver is told.</summary>
/// <param name="Slice">How long one slice lasts; node and baselines take turns by slices.</param>
/// <param name="Clients">Connections that ask at the same time.</param>
/// <param name="Rounds">How many slices each side gets; medians are taken over them.</param>
/// <param name="Only">Beginnings of the keys of the workloads to run; empty = all.</param>
/// <param name="Folder">Where the node's data and the baseline's files are kept while it runs.</param>
internal sealed record LoadOptions(TimeSpan Slice, int Clients, int Rounds, IReadOnlyList<string> Only, DirectoryInfo Folder);

/// <summary><c>load</c>: drives a node and its baselines in turn.</summary>
internal static class LoadCommand
{
    public static Command Create()
    {
        var seconds = new Option<double>("--seconds") { Description = "Seconds of one slice", DefaultValueFactory = _ => 10 };
        var clients = new Option<int>("--clients") { Description = "Connections that ask at the same time", DefaultValueFactory = _ => 8 };
        var rounds = new Option<int>("--rounds") { Description = "Slices of each side, taken in turn", DefaultValueFactory = _ => 3 };
        var only = new Option<string[]>("--only")
        {
            Description = "Beginnings of the keys of the workloads to run, such as iti18 or iti41-1mb",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var folder = new Option<DirectoryInfo>("--folder")
        {
            Description = "Disk on which the node and the baseline write while it runs (a few GB)",
            DefaultValueFactory = _ => new DirectoryInfo(Path.GetTempPath()),
        };
        var command = new Command("load", "Drives a node and a bare Kestrel in turn and prints rates, ratios and memory") { seconds, clients, rounds, only, folder };
        command.SetAction(async (parsed, stop) =>
        {
            var options = new LoadOptions(
                TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(clients), parsed.GetValue(rounds),
                parsed.GetValue(only)!, parsed.GetValue(folder)!);
            await LoadRun.RunAsync(options, stop).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
