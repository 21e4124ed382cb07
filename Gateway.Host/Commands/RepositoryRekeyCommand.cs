using System.CommandLine;
using System.Globalization;
using IheNode.Platform;
using IheNode.Repository;

namespace IheNode.Gateway;

/// <summary><c>ihenode repository rekey</c>: gives stored documents the encryption that the profile asks for now.</summary>
internal static class RepositoryRekeyCommand
{
    public static Command Create()
    {
        var command = new Command("rekey",
            "Encrypts every stored document under documents.encryption.currentKey, or decrypts it where there is none; can be ended and given again. The node must be stopped");
        var node = new NodeOptions(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (profile, folder) = node.Read(parsed);
            using var opened = OpenedRegistry.ToWrite(profile, folder);
            await using var trail = await AuditTrail.OpenAsync(folder, TimeProvider.System, cancellation).ConfigureAwait(false);
            using var rekey = new RepositoryRekey(profile, opened.Database, folder);
            return await RunAsync(rekey, profile, new AuditedAnswers(trail, profile, TimeProvider.System), cancellation).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(RepositoryRekey rekey, NodeProfile profile, AuditedAnswers audit, CancellationToken cancellation)
    {
        var key = profile.Documents.Encryption.CurrentKey;
        var last = new RekeyResult(0, 0, 0, 0);
        var outcome = 8;
        try
        {
            last = await Terminal.ProgressAsync("documents", bar => rekey.RunAsync(
                sentence => Console.Error.WriteLine(sentence),
                progress =>
                {
                    last = progress;
                    bar(progress.Contents, progress.Total, $"{progress.Changed:N0} changed");
                },
                cancellation)).ConfigureAwait(false);
            outcome = last.Failed == 0 ? 0 : 4;
            Terminal.WriteLine($"{last.Contents:N0} contents: {last.Changed:N0} {(key is null ? "decrypted" : $"encrypted under {key}")}, {last.Contents - last.Changed - last.Failed:N0} were so already"
                + (last.Failed == 0 ? "; other keys are needed no more." : $", {last.Failed:N0} could not be opened and are as they were; keep all keys."));
            return last.Failed == 0 ? ExitCode.Done : ExitCode.Failed;
        }
        finally
        {
            await audit.RecordAsync(NodeAudit.KeysRotated(DateTimeOffset.UtcNow, key, outcome,
                [Detail("contents", last.Contents), Detail("changed", last.Changed), Detail("failed", last.Failed)])).ConfigureAwait(false);
        }
    }

    private static KeyValuePair<string, string> Detail(string name, long count) => new(name, count.ToString(CultureInfo.InvariantCulture));
}
