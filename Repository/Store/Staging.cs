namespace IheNode.Repository;

/// <summary>
/// One submission under way. While it lives the sweeper leaves its documents alone; when it ends, received files that were not put into their place go.
/// </summary>
internal sealed class Staging(Incoming incoming, Action<Staging> ended) : IDisposable
{
    private readonly List<string> _received = [];

    /// <summary>Names the submission in the store's rows.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>What is to be stored.</summary>
    public List<StagedDocument> Documents { get; } = [];

    /// <summary>Takes in the bytes of one document.</summary>
    /// <exception cref="StorageException">The disk fails or the document passes the limit.</exception>
    public Task<ReceivedDocument> ReceiveAsync(Stream source, CancellationToken cancellation)
    {
        var file = incoming.NewFile();
        lock (_received) _received.Add(file);
        return incoming.ReceiveAsync(source, file, cancellation);
    }

    /// <summary>Whether the file belongs to this submission.</summary>
    public bool Owns(string file)
    {
        lock (_received) return _received.Contains(file);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _received) Incoming.TryDelete(file);
        ended(this);
    }
}
