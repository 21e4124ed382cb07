using System.Data.Common;

namespace IheNode.Platform;

/// <summary>
/// Lets writers that wait at the same time share one commit; none is told that it is done before that commit is on disk. Where one of them fails, all are
/// written again, each behind a savepoint of its own, so that it takes nothing with it. One that loses to a writer elsewhere is run again by itself.
/// </summary>
internal sealed class WriteGroup(Database database, int largest) : IDisposable
{
    private const int Tries = 12;

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
            while (group.Count < largest && _waiting.TryDequeue(out var next)) group.Add(next);
        }

        group.RemoveAll(write => write.GiveUpIfCancelled());
        // Savepoints cost a database more than most writes do, and it is seldom that one fails.
        if (group.Count > 1 && await WriteAllAsync(group).ConfigureAwait(false)) return;
        if (group.Count > 1) group = await WriteTogetherAsync(group).ConfigureAwait(false);
        foreach (var write in group) await WriteAloneAsync(write).ConfigureAwait(false);
    }

    // Gives whether all were written, or none.
    private async Task<bool> WriteAllAsync(List<Write> group)
    {
        var running = true;
        try
        {
            await database.TransactAsync(async (connection, transaction) =>
            {
                foreach (var write in group) await write.RunAsync(connection, transaction).ConfigureAwait(false);
                running = false;
            }).ConfigureAwait(false);
        }
        catch (LostWriteException)
        {
            return false;
        }
        catch when (running)
        {
            return false;
        }
        catch (Exception failure)
        {
            // A commit that failed tells nothing of what it was to write.
            foreach (var write in group) write.Fail(failure);
            return true;
        }

        foreach (var write in group) write.Complete();
        return true;
    }

    // Gives those that lost to a writer elsewhere.
    private async Task<List<Write>> WriteTogetherAsync(List<Write> group)
    {
        var lost = new List<Write>();
        try
        {
            await database.TransactAsync(async (connection, transaction) =>
            {
                foreach (var write in group)
                {
                    if (!await WriteBehindSavepointAsync(write, connection, transaction).ConfigureAwait(false)) lost.Add(write);
                }
            }).ConfigureAwait(false);
        }
        catch (LostWriteException)
        {
            return group.FindAll(write => !write.Task.IsCompleted);
        }
        catch (Exception failure)
        {
            foreach (var write in group) write.Fail(failure);
            return [];
        }

        foreach (var write in group.Except(lost)) write.Complete();
        return lost;
    }

    private async Task<bool> WriteBehindSavepointAsync(Write write, DbConnection connection, DbTransaction transaction)
    {
        var lost = false;
        await transaction.SaveAsync("one").ConfigureAwait(false);
        try
        {
            await write.RunAsync(connection, transaction).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            lost = database.IsConflict(failure);
            try
            {
                await transaction.RollbackAsync("one").ConfigureAwait(false);
            }
            catch when (lost)
            {
                // The database has ended the whole transaction, so nobody's write happened.
                throw new LostWriteException(failure);
            }

            if (!lost) write.Fail(failure);
        }

        await transaction.ReleaseAsync("one").ConfigureAwait(false);
        return !lost;
    }

    private async Task WriteAloneAsync(Write write)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await database.TransactAsync(write.RunAsync).ConfigureAwait(false);
                write.Complete();
                return;
            }
            catch (LostWriteException) when (tries < Tries)
            {
                // Another won; a wait of a length of its own lets the two not meet again.
                await Task.Delay(Random.Shared.Next(1 << Math.Min(tries, 8))).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                write.Fail(failure is LostWriteException { InnerException: { } reason } ? reason : failure);
                return;
            }
        }
    }

    private abstract class Write
    {
        public abstract Task Task { get; }

        public abstract Task RunAsync(DbConnection connection, DbTransaction transaction);

        public abstract bool GiveUpIfCancelled();

        public abstract void Complete();

        public abstract void Fail(Exception failure);
    }

    private sealed class Write<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellation) : Write
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;

        public override Task<T> Task => _done.Task;

        public override async Task RunAsync(DbConnection connection, DbTransaction transaction) =>
            _result = await write(connection, transaction).ConfigureAwait(false);

        public override bool GiveUpIfCancelled() => cancellation.IsCancellationRequested && _done.TrySetCanceled(cancellation);

        public override void Complete() => _done.TrySetResult(_result!);

        public override void Fail(Exception failure) => _done.TrySetException(failure);
    }
}
