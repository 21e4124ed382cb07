namespace IheNode.Repository;

/// <summary>
/// Keeps the one who links a content from the one who removes the same content because no row names it any more. One lock serves many contents.
/// </summary>
internal sealed class ContentLocks
{
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits until these contents are free; disposing of the answer frees them.</summary>
    public async Task<IDisposable> EnterAsync(IEnumerable<string> sha256, CancellationToken cancellation)
    {
        // Everyone takes locks in ascending order, so that no two wait for each other.
        var taken = new Taken();
        foreach (var index in sha256.Select(IndexOf).Distinct().Order())
        {
            try
            {
                await _locks[index].WaitAsync(cancellation).ConfigureAwait(false);
                taken.Add(_locks[index]);
            }
            catch
            {
                taken.Dispose();
                throw;
            }
        }

        return taken;
    }

    private int IndexOf(string sha256) => Convert.ToInt32(sha256[..2], 16) % _locks.Length;

    private sealed class Taken : List<SemaphoreSlim>, IDisposable
    {
        public void Dispose()
        {
            ForEach(taken => taken.Release());
            Clear();
        }
    }
}
