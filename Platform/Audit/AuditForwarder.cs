using System.Net.Security;
using System.Text.Json;
using NLog;

namespace IheNode.Platform;

/// <summary>
/// Delivers the trail to an audit record repository (<c>ITI TF-2 3.20</c>): in order, each record at least once, from where it had come to when
/// the node was last up. While the repository is away the trail keeps everything.
/// </summary>
public sealed class AuditForwarder : IAsyncDisposable
{
    private const int BatchRecords = 500;

    private static readonly Logger Log = LogManager.GetCurrentClassLogger();
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly AuditTrail _trail;
    private readonly SyslogSender _sender;
    private readonly TimeProvider _clock;
    private readonly string _positionFile;
    private readonly Task _loop;

    private AuditForwarder(AuditTrail trail, SyslogSender sender, TimeProvider clock)
    {
        (_trail, _sender, _clock) = (trail, sender, clock);
        _positionFile = Path.Combine(trail.Folder, "forwarded.json");
        _loop = Task.Run(() => ForwardAsync(_stop.Token));
    }

    /// <summary>Begins to deliver when the profile names an audit record repository; otherwise gives null.</summary>
    /// <param name="trail">What is delivered.</param>
    /// <param name="profile">Names the repository.</param>
    /// <param name="tls">Own certificate and trust for each connection.</param>
    /// <param name="clock">The clock of the pauses after failures.</param>
    public static AuditForwarder? Start(AuditTrail trail, NodeProfile profile, Func<SslClientAuthenticationOptions> tls, TimeProvider clock) =>
        profile.Audit.RecordRepository is { } repository ? new(trail, SyslogSender.For(new Uri(repository), tls), clock) : null;

    /// <summary>Stops delivering; the rest is delivered after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task ForwardAsync(CancellationToken cancellation)
    {
        var pause = TimeSpan.FromSeconds(1);
        var position = ReadPosition();
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await _trail.WaitForRecordsAfterAsync(position, cancellation).ConfigureAwait(false);
                position = await ForwardBatchAsync(position, cancellation).ConfigureAwait(false);
                pause = TimeSpan.FromSeconds(1);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                Log.Warn(failure, "Audit records wait in the local trail, since they could not be delivered; next try in {Seconds} s", pause.TotalSeconds);
                await Task.Delay(pause, _clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task<AuditPosition> ForwardBatchAsync(AuditPosition position, CancellationToken cancellation)
    {
        var batch = new List<ReadOnlyMemory<byte>>();
        var next = position;
        await foreach (var entry in _trail.ReadAllAsync(position, cancellation).ConfigureAwait(false))
        {
            batch.Add(entry.Syslog);
            next = entry.Next;
            if (batch.Count == BatchRecords) break;
        }
        if (batch.Count == 0) return next;
        await _sender.SendAsync(batch, cancellation).ConfigureAwait(false);
        await WritePositionAsync(next).ConfigureAwait(false);
        return next;
    }

    private AuditPosition ReadPosition()
    {
        try
        {
            return File.Exists(_positionFile) ? JsonSerializer.Deserialize<AuditPosition>(File.ReadAllText(_positionFile)) : default;
        }
        catch (JsonException fault)
        {
            Log.Warn(fault, "How far the audit trail was delivered is unknown, so it is delivered again from its beginning");
            return default;
        }
    }

    private async Task WritePositionAsync(AuditPosition position)
    {
        var fresh = _positionFile + ".new";
        var file = File.Create(fresh);
        await using (file.ConfigureAwait(false))
        {
            await JsonSerializer.SerializeAsync(file, position).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }
        File.Move(fresh, _positionFile, overwrite: true);
    }
}
