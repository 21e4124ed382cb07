namespace IheNode.Repository;

/// <summary>Where contents lie that are too large for a row, by their SHA-256, in the form in which they are stored.</summary>
internal abstract class ContentPlace
{
    /// <summary>What rows say in their column <c>place</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a content is near enough to be read once to prove it and once more to send it.</summary>
    public virtual bool IsReadTwice => true;

    /// <summary>
    /// Takes in received documents, whose files are on disk. They are durable when it returns; a content that is there already is replaced by the fresh
    /// bytes, so that a damaged copy is healed.
    /// </summary>
    public abstract Task PutAsync(IReadOnlyList<ReceivedDocument> documents, CancellationToken cancellation);

    /// <summary>Removes a content; one that is not there is no failure.</summary>
    public abstract Task DeleteAsync(string sha256, CancellationToken cancellation);

    /// <summary>Octets of a stored form, or null when it is not there.</summary>
    public abstract Task<long?> SizeOfAsync(string sha256, CancellationToken cancellation);

    /// <summary>Opens a stored form; nothing is verified.</summary>
    public abstract Task<Stream> OpenAsync(string sha256, CancellationToken cancellation);

    /// <summary>All contents that are there.</summary>
    public abstract IAsyncEnumerable<PlacedContent> ListAsync(CancellationToken cancellation);

    /// <summary>Takes back what was begun before this time and never ended, unless someone here is at work on it.</summary>
    /// <returns>How many there were.</returns>
    public virtual Task<int> RemoveUnfinishedAsync(DateTimeOffset before, CancellationToken cancellation) => Task.FromResult(0);

    /// <summary>Octets that it can still take; null where that is unknown or has no limit.</summary>
    public abstract Task<long?> FreeBytesAsync(CancellationToken cancellation);
}

/// <summary>A content as its place tells of it.</summary>
/// <param name="Sha256">Its address.</param>
/// <param name="StoredSize">Octets of its stored form.</param>
/// <param name="Modified">When it was put there.</param>
internal sealed record PlacedContent(string Sha256, long StoredSize, DateTimeOffset Modified);
