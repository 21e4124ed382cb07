using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Spectre.Console;

namespace IheNode.Benchmarks;

/// <summary><c>receivers</c>: many who take a large document slowly, and what that costs the node's memory and those who want a small one meanwhile.</summary>
internal static class ReceiversCommand
{
    private const int LargeBytes = 100 * 1024 * 1024, SmallBytes = 1024, PieceBytes = 64 * 1024;

    public static Command Create()
    {
        var receivers = new Option<int>("--receivers") { Description = "Who receive slowly at the same time", DefaultValueFactory = _ => 64 };
        var seconds = new Option<double>("--seconds") { Description = "How long they receive", DefaultValueFactory = _ => 10 };
        var rate = new Option<int>("--rate") { Description = "KB a second that each of them takes", DefaultValueFactory = _ => 512 };
        var folder = new Option<DirectoryInfo>("--folder") { Description = "Disk on which the node writes while it runs", DefaultValueFactory = _ => new DirectoryInfo(Path.GetTempPath()) };
        var command = new Command("receivers", "Many who take a 100 MB document slowly: the node's memory, and the times of others meanwhile") { receivers, seconds, rate, folder };
        command.SetAction(async (parsed, stop) =>
        {
            var data = Directory.CreateDirectory(Path.Combine(parsed.GetValue(folder)!.FullName, $"ihenode-receivers-{Guid.NewGuid():N}"));
            try
            {
                await RunAsync(data.FullName, parsed.GetValue(receivers), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rate), stop).ConfigureAwait(false);
            }
            finally
            {
                data.Delete(recursive: true);
            }

            return 0;
        });
        return command;
    }

    private static async Task RunAsync(string data, int receivers, TimeSpan duration, int rate, CancellationToken cancellation)
    {
        await using var node = await LoadRun.StartNodeAsync(data, cancellation).ConfigureAwait(false);
        using var filling = new Filling(node);
        await filling.FillAsync(cancellation).ConfigureAwait(false);
        var large = await RequestAsync(filling, LargeBytes, cancellation).ConfigureAwait(false);
        var small = await RequestAsync(filling, SmallBytes, cancellation).ConfigureAwait(false);
        await AskAsync(node, small, duration / 2, cancellation).ConfigureAwait(false);
        var alone = await AskAsync(node, small, duration, cancellation).ConfigureAwait(false);
        var before = node.ResidentBytes;
        node.ForgetPeak();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var receiving = Enumerable.Range(0, receivers).Select(_ => Task.Run(() => ReceiveAsync(node.Address("http"), large, rate, stop.Token), cancellation)).ToList();
        var beside = await AskAsync(node, small, duration, cancellation).ConfigureAwait(false);
        var (peak, still) = (node.PeakBytes, receiving.Count(task => !task.IsCompleted));
        await stop.CancelAsync().ConfigureAwait(false);
        var received = (await Task.WhenAll(receiving).ConfigureAwait(false)).Sum();
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{receivers} receivers of 100 MB at {rate} KB/s ({still} still at it after {duration.TotalSeconds:N0} s, {received / 1048576.0:N0} MB received): ")
            + $"resident {LoadRun.Megabytes(before)} MB before, at most {LoadRun.Megabytes(peak)} MB");
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"ITI-43 of 1 KB by one client meanwhile: p50 {beside.Median:N2} ms, p99 {beside.Late:N2} ms; alone p50 {alone.Median:N2} ms, p99 {alone.Late:N2} ms"));
    }

    private static async Task<Workload> RequestAsync(Filling filling, int size, CancellationToken cancellation)
    {
        var (uniqueId, _) = await filling.SubmitAsync(size, cancellation).ConfigureAwait(false);
        return new($"{size}", $"ITI-43, {size} octets", "/xds/repository", await Workloads.RetrieveOfAsync(uniqueId, cancellation).ConfigureAwait(false), [], size, 1);
    }

    private static async Task<SliceResult> AskAsync(ServerProcess node, Workload workload, TimeSpan duration, CancellationToken cancellation)
    {
        using var slice = new Slice(workload, node, new Uri(node.Address("http"), workload.Path));
        return await slice.RunAsync(duration, cancellation).ConfigureAwait(false);
    }

    // A socket of its own with a small buffer: an HTTP client would read ahead of whoever asks it.
    private static async Task<long> ReceiveAsync(Uri node, Workload workload, int rate, CancellationToken stop)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = PieceBytes };
        await socket.ConnectAsync(node.Host, node.Port, stop).ConfigureAwait(false);
        var head = $"POST {workload.Path} HTTP/1.1\r\nHost: {node.Authority}\r\nContent-Type: {workload.Request.ContentType}\r\nContent-Length: {workload.Request.Octets.Length}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(head), stop).ConfigureAwait(false);
        await socket.SendAsync(workload.Request.Octets, stop).ConfigureAwait(false);
        var (piece, received, begun) = (new byte[PieceBytes], 0L, Stopwatch.GetTimestamp());
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            while (await socket.ReceiveAsync(piece, stop).ConfigureAwait(false) is var count and > 0)
            {
                received += count;
                while (received > rate * 1024 * Stopwatch.GetElapsedTime(begun).TotalSeconds && await pace.WaitForNextTickAsync(stop).ConfigureAwait(false))
                {
                    // Ahead of the rate: the next piece waits.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }

        return received;
    }
}
