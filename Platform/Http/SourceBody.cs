namespace IheNode.Platform;

/// <summary>The bytes of a document on their way from its source, held to the source's limits; what goes wrong is the source's and not the disk's.</summary>
internal sealed class SourceBody(Stream inner, OnDemandSourceProfile profile, Deadline deadline, IDisposable response) : ReadingStream
{
    private long _read;

    /// <summary>What is said of a document beyond the limit.</summary>
    public static DocumentSourceException TooLarge(OnDemandSourceProfile profile) =>
        new($"{profile.Name} gave more than its limit of {profile.DocumentBytes} octets (documents.onDemandSources.documentBytes).");

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await deadline.GuardAsync(token => inner.ReadAsync(buffer, token).AsTask()).ConfigureAwait(false);
        _read += count;
        return _read <= profile.DocumentBytes ? count : throw TooLarge(profile);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            response.Dispose();
            deadline.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>The time that one document may take, and what its end and a broken connection are called.</summary>
internal sealed class Deadline(OnDemandSourceProfile profile, CancellationTokenSource both, CancellationTokenSource limit, CancellationToken asked) : IDisposable
{
    /// <summary>Runs a part of the work.</summary>
    /// <exception cref="DocumentSourceException">The time is over, or the connection cannot be made or broke.</exception>
    public async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        try
        {
            return await work(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (!asked.IsCancellationRequested)
        {
            throw new DocumentSourceException($"{profile.Name} did not give it within {profile.TimeLimitSeconds} seconds.", late);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new DocumentSourceException($"{profile.Name} cannot be reached, or broke off.", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        both.Dispose();
        limit.Dispose();
    }
}
