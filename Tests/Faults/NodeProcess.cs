using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary><c>ihenode serve</c> as an operator runs it, in a process of its own that can be killed and started again on the same data.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly Dictionary<string, Uri> _addresses = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SoapClient _soap = new(new SoapClientOptions { TimeLimit = TimeSpan.FromSeconds(30) });
    private int _ended;

    private NodeProcess(Process process, Uri? registry)
    {
        (_process, Registry) = (process, registry?.ToString() ?? "/xds/registry");
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) =>
        {
            Interlocked.Exchange(ref _ended, 1);
            _gone.TrySetResult();
            _ready.TrySetException(new NodeEndedException($"The node ended before it was ready: {Said}"));
        };
    }

    /// <summary>Whether the node was killed, told to stop, or has ended by itself: then its clients may see anything.</summary>
    public bool Ended => Volatile.Read(ref _ended) != 0;

    /// <summary>Whether it was killed from here.</summary>
    public bool IsKilled { get; private set; }

    /// <summary>Where its registry is asked: a path of its own, or an address elsewhere.</summary>
    public string Registry { get; }

    /// <summary>What the process printed.</summary>
    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    /// <summary>Starts a node with plain listeners on free ports, and returns when it is ready.</summary>
    public static async Task<NodeProcess> StartAsync(string profile, string data, CancellationToken cancellation)
    {
        var node = Begin(new() { Profile = profile, Data = data });
        try
        {
            await node.ReadyAsync(cancellation);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a process that will be a node with plain listeners on free ports.</summary>
    public static NodeProcess Begin(NodeStart options)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            options.Program, "serve", "--profile", options.Profile, "--data", options.Data,
            .. ((string[])["listen.https=-1", "listen.mllps=-1", "listen.http=0", "listen.mllp=0", .. options.Settings]).SelectMany(setting => (string[])["--set", setting]),
            "--until-exit-of", Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in options.Environment) start.Environment[name] = value;
        var node = new NodeProcess(new Process { StartInfo = start }, options.Registry);
        node._process.Start();
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        return node;
    }

    /// <summary>Waits until it can answer.</summary>
    /// <exception cref="NodeEndedException">It ended before.</exception>
    public Task ReadyAsync(CancellationToken cancellation) => _ready.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellation);

    /// <summary>Where it listens under a scheme.</summary>
    public Uri Address(string scheme) => _addresses[scheme];

    /// <summary>A transaction as the node answers it over plain HTTP.</summary>
    public Answer<TRequest, TResponse> Remote<TRequest, TResponse>(Transaction<TRequest, TResponse> contract, string path) =>
        _soap.Remote(contract, new Uri(_addresses["http"], path));

    /// <summary>SIGKILL: no handler runs, no buffer is written. Later calls do nothing.</summary>
    public void Kill()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        IsKilled = true;
        _process.Kill();
    }

    /// <summary>SIGTERM: the node is asked to finish what it has begun. Later calls do nothing.</summary>
    public void Stop()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        signal.WaitForExit();
    }

    /// <summary>Waits until the process is gone, and gives its exit code.</summary>
    public async Task<int> GoneAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    /// <summary>Whether the process ends within this time.</summary>
    public async Task<bool> EndsWithinAsync(TimeSpan time)
    {
        try
        {
            // Not by WaitForExitAsync: called by several at a time it may forget one of them.
            await _gone.Task.WaitAsync(time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Registers a patient by ITI-8 over plain MLLP.</summary>
    public async Task FeedAsync(PatientId patient, string domain, CancellationToken cancellation)
    {
        var message = $"\v{string.Join('\r',
            $@"MSH|^~\&|HARNESS|RESTART|IHENODE|IHENODE|20250401000000||ADT^A04^ADT_A01|{patient.Id}|P|2.3.1",
            "EVN||20250401000000",
            $"PID|||{patient.Id}^^^{domain}&{patient.AssigningAuthority}&ISO||Restart^{patient.Id}||19560527|F",
            "PV1||O")}\r\u001c\r";
        using var client = new TcpClient();
        await client.ConnectAsync(_addresses["mllp"].Host, _addresses["mllp"].Port, cancellation);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(message), cancellation);
        var answer = new StringBuilder();
        for (var octet = stream.ReadByte(); octet is not (-1 or 0x1c); octet = stream.ReadByte()) answer.Append((char)octet);
        Assert.That(answer.ToString(), Does.Contain("MSA|AA"));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _ended, 1);
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _soap.Dispose();
    }

    /// <summary>Writes a profile in which every code is accepted and ids of the affinity domain come by ITI-8; gives its path.</summary>
    public static string WriteProfile(string folder)
    {
        var profile = A.Profile();
        var path = Path.Combine(folder, "profile.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            network = new { id = profile.Network.Id, nameJa = profile.Network.NameJa, nameEn = profile.Network.NameEn, homeCommunityId = profile.Network.HomeCommunityId },
            listen = new { allowPlainLoopback = true },
            repositoryUniqueId = profile.RepositoryUniqueId,
            deviceId = profile.DeviceId,
            affinityDomain = new { assigningAuthority = profile.AffinityDomain.AssigningAuthority, @namespace = profile.AffinityDomain.Namespace, issuesIds = false },
        }));
        return path;
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_said) _said.AppendLine(line);
        if (!line.StartsWith("ready ", StringComparison.Ordinal) || !Uri.TryCreate(line[6..].Trim(), UriKind.Absolute, out var address)) return;
        _addresses[address.Scheme] = address;
        if (_addresses.ContainsKey("http") && _addresses.ContainsKey("mllp")) _ready.TrySetResult();
    }
}
