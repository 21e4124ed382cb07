using System.CommandLine;
using System.Diagnostics;
using IheNode.Platform;

namespace IheNode.Gateway;

/// <summary><c>ihenode serve</c>: runs one node until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var parent = new Option<int?>("--until-exit-of") { Description = "Ends too when the process with this id does" };
        var command = new Command("serve", "Starts one node; prints 'ready' and its addresses when it can answer, ends cleanly on SIGTERM");
        var node = new NodeOptions(command);
        command.Options.Add(parent);
        command.SetAction(async (parsed, stop) =>
        {
            var (profile, folder) = node.Read(parsed);
            await RunAsync(profile, folder, parsed.GetValue(parent), stop).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
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
