using System.Collections;
using System.CommandLine;
using System.Diagnostics;
using IheNode.Platform;

namespace IheNode.Gateway;

/// <summary><c>ihenode serve</c>: runs one node until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var profile = new Option<FileInfo>("--profile") { Description = "The network's profile, such as profiles/yamato-seiwa.json", Required = true };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Where the node keeps all that it writes [default: ./data/<network>]" };
        var set = new Option<string[]>("--set")
        {
            Description = "Overrides one value of the profile by its JSON path, as in --set listen.http=18080; may be repeated",
            DefaultValueFactory = _ => [],
        };
        var parent = new Option<int?>("--until-exit-of") { Description = "Ends too when the process with this id does" };
        var command = new Command("serve", "Starts one node; prints 'ready' and its addresses when it can answer, ends cleanly on SIGTERM")
        {
            profile, data, set, parent,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var node = ReadProfile(parsed.GetValue(profile)!, parsed.GetValue(set)!);
            var folder = parsed.GetValue(data)?.FullName ?? Path.GetFullPath(Path.Combine("data", node.Network.Id));
            await RunAsync(node, folder, parsed.GetValue(parent), stop).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The profile with its overrides from the environment and the command line.</summary>
    /// <exception cref="ProfileException">The profile has faults; all of them are listed.</exception>
    internal static NodeProfile ReadProfile(FileInfo file, IReadOnlyList<string> sets)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");
        return ProfileReader.Read(file.FullName, environment, sets);
    }

    private static async Task ExitOfAsync(int? process)
    {
        if (process is not { } id) await Task.Delay(Timeout.Infinite).ConfigureAwait(false);
        else
        {
            try
            {
                using var parent = Process.GetProcessById(id);
                await parent.WaitForExitAsync().ConfigureAwait(false);
            }
            catch (ArgumentException)
            {
                // It has ended already.
            }
        }
    }

    private static async Task RunAsync(NodeProfile profile, string folder, int? parent, CancellationToken stop)
    {
        await using var node = await Node.StartAsync(profile, folder, TimeProvider.System, stop).ConfigureAwait(false);
        Console.WriteLine($"{profile.Network.NameJa} ({profile.Network.NameEn}, {profile.Network.HomeCommunityId}), data in {folder}");
        foreach (var address in node.Addresses) Console.WriteLine($"ready {address}");
        var stopped = new TaskCompletionSource();
        await using (stop.Register(stopped.SetResult))
            await Task.WhenAny(stopped.Task, ExitOfAsync(parent)).ConfigureAwait(false);
        Console.WriteLine("stopping: requests under way are finished first");
    }
}
