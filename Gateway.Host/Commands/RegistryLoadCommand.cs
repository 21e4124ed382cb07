using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IheNode.Core;
using IheNode.Platform;
using IheNode.Registry;

namespace IheNode.Gateway;

/// <summary><c>ihenode registry load</c>: registers submissions from files.</summary>
internal static class RegistryLoadCommand
{
    private const string StandardInput = "-";

    public static Command Create()
    {
        var command = new Command("load",
            "Registers submissions (ITI-42) from files under the registry's own rules, many at a time; can be ended and given again. The node must be stopped");
        var node = new NodeOptions(command);
        var from = new Argument<string>("DIR")
        {
            Description = "A folder with files at any depth (hidden ones are left out, links to folders not followed), each an lcm:SubmitObjectsRequest or a SOAP envelope of ITI-42; or - for such messages from standard input, each ended by an octet of zero",
        };
        var addPatients = new Option<bool>("--add-patients") { Description = "Make unknown patient ids of the affinity domain known to the registry first (the PIX manager hears nothing of them)" };
        command.Arguments.Add(from);
        command.Options.Add(addPatients);
        command.SetAction(async (parsed, cancellation) =>
        {
            var source = parsed.GetValue(from)!;
            if (source != StandardInput && !Directory.Exists(source)) throw new CommandException($"{source} is no folder.", ExitCode.Usage);
            var (profile, folder) = node.Read(parsed);
            using var registry = OpenedRegistry.ToWrite(profile, folder);
            await using var trail = await AuditTrail.OpenAsync(folder, TimeProvider.System, cancellation).ConfigureAwait(false);
            var actor = new RegistryActor(profile, registry.Database, TimeProvider.System);
            var load = new RegistryLoad(profile, actor, TimeProvider.System, parsed.GetValue(addPatients));
            return await RunAsync(load, source, folder, new AuditedAnswers(trail, profile, TimeProvider.System), profile.Limits, cancellation).ConfigureAwait(false);
        });
        return command;
    }

    // One record when it begins and one when it ends: a record per submission would be the larger part of the work and say what the files themselves say.
    private static async Task<int> RunAsync(
        RegistryLoad load, string source, string dataFolder, AuditedAnswers audit, LimitsProfile limits, CancellationToken cancellation)
    {
        var place = source == StandardInput ? "stdin" : new Uri(Path.GetFullPath(source)).AbsoluteUri;
        await audit.RecordAsync(NodeAudit.Load(DateTimeOffset.UtcNow, place, null, [])).ConfigureAwait(false);
        var outcome = 8;
        try
        {
            var progress = source == StandardInput
                ? await WatchAsync(load, null, bar => load.RunAsync(
                    LoadMessages.OfStream(Console.OpenStandardInput(), limits.XmlBytes, cancellation), null, Report, cancellation)).ConfigureAwait(false)
                : await LoadFolderAsync(load, Path.GetFullPath(source), dataFolder, limits.XmlBytes, cancellation).ConfigureAwait(false);
            outcome = progress.Refused == 0 ? 0 : 4;
            Terminal.WriteLine($"{progress.Messages - progress.Refused:N0} submissions loaded with {progress.Entries:N0} entries, {progress.Skipped:N0} skipped (loaded before), {progress.Refused:N0} refused");
            return progress.Refused == 0 ? ExitCode.Done : ExitCode.Failed;
        }
        finally
        {
            var sum = load.Progress;
            await audit.RecordAsync(NodeAudit.Load(DateTimeOffset.UtcNow, place, outcome,
                [Detail("messages", sum.Messages), Detail("entries", sum.Entries), Detail("refused", sum.Refused), Detail("skipped", sum.Skipped)])).ConfigureAwait(false);
        }
    }

    private static async Task<LoadProgress> LoadFolderAsync(RegistryLoad load, string source, string dataFolder, long limit, CancellationToken cancellation)
    {
        var journals = Directory.CreateDirectory(Path.Combine(dataFolder, "load")).FullName;
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)).AsSpan(0, 8));
        using var journal = LoadJournal.Open(Path.Combine(journals, $"{name}.journal"), LoadMessages.FilesOf(source).Select(file => Path.GetRelativePath(source, file)));
        var total = LoadMessages.FilesOf(source).LongCount();
        var progress = await WatchAsync(load, total, _ => load.RunAsync(LoadMessages.OfFolder(source, limit).ToAsyncEnumerable(), journal, Report, cancellation)).ConfigureAwait(false);
        journal.Complete();
        return progress;
    }

    private static Task<LoadProgress> WatchAsync(RegistryLoad load, long? total, Func<Action<long, long?, string>, Task<LoadProgress>> run) =>
        Terminal.ProgressAsync("submissions", async bar =>
        {
            var clock = Stopwatch.StartNew();
            await using var timer = new Timer(_ => Show(load.Progress, clock.Elapsed.TotalSeconds, total, bar), null, 500, 500);
            return await run(bar).ConfigureAwait(false);
        });

    private static void Show(LoadProgress progress, double seconds, long? total, Action<long, long?, string> bar) => bar(
        progress.Messages + progress.Skipped, total, string.Create(CultureInfo.InvariantCulture, $"{progress.Messages / seconds:N0}/s, {progress.Entries / seconds:N0} entries/s"));

    private static void Report(LoadRefusal refusal)
    {
        foreach (var error in refusal.Errors) Console.Error.WriteLine($"{refusal.Name}: {error.Code}: {error.CodeContext}");
    }

    private static KeyValuePair<string, string> Detail(string name, long count) => new(name, count.ToString(CultureInfo.InvariantCulture));
}
