using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace IheNode.Platform;

/// <summary>One record of the trail.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Next">Where the next one stands or will stand.</param>
/// <param name="Syslog">The syslog message, as it is sent to an audit record repository.</param>
public sealed record AuditEntry(AuditPosition Position, AuditPosition Next, ReadOnlyMemory<byte> Syslog)
{
    /// <summary>The <c>AuditMessage</c> XML in it.</summary>
    public string Message => SyslogMessage.AuditMessageOf(Syslog.Span);
}

/// <summary>
/// The node's durable local audit trail: numbered files under <c>&lt;data&gt;/audit</c> to which records are only added. Appends that come at the
/// same time share one write and one fsync.
/// </summary>
public sealed class AuditTrail : IAsyncDisposable
{
    /// <summary>Octets after which a new segment is begun.</summary>
    public const long SegmentBytes = 64 * 1024 * 1024;

    private readonly Channel<Pending> _pending = Channel.CreateUnbounded<Pending>(new() { SingleReader = true });
    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly long _segmentBytes;
    private readonly FileStream _lock;
    private readonly Task _writer;
    private AuditSegment? _segment;
    private volatile TaskCompletionSource _appended = NewSignal();
    private AuditPosition _end;

    private AuditTrail(string folder, TimeProvider clock, long segmentBytes, FileStream @lock, AuditSegment? segment)
    {
        (_folder, _clock, _segmentBytes, _lock, _segment) = (folder, clock, segmentBytes, @lock, segment);
        _end = segment is null ? default : new(segment.Number, segment.Length);
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>The folder of the segments.</summary>
    public string Folder => _folder;

    /// <summary>Opens the trail of a data folder, and sets aside what a crash left of a last record.</summary>
    /// <exception cref="AuditTrailException">Another process writes it, or it cannot be read.</exception>
    public static Task<AuditTrail> OpenAsync(string dataFolder, TimeProvider clock, CancellationToken cancellation) =>
        OpenAsync(dataFolder, clock, SegmentBytes, cancellation);

    internal static async Task<AuditTrail> OpenAsync(string dataFolder, TimeProvider clock, long segmentBytes, CancellationToken cancellation)
    {
        var folder = Path.Combine(dataFolder, "audit");
        FileStream? taken = null;
        try
        {
            Directory.CreateDirectory(folder);
            taken = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var former = AuditSegment.Files(folder);
            var segment = former.Count == 0 ? null : await AuditSegment.ContinueAsync(former[^1], clock.GetUtcNow(), cancellation).ConfigureAwait(false);
            return new AuditTrail(folder, clock, segmentBytes, taken, segment);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            taken?.Dispose();
            throw new AuditTrailException($"The audit trail in {folder} cannot be opened: {failure.Message}", failure);
        }
    }

    /// <summary>Adds a syslog message; it is on disk when the task completes. It cannot be cancelled: what happened is recorded.</summary>
    /// <exception cref="AuditTrailException">From the task: it could not be written.</exception>
    public Task AppendAsync(ReadOnlyMemory<byte> syslog)
    {
        var pending = new Pending(AuditFrame.Write(syslog.Span), new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_pending.Writer.TryWrite(pending)) throw new AuditTrailException("The audit trail is closed.");
        return pending.Written.Task;
    }

    /// <summary>Reads the records that are on disk now, from a position on.</summary>
    public IAsyncEnumerable<AuditEntry> ReadAllAsync(AuditPosition from = default, CancellationToken cancellation = default)
    {
        AuditPosition end;
        lock (_pending) end = _end;
        return ReadAsync(_folder, from, end, cancellation);
    }

    /// <summary>Reads the trail of a data folder, even while its node is running: every record that is whole.</summary>
    public static IAsyncEnumerable<AuditEntry> ReadFolderAsync(string dataFolder, CancellationToken cancellation) =>
        ReadAsync(Path.Combine(dataFolder, "audit"), default, null, cancellation);

    private static async IAsyncEnumerable<AuditEntry> ReadAsync(
        string folder, AuditPosition from, AuditPosition? end, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var path in AuditSegment.Files(folder))
        {
            var (number, _) = AuditSegment.Parse(path);
            if (number < from.Segment || number > end?.Segment) continue;
            var reader = AuditSegment.Open(path);
            await using var closing = reader.ConfigureAwait(false);
            var offset = number == from.Segment ? from.Offset : 0;
            var length = number == end?.Segment ? end.Value.Offset : reader.Length;
            while (await AuditFrame.ReadAsync(reader, offset, length, cancellation).ConfigureAwait(false) is { } frame)
            {
                yield return new(new(number, offset), new(number, frame.Next), frame.Message);
                offset = frame.Next;
            }
            if (offset != length && end is not null)
                throw new AuditTrailException($"The audit trail is damaged: {path} holds no whole record at octet {offset} of {length}.");
        }
    }

    /// <summary>Completes at once when records stand after a position, else with the next append.</summary>
    public Task WaitForRecordsAfterAsync(AuditPosition position, CancellationToken cancellation)
    {
        var signal = _appended;
        lock (_pending)
        {
            if (_end.Segment > position.Segment || _end.Offset > position.Offset) return Task.CompletedTask;
        }
        return signal.Task.WaitAsync(cancellation);
    }

    /// <summary>Writes what is still to be written, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
        _segment?.Dispose();
        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WriteAsync()
    {
        var batch = new List<Pending>();
        while (await _pending.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < 1024 && _pending.Reader.TryRead(out var pending)) batch.Add(pending);
            try
            {
                Write(batch);
                foreach (var pending in batch) pending.Written.SetResult();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                var told = new AuditTrailException($"The audit trail in {_folder} cannot be written: {failure.Message}", failure);
                foreach (var pending in batch) pending.Written.SetException(told);
            }
        }
    }

    private void Write(List<Pending> batch)
    {
        var day = DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        if (_segment is null || _segment.Day != day || _segment.Length >= _segmentBytes)
        {
            _segment?.Seal();
            var next = AuditSegment.Begin(_folder, (_segment?.Number ?? 0) + 1, day);
            _segment?.Dispose();
            _segment = next;
        }
        _segment.Append([.. batch.Select(pending => (ReadOnlyMemory<byte>)pending.Frame)]);
        lock (_pending) _end = new(_segment.Number, _segment.Length);
        Interlocked.Exchange(ref _appended, NewSignal()).SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Pending(byte[] Frame, TaskCompletionSource Written);
}
