using System.Data.Common;

namespace IheNode.Platform;

/// <summary>
/// Lets writers that wait at the same time share one commit. Each writes behind a savepoint of its own, so that one that fails takes nothing with it;
/// none is told that it is done before the common commit is on disk.
/// </summary>
internal sealed class WriteGroup(Database database) : IDisposable
{
    private const int Largest = 64;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Queue<Write> _waiting = new();

    public async Task<T> AddAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellation)
    {
        var mine = new Write<T>(write, cancellation);
        lock (_waiting) _waiting.Enqueue(mine);
        // Whoever has the turn writes for all who wait. No cancellation here: once another may have begun this write, only its end tells whether it happened.
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            while (!mine.Task.IsCompleted) await WriteNextAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }

        return await mine.Task.ConfigureAwait(false);
    }

    public void Dispose() => _turn.Dispose();

    private async Task WriteNextAsync()
    {
        var group = new List<Write>();
        lock (_waiting)
        {
            while (group.Count < Largest && _waiting.TryDequeue(out var next)) group.Add(next);
        }

        group.RemoveAll(write => write.GiveUpIfCancelled());
        if (group.Count == 0) return;
        try
        {
            await database.TransactAsync(async (connection, transaction) =>
            {
                foreach (var write in group) await WriteOneAsync(write, connection, transaction, group.Count == 1).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            foreach (var write in group) write.Fail(failure);
            return;
        }

        foreach (var write in group) write.Complete();
    }

    private static async Task WriteOneAsync(Write write, DbConnection connection, DbTransaction transaction, bool alone)
    {
        if (alone)
        {
            await write.RunAsync(connection, transaction).ConfigureAwait(false);
            return;
        }

        await transaction.SaveAsync("one").ConfigureAwait(false);
        try
        {
            await write.RunAsync(connection, transaction).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // Throws when the database has ended the whole transaction; then nobody's write happened, and all are told.
            await transaction.RollbackAsync("one").ConfigureAwait(false);
            write.Fail(failure);
        }

        await transaction.ReleaseAsync("one").ConfigureAwait(false);
    }

    private abstract class Write
    {
        public abstract Task RunAsync(DbConnection connection, DbTransaction transaction);

        public abstract bool GiveUpIfCancelled();

        public abstract void Complete();

        public abstract void Fail(Exception failure);
    }

    private sealed class Write<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellation) : Write
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;

        public Task<T> Task => _done.Task;

        public override async Task RunAsync(DbConnection connection, DbTransaction transaction) =>
            _result = await write(connection, transaction).ConfigureAwait(false);

        public override bool GiveUpIfCancelled() => cancellation.IsCancellationRequested && _done.TrySetCanceled(cancellation);

        public override void Complete() => _done.TrySetResult(_result!);

        public override void Fail(Exception failure) => _done.TrySetException(failure);
    }
}
