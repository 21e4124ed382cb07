using IheNode.Repository;
using NLog;

namespace IheNode.Gateway;

/// <summary>Runs the repository's sweeper at start and then at intervals, so that no staged document is forgotten.</summary>
internal sealed class Sweep(RepositoryActor repository, TimeSpan interval, TimeProvider clock) : IAsyncDisposable, IDisposable
{
    private static readonly Logger Log = LogManager.GetCurrentClassLogger();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public void Begin() => _running = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        Dispose();
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            do
            {
                try
                {
                    await repository.SweepAsync(_stop.Token).ConfigureAwait(false);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    // What could not be decided now is decided at the next round; nothing is discarded on doubt.
                    Log.Error(failure, "The sweep failed and will be repeated.");
                }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            Log.Debug("The sweeper stops.");
        }
    }
}
