using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace IheNode.Benchmarks;

/// <summary>A server in a process of its own that says <c>ready address</c> on standard output; its memory and CPU time are read from <c>/proc</c>.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const double TicksPerSecond = 100;
    private readonly Process _process;
    private readonly ConcurrentDictionary<string, Uri> _addresses = new();

    private ServerProcess(Process process) => _process = process;

    /// <summary>CPU seconds it has used.</summary>
    public double CpuSeconds
    {
        get
        {
            // The name of the program, the second field, stands in parentheses and may hold spaces.
            var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
    }

    /// <summary>Resident octets now.</summary>
    public long ResidentBytes => Status("VmRSS:");

    /// <summary>The largest number of resident octets since <see cref="ForgetPeak"/>.</summary>
    public long PeakBytes => Status("VmHWM:");

    /// <summary>Starts <c>dotnet program arguments</c> and returns when it is ready under all these schemes.</summary>
    public static async Task<ServerProcess> StartAsync(string program, IEnumerable<string> arguments, string[] schemes, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var server = new ServerProcess(process);
        var ready = new TaskCompletionSource();
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"{program} ended before it was ready."));
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.Split(' ') is not ["ready", var address]) return;
            var uri = new Uri(address);
            server._addresses[uri.Scheme] = uri;
            if (schemes.All(server._addresses.ContainsKey)) ready.TrySetResult();
        };
        process.Start();
        process.BeginOutputReadLine();
        await ready.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellation).ConfigureAwait(false);
        return server;
    }

    /// <summary>Where it listens under a scheme.</summary>
    public Uri Address(string scheme) => _addresses[scheme];

    /// <summary>From now on <see cref="PeakBytes"/> tells of what comes, not of what was.</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");

    /// <summary>Ends it as an operator would: the baseline by the end of its input, the node by SIGTERM.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await _process.WaitForExitAsync().ConfigureAwait(false);
        }
        _process.Dispose();
    }

    private long Status(string name)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
    }
}
