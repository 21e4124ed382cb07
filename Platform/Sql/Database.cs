using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Reflection;
using Dapper;
using DbUp.Engine.Output;

namespace IheNode.Platform;

/// <summary>The node's database. Reads run side by side; a write is one durable transaction, all or nothing.</summary>
public sealed class Database : IDisposable
{
    private const int KeptConnections = 48;
    private const int TrustedMilliseconds = 1000;

    private readonly ConcurrentBag<(DbConnection Connection, long Since)> _idle = [];
    private readonly DatabaseEngine _engine;
    private readonly SemaphoreSlim _readers;
    private readonly WriteGroup[] _lanes;
    private uint _nextLane;
    private volatile bool _disposed;

    private Database(DatabaseEngine engine)
    {
        _engine = engine;
        _readers = new SemaphoreSlim(engine.ReadLanes, engine.ReadLanes);
        _lanes = [.. Enumerable.Range(0, engine.WriteLanes).Select(_ => new WriteGroup(this, engine.LargestGroup))];
    }

    /// <summary>The words that differ between databases.</summary>
    public Dialect Dialect => _engine.Dialect;

    /// <summary>Brings the schema up to date with the numbered scripts embedded in these assemblies, and opens the database.</summary>
    /// <exception cref="DatabaseException">The database cannot be reached, or a migration failed; the message names the script.</exception>
    public static Database Open(DatabaseEngine engine, params ReadOnlySpan<Assembly> actors)
    {
        foreach (var actor in actors)
        {
            var upgrade = engine.Upgrade()
                .WithScriptsEmbeddedInAssembly(actor, name => name.Contains($".Migrations.{engine.Name}.", StringComparison.Ordinal))
                .WithTransactionPerScript()
                .LogTo(new NoOpUpgradeLog())
                .Build()
                .PerformUpgrade();
            if (upgrade.Successful) continue;
            throw new DatabaseException(
                upgrade.ErrorScript is { } script ? $"Migration {script.Name} failed: {upgrade.Error.Message}" : $"The database cannot be opened: {upgrade.Error.Message}",
                upgrade.Error);
        }

        return new Database(engine);
    }

    /// <summary>Reads with a connection of its own; all statements of one call see the same state. A cancellation ends a statement that runs.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellation)
    {
        await _readers.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var connection = await TakeAsync(cancellation).ConfigureAwait(false);
            var whole = false;
            try
            {
                using var interruption = cancellation.CanBeCanceled ? _engine.Interrupt(connection, cancellation) : null;
                await using var transaction = await _engine.BeginReadAsync(connection, cancellation).ConfigureAwait(false);
                var result = await read(connection).ConfigureAwait(false);
                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                whole = true;
                return result;
            }
            finally
            {
                await GiveBackAsync(connection, whole).ConfigureAwait(false);
            }
        }
        catch (DbException interrupted) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("The database was told to stop reading.", interrupted, cancellation);
        }
        finally
        {
            _readers.Release();
        }
    }

    /// <summary>
    /// Writes in one transaction. When it returns, the rows are on disk; when it throws, nothing was written. A write that loses to another is run again,
    /// unseen by the caller: so it may run more than once and keeps no state outside. Writes that wait for one another may share a commit, so a write must
    /// not wait for anything but the database, and not begin another write.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellation) =>
        _lanes[Interlocked.Increment(ref _nextLane) % _lanes.Length].AddAsync(write, cancellation);

    /// <summary>As above, for writes that would lock the same rows: those about the same thing queue in the process and share commits.</summary>
    public Task<T> WriteAsync<T>(string about, Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellation) =>
        _lanes[(uint)about.GetHashCode(StringComparison.Ordinal) % _lanes.Length].AddAsync(write, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        ForgetIdle();
        foreach (var lane in _lanes) lane.Dispose();
        _readers.Dispose();
    }

    /// <exception cref="LostWriteException">Surely nothing was committed, and the work may be run again.</exception>
    internal async Task TransactAsync(Func<DbConnection, DbTransaction, Task> work)
    {
        var connection = await TakeAsync(CancellationToken.None).ConfigureAwait(false);
        var (whole, committing) = (false, false);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
            try
            {
                await work(connection, transaction).ConfigureAwait(false);
            }
            catch
            {
                // Not kept: when a batch ends early, its driver may believe that statements are prepared which the server never saw.
                await RollBackAsync(transaction).ConfigureAwait(false);
                throw;
            }

            committing = true;
            await transaction.CommitAsync().ConfigureAwait(false);
            whole = true;
        }
        // A connection that breaks in the middle of a commit tells nothing of the commit.
        catch (Exception failure) when (IsConflict(failure) || (!committing && connection.State != ConnectionState.Open))
        {
            throw new LostWriteException(failure);
        }
        finally
        {
            await GiveBackAsync(connection, whole).ConfigureAwait(false);
        }
    }

    internal bool IsConflict(Exception failure) => failure is LostWriteException || _engine.IsConflict(failure);

    private static async Task RollBackAsync(DbTransaction transaction)
    {
        try
        {
            await transaction.RollbackAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is DbException or InvalidOperationException)
        {
            // What made it necessary is what the caller is told.
        }
    }

    private async Task<DbConnection> TakeAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (_idle.TryTake(out var idle))
        {
            if (Environment.TickCount64 - idle.Since < TrustedMilliseconds || await AnswersAsync(idle.Connection).ConfigureAwait(false)) return idle.Connection;
            await idle.Connection.DisposeAsync().ConfigureAwait(false);
        }

        return await _engine.OpenAsync(cancellation).ConfigureAwait(false);
    }

    // The database may have been restarted since.
    private static async Task<bool> AnswersAsync(DbConnection connection)
    {
        try
        {
            return await connection.ExecuteScalarAsync<int>("select 1").ConfigureAwait(false) == 1;
        }
        catch (DbException)
        {
            return false;
        }
    }

    // A connection on which something failed is in a state nobody knows, so it is not used again; where one broke, the others have most likely broken too.
    private async Task GiveBackAsync(DbConnection connection, bool whole)
    {
        if (connection.State != ConnectionState.Open) ForgetIdle();
        if (whole && !_disposed && _idle.Count < KeptConnections) _idle.Add((connection, Environment.TickCount64));
        else await connection.DisposeAsync().ConfigureAwait(false);
        if (_disposed) ForgetIdle();
    }

    private void ForgetIdle()
    {
        while (_idle.TryTake(out var idle)) idle.Connection.Dispose();
    }
}

/// <summary>A write of which surely nothing was committed, since it lost to another writer or its connection; it may be run again.</summary>
public sealed class LostWriteException : Exception
{
    /// <summary>A write that found itself overtaken: what it looked at before it held its rows is not so any more.</summary>
    public LostWriteException(string sentence)
        : base(sentence)
    {
    }

    internal LostWriteException(Exception inner)
        : base(inner.Message, inner)
    {
    }
}
