using System.Threading.Channels;
using IheNode.Platform;

namespace IheNode.Benchmarks;

/// <summary>The bare database: nothing is read or judged, rows go in by prepared statements, and whoever waits at the same time shares a durable commit.</summary>
internal sealed class BareInserts : IAsyncDisposable
{
    private const int Largest = 64, Lanes = 4;

    private readonly Channel<(IReadOnlyList<(Statement Statement, SqlValue[] Values)> Rows, TaskCompletionSource Done)> _waiting =
        Channel.CreateUnbounded<(IReadOnlyList<(Statement, SqlValue[])>, TaskCompletionSource)>();

    private readonly Task _lanes;

    public BareInserts(DatabaseEngine engine) =>
        _lanes = Task.WhenAll(Enumerable.Range(0, Math.Min(Lanes, engine.WriteLanes)).Select(_ => Task.Run(() => WriteAsync(engine))));

    /// <summary>Returns when the rows are on disk.</summary>
    public Task AddAsync(IReadOnlyList<(Statement Statement, SqlValue[] Values)> rows)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Writer.TryWrite((rows, done));
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.Complete();
        await _lanes.ConfigureAwait(false);
    }

    private async Task WriteAsync(DatabaseEngine engine)
    {
        await using var connection = await engine.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var done = new List<TaskCompletionSource>();
            await using var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
            var batch = new StatementBatch(connection, transaction);
            while (done.Count < Largest && _waiting.Reader.TryRead(out var next))
            {
                foreach (var (statement, values) in next.Rows) batch.Write(statement, values);
                done.Add(next.Done);
            }

            await batch.RunAsync().ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
            foreach (var one in done) one.SetResult();
        }
    }
}
