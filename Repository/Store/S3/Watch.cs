namespace IheNode.Repository;

/// <summary>Gives an attempt up when it makes no progress for so long, however long it takes as a whole.</summary>
internal sealed class Watch : IDisposable
{
    private readonly TimeSpan _idle;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _either;

    public Watch(TimeSpan idle, TimeProvider clock, CancellationToken cancellation)
    {
        _idle = idle;
        _silence = new(idle, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, cancellation);
    }

    /// <summary>Ends the attempt.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Says that bytes have moved.</summary>
    public void Moved() => _silence.CancelAfter(_idle);

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _silence.Dispose();
    }
}
