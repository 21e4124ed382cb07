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
        TryAsync(token => _limits[neighbour].ExecuteAsync(async limited => await Abandonable(ask(limited), limited).ConfigureAwait(false), token).AsTask(), cancellation);

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

    // An answer that does not heed its cancellation is left to itself; what becomes of it no longer matters to anyone.
    private static Task<T> Abandonable<T>(Task<T> asked, CancellationToken cancellation)
    {
        _ = asked.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return asked.WaitAsync(cancellation);
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
