using System.Diagnostics;
using System.Net.Http.Headers;

namespace IheNode.Benchmarks;

/// <summary>What one slice showed.</summary>
/// <param name="Requests">Requests that were answered.</param>
/// <param name="Elapsed">Time from the first request to the last answer.</param>
/// <param name="Median">Half of the answers came within this many milliseconds.</param>
/// <param name="Late">99 of 100 answers came within this many milliseconds.</param>
/// <param name="CpuSeconds">CPU time that the server used.</param>
internal sealed record SliceResult(int Requests, TimeSpan Elapsed, double Median, double Late, double CpuSeconds)
{
    /// <summary>Answers a second.</summary>
    public double Rate => Requests / Elapsed.TotalSeconds;

    /// <summary>CPU milliseconds of the server for one request.</summary>
    public double CpuMilliseconds => CpuSeconds * 1000 / Requests;
}

/// <summary>Asks one server for a while over several connections, reads every answer to its end and checks that it is a success.</summary>
internal sealed class Slice(Workload workload, ServerProcess server, Uri address) : IDisposable
{
    // The status stands near the beginning of every answer.
    private const int Beginning = 4096;
    private static readonly MediaTypeHeaderValue Octets = new("application/octet-stream");

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = workload.Clients,
        UseCookies = false,
        AllowAutoRedirect = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
    })
    { Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Asks until the time is over and the answers under way have come.</summary>
    public async Task<SliceResult> RunAsync(TimeSpan duration, CancellationToken cancellation)
    {
        var cpu = server.CpuSeconds;
        var begin = Stopwatch.GetTimestamp();
        var clients = Enumerable.Range(0, workload.Clients).Select(_ => Task.Run(() => AskAsync(begin, duration, cancellation), cancellation));
        var times = (await Task.WhenAll(clients).ConfigureAwait(false)).SelectMany(t => t).Order().ToList();
        var elapsed = Stopwatch.GetElapsedTime(begin);
        return new(times.Count, elapsed, times[times.Count / 2], times[times.Count * 99 / 100], server.CpuSeconds - cpu);
    }

    public void Dispose() => _http.Dispose();

    private async Task<List<double>> AskAsync(long begin, TimeSpan duration, CancellationToken cancellation)
    {
        var times = new List<double>();
        var body = workload.Request.Octets.ToArray();
        var buffer = new byte[128 * 1024];
        do
        {
            workload.Request.Renew(body);
            var asked = Stopwatch.GetTimestamp();
            await AskOnceAsync(body, buffer, cancellation).ConfigureAwait(false);
            times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }
        while (Stopwatch.GetElapsedTime(begin) < duration);
        return times;
    }

    private async Task AskOnceAsync(byte[] body, byte[] buffer, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        if (!request.Content.Headers.TryAddWithoutValidation("Content-Type", workload.Request.ContentType)) request.Content.Headers.ContentType = Octets;
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using var closing = stream.ConfigureAwait(false);
        long length = await stream.ReadAtLeastAsync(buffer, Beginning, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode || buffer.AsSpan(0, (int)length).IndexOf("ResponseStatusType:Success"u8) < 0)
            throw new InvalidOperationException($"{workload.Name}: {address} answered {(int)response.StatusCode} and no success:\n{System.Text.Encoding.UTF8.GetString(buffer, 0, (int)length)}");
        while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var count and > 0) length += count;
        if (workload.AnswerBytes is { } expected && length != expected)
            throw new InvalidOperationException($"{workload.Name}: {address} answered {length} octets and not {expected}.");
    }
}
