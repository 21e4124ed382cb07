using System.Text;
using CliWrap;

namespace IheNode.Tests;

/// <summary><c>ihenode serve</c> as a process, on free ports.</summary>
internal sealed class ServedNode : IAsyncDisposable
{
    private readonly Dictionary<string, Uri> _addresses = [];
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _complaints = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _kill = new(TimeSpan.FromMinutes(10));
    private CommandTask<CommandResult> _process = null!;

    public int ProcessId => _process.ProcessId;

    public string Output => _output.ToString();

    public string Complaints => _complaints.ToString();

    public static async Task<ServedNode> StartAsync(string network, string dataFolder, params string[] settings)
    {
        var node = new ServedNode();
        string[] sets = ["listen.address=127.0.0.1", "listen.https=0", "listen.http=0", "listen.mllps=0", "listen.mllp=0", .. settings];
        node._process = Ihenode.Command(["serve", "--profile", $"profiles/{network}.json", "--data", dataFolder, .. sets.SelectMany(set => (string[])["--set", set])])
            .WithStandardOutputPipe(PipeTarget.ToDelegate(node.Read, Encoding.UTF8))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(node._complaints, Encoding.UTF8))
            .ExecuteAsync(node._kill.Token);
        var first = await Task.WhenAny(node._ready.Task, node._process.Task);
        if (first != node._ready.Task) throw new AssertionException($"The node did not start: {node.Output}{node.Complaints}");
        return node;
    }

    /// <summary>Where the node says that it listens, without the last slash.</summary>
    public string Address(string scheme) => _addresses[scheme].ToString().TrimEnd('/');

    /// <summary>Sends SIGTERM (CliWrap's graceful end is SIGINT) and gives the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await Tool.RunAsync("kill", ["-TERM", $"{ProcessId}"]);
        return (await _process).ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.Task.IsCompleted) await _kill.CancelAsync();
        try
        {
            await _process;
        }
        catch (OperationCanceledException)
        {
            // Ended by force: the test was done with it.
        }
        _process.Dispose();
        _kill.Dispose();
    }

    private void Read(string line)
    {
        _output.AppendLine(line);
        if (line.StartsWith("ready ", StringComparison.Ordinal))
        {
            var address = new Uri(line["ready ".Length..]);
            _addresses[address.Scheme] = address;
        }
        if (_addresses.ContainsKey("mllp")) _ready.TrySetResult();
    }
}
