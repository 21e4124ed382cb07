using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace IheNode.Benchmarks;

/// <summary><c>start</c>: how long <c>ihenode serve</c> takes from its start until it says that it is ready, on databases that were filled.</summary>
internal static class StartCommand
{
    public static Command Create()
    {
        var filled = new Option<string[]>("--filled") { Description = "Databases that fill has filled; a SQLite file is called node.db", Required = true, AllowMultipleArgumentsPerToken = true };
        var times = new Option<int>("--times") { Description = "How often each, in turn", DefaultValueFactory = _ => 5 };
        var command = new Command("start", "Starts the node on filled databases and prints the time until it is ready") { filled, times };
        command.SetAction(async (parsed, stop) =>
        {
            var own = Directory.CreateTempSubdirectory("ihenode-start-");
            try
            {
                var places = parsed.GetValue(filled)!;
                var taken = places.ToDictionary(place => place, _ => new List<double>());
                for (var time = 0; time < parsed.GetValue(times); time++)
                {
                    foreach (var (place, index) in places.Select((place, index) => (place, index)))
                        taken[place].Add(await StartAsync(place, Path.Combine(own.FullName, $"{index}"), stop).ConfigureAwait(false));
                }

                foreach (var (place, seconds) in taken)
                    Console.WriteLine($"{place}: {string.Join(", ", seconds.Select(s => s.ToString("N2", CultureInfo.InvariantCulture)))} s (the first one makes what else a node keeps)");
            }
            finally
            {
                own.Delete(recursive: true);
            }

            return 0;
        });
        return command;
    }

    private static async Task<double> StartAsync(string place, string folder, CancellationToken cancellation)
    {
        List<string> arguments =
        [
            "serve", "--profile", Path.Combine(AppContext.BaseDirectory, "profiles", "connectathon.json"),
            "--set", "listen.https=-1", "--set", "listen.mllps=-1", "--set", "listen.http=0", "--set", "listen.mllp=0",
        ];
        if (FillCommand.IsServer(place))
        {
            Directory.CreateDirectory(folder);
            var connection = Path.Combine(folder, "database.connection");
            await File.WriteAllTextAsync(connection, place, cancellation).ConfigureAwait(false);
            arguments.AddRange(["--data", folder, "--set", "database.kind=postgresql", "--set", $"database.connectionStringFrom={connection}"]);
        }
        else
        {
            arguments.AddRange(["--data", Path.GetDirectoryName(Path.GetFullPath(place))!]);
        }

        var begun = Stopwatch.GetTimestamp();
        await using var node = await ServerProcess.StartAsync("ihenode.dll", arguments, ["http", "mllp"], cancellation).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
