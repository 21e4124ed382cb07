namespace IheNode.Platform;

/// <summary>
/// Ends an exchange when the peer has been silent too long. The time runs only while this side waits for the peer, so a document of any size passes, and a
/// reader that takes its time is not the peer's fault; an answer that nobody reads on is ended by the second, longer limit.
/// </summary>
internal sealed class PeerWatch : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly TimeSpan _limit, _abandonAfter;
    private readonly CancellationTokenRegistration _onEnd;

    public PeerWatch(TimeSpan limit, TimeSpan abandonAfter, Action end, CancellationToken caller)
    {
        (_limit, _abandonAfter) = (limit, abandonAfter);
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _onEnd = _source.Token.UnsafeRegister(_ => end(), null);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>This side begins to wait for the peer, or the peer has just moved.</summary>
    public void Waiting() => _source.CancelAfter(_limit);

    /// <summary>The peer waits for this side.</summary>
    public void Idle() => _source.CancelAfter(_abandonAfter);

    /// <summary>The exchange is over.</summary>
    public void Dispose()
    {
        _onEnd.Dispose();
        _source.Dispose();
    }
}

/// <summary>The stream from the peer, with the watch wound up at every read.</summary>
internal sealed class WatchedStream(Stream inner, PeerWatch watch) : ReadingStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        watch.Waiting();
        try
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(watch.Token, cancellationToken);
            return await inner.ReadAsync(buffer, linked.Token).ConfigureAwait(false);
        }
        catch (Exception) when (watch.Token.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The answer was given up: the peer stopped in the middle of it, or it waited too long for someone to read on.");
        }
        finally
        {
            watch.Idle();
        }
    }
}

/// <summary>The stream to the peer, with the watch wound up at every write.</summary>
internal sealed class WatchedWriting(Stream inner, PeerWatch watch) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        watch.Waiting();
        await inner.WriteAsync(buffer, watch.Token).ConfigureAwait(false);
        // Until the next write it is this side that has to come up with bytes.
        watch.Idle();
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(watch.Token);

    public override void Flush() => throw new NotSupportedException("What goes to the network is written asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("What goes to the network is written asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
