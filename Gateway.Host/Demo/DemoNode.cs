using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace IheNode.Gateway;

/// <summary>One network's node as a process of its own, as an operator would run it.</summary>
internal sealed partial class DemoNode : IAsyncDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder _complaints = new();
    private readonly Dictionary<string, Uri> _addresses = [];

    private DemoNode(string name, Process process)
    {
        Name = name;
        _process = process;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => _complaints.AppendLine(line.Data);
        process.Exited += (_, _) => _ready.TrySetException(new CommandException($"{Name}: {Ending()}"));
        process.EnableRaisingEvents = true;
    }

    /// <summary>The network's English name.</summary>
    public string Name { get; }

    /// <summary>Ends when the process does.</summary>
    public Task Ended => _process.WaitForExitAsync();

    /// <summary>The process id, for whoever wants to see what happens when it is killed.</summary>
    public int ProcessId => _process.Id;

    /// <summary>A listener's address by its scheme: https, http, mllps, mllp.</summary>
    public Uri Address(string scheme) => _addresses[scheme];

    /// <summary>Starts the process; <see cref="ReadyAsync"/> waits until it answers.</summary>
    public static DemoNode Start(string name, IEnumerable<string> arguments)
    {
        var program = Environment.ProcessPath ?? throw new CommandException("This program does not know its own path.");
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        // Under `dotnet ihenode.dll` the process is dotnet, and its first argument is the program.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(typeof(DemoNode).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--until-exit-of");
        start.ArgumentList.Add(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));

        var node = new DemoNode(name, new Process { StartInfo = start });
        node._process.Start();
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        return node;
    }

    /// <summary>Waits until the node has printed its addresses.</summary>
    /// <exception cref="CommandException">The process ended instead.</exception>
    public Task ReadyAsync(CancellationToken cancellation) => _ready.Task.WaitAsync(cancellation);

    /// <summary>How the process ended, with what it complained of.</summary>
    public string Ending() => $"the node's process ended with code {_process.ExitCode}. {_complaints}".TrimEnd();

    /// <summary>Asks the process to end cleanly and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            if (OperatingSystem.IsWindows()) _process.Kill();
            else _ = Kill(_process.Id, SigTerm);
            await _process.WaitForExitAsync().ConfigureAwait(false);
        }

        _process.Dispose();
    }

    private void Read(string? line)
    {
        if (line?.StartsWith("ready ", StringComparison.Ordinal) == true && Uri.TryCreate(line[6..], UriKind.Absolute, out var address))
            _addresses[address.Scheme] = address;
        // The plain MLLP listener is the last of the four that the demonstration's profiles open.
        if (_addresses.ContainsKey("mllp")) _ready.TrySetResult();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
