using System.CommandLine;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Gateway;

/// <summary><c>ihenode demo</c>: the main job, on this machine, in two processes.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var once = new Option<bool>("--once") { Description = "Stops after the run instead of keeping the nodes up until Ctrl+C" };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Where both nodes keep their data; emptied at the start [default: ./data/demo]" };
        var command = new Command("demo", "Two networks, two nodes: a clinic of Yamato-Seiwa finds a person and reads what Mirai-Kanae holds of her") { once, data };
        command.SetAction(async (parsed, cancellation) =>
        {
            await RunAsync(parsed.GetValue(data)?.FullName ?? Path.GetFullPath(Path.Combine("data", "demo")), parsed.GetValue(once), cancellation)
                .ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task RunAsync(string folder, bool once, CancellationToken cancellation)
    {
        using var mine = TakeFolder(folder);
        var profiles = Path.Combine(AppContext.BaseDirectory, "profiles");
        var yamato = Network(Path.Combine(profiles, "yamato-seiwa.json"), folder);
        var mirai = Network(Path.Combine(profiles, "mirai-kanae.json"), folder);
        // Each network has a CA of its own; the two networks exchange their certificates before they first meet.
        foreach (var network in (DemoNetwork[])[yamato, mirai]) NodeCertificates.Open(network.DataFolder, network.Profile).Dispose();
        try
        {
            yamato.Start(AsNeighbour(mirai));
            mirai.Start(AsNeighbour(yamato));
            var patient = await new DemoJourney(yamato, mirai, cancellation).RunAsync().ConfigureAwait(false);
            if (!once) await KeepUpAsync(yamato, mirai, patient, cancellation).ConfigureAwait(false);
        }
        finally
        {
            foreach (var network in (DemoNetwork[])[yamato, mirai])
                if (network.Node is { } node) await node.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static FileStream TakeFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            var mine = new FileStream(Path.Combine(folder, "demo.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            foreach (var former in Directory.GetDirectories(folder)) Directory.Delete(former, recursive: true);
            return mine;
        }
        catch (IOException taken)
        {
            throw new CommandException($"{folder} is in use, perhaps by another demo; give --data another folder. ({taken.Message})");
        }
    }

    private static DemoNetwork Network(string profileFile, string folder)
    {
        var ports = ProfileReader.Read(profileFile, new Dictionary<string, string>(), []).Listen;
        return new DemoNetwork(profileFile, Path.Combine(folder, Path.GetFileNameWithoutExtension(profileFile)),
        [
            "listen.address=127.0.0.1",
            $"listen.https={DemoNetwork.FreePort(ports.Https)}",
            $"listen.http={DemoNetwork.FreePort(ports.Http)}",
            $"listen.mllps={DemoNetwork.FreePort(ports.Mllps)}",
            $"listen.mllp={DemoNetwork.FreePort(ports.Mllp)}",
        ]);
    }

    private static IEnumerable<string> AsNeighbour(DemoNetwork other)
    {
        var node = $"https://localhost:{other.Profile.Listen.Https}";
        return
        [
            $"neighbours[0].query={node}/xca/responding",
            $"neighbours[0].retrieve={node}/xca/responding",
            $"neighbours[0].patientDiscovery={node}/xcpd/responding",
            // Both nodes start cold on this one machine, beside each other.
            "neighbours[0].timeLimitSeconds=30",
            $"neighbours[0].certificateAuthority={DemoNetwork.AuthorityFile(other.DataFolder)}",
        ];
    }

    private static async Task KeepUpAsync(DemoNetwork yamato, DemoNetwork mirai, PatientId patient, CancellationToken cancellation)
    {
        DemoFarewell.Print(yamato, mirai, patient);
        var stop = Task.Delay(Timeout.Infinite, cancellation);
        var first = await Task.WhenAny(stop, yamato.Node.Ended, mirai.Node.Ended).ConfigureAwait(false);
        if (first == stop) return;
        var dead = yamato.Node.Ended.IsCompleted ? yamato : mirai;
        throw new CommandException($"The node of {dead.Name} died: {dead.Node.Ending()}");
    }
}
