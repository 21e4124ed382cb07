using IheNode.Core;
using Polly;
using Polly.Timeout;

namespace IheNode.Xca;

/// <summary>What came of asking: an answer, or the reason why there is none, as the end of a sentence.</summary>
/// <param name="Answer">The answer; null when there is none.</param>
/// <param name="Failure">The reason; null when there is an answer.</param>
internal sealed record Asked<T>(T? Answer, string? Failure);

/// <summary>
/// Asks neighbours so that none can hold up or bring down the whole: each has its own time limit for all that is asked of it, and its failure is a value.
/// All are asked at once, so the longest of their limits bounds the whole.
/// </summary>
internal sealed class FanOut(IReadOnlyList<Neighbour> neighbours, TimeProvider clock)
{
    private readonly Dictionary<Neighbour, ResiliencePipeline> _limits = neighbours.ToDictionary(neighbour => neighbour, neighbour =>
        new ResiliencePipelineBuilder { TimeProvider = clock }.AddTimeout(TimeSpan.FromSeconds(neighbour.Profile.TimeLimitSeconds)).Build());

    /// <summary>Asks a neighbour within its time limit.</summary>
    /// <exception cref="OperationCanceledException">Whoever wanted the answer does so no longer.</exception>
    public Task<Asked<T>> AskAsync<T>(Neighbour neighbour, Func<CancellationToken, Task<T>> ask, CancellationToken cancellation) =>
        TryAsync(
            token => _limits[neighbour].ExecuteAsync(async limited => await LimitedAsync(ask, limited, token).ConfigureAwait(false), token).AsTask(),
            cancellation);

    /// <summary>Asks without a limit of its own, with failures as values.</summary>
    /// <exception cref="OperationCanceledException">Whoever wanted the answer does so no longer.</exception>
    public static async Task<Asked<T>> TryAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            return new(await ask(cancellation).ConfigureAwait(false), null);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return new(default, Describe(failure));
        }
    }

    private static async Task<T> LimitedAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken limited, CancellationToken asker)
    {
        // The contents of an answer are read after it was given: they hang on the asker then, and no longer on the time limit.
        var stop = CancellationTokenSource.CreateLinkedTokenSource(asker);
        using var limit = limited.Register(stop.Cancel);
        var asked = ask(stop.Token);

        // An answer that does not heed its cancellation is left to itself; what becomes of it no longer matters to anyone.
        _ = asked.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return await asked.WaitAsync(limited).ConfigureAwait(false);
    }

    // The message of an exception may hold anything that a peer sent; its kind tells enough here, and audit has the rest.
    private static string Describe(Exception failure) => failure switch
    {
        TimeoutRejectedException late => $"did not answer within {late.Timeout.TotalSeconds:0.###} s",
        CommunityException told => told.Message,
        MalformedMessageException => "answered with a message that cannot be read",
        _ => $"could not be asked ({failure.GetType().Name})",
    };
}

/// <summary>A community answered, but in a way that its answer cannot be used; the message is the end of a sentence about it.</summary>
internal sealed class CommunityException(string message) : Exception(message);
