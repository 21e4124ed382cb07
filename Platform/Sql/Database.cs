using System.Collections.Concurrent;
using System.Data.Common;
using System.Reflection;
using DbUp.Engine.Output;

namespace IheNode.Platform;

/// <summary>The node's database. Reads run side by side; a write is one durable transaction, all or nothing.</summary>
public sealed class Database : IDisposable
{
    private const int KeptConnections = 16;

    private readonly ConcurrentBag<DbConnection> _idle = [];
    private readonly DatabaseEngine _engine;
    private readonly WriteGroup _writers;
    private volatile bool _disposed;

    private Database(DatabaseEngine engine)
    {
        _engine = engine;
        _writers = new WriteGroup(this, engine);
    }

    /// <summary>The words that differ between databases.</summary>
    public Dialect Dialect => _engine.Dialect;

    /// <summary>Brings the schema up to date with the numbered scripts embedded in these assemblies, and opens the database.</summary>
    /// <exception cref="InvalidOperationException">A migration failed; the message names the script.</exception>
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
            if (!upgrade.Successful)
                throw new InvalidOperationException($"Migration {upgrade.ErrorScript?.Name} failed: {upgrade.Error.Message}", upgrade.Error);
        }

        return new Database(engine);
    }

    /// <summary>Reads with a connection of its own; all statements of one call see the same state. A cancellation ends a statement that runs.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellation)
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
        catch (DbException interrupted) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("The database was told to stop reading.", interrupted, cancellation);
        }
        finally
        {
            await GiveBackAsync(connection, whole).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Writes in one transaction. When it returns, the rows are on disk; when it throws, nothing was written. A write that loses to another is run again,
    /// unseen by the caller: so it may run more than once and keeps no state outside. Writes that wait for one another may share a commit, so a write must
    /// not wait for anything but the database, and not begin another write.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellation) => _writers.AddAsync(write, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var connection)) connection.Dispose();
        _writers.Dispose();
    }

    internal async Task TransactAsync(Func<DbConnection, DbTransaction, Task> work)
    {
        var connection = await TakeAsync(CancellationToken.None).ConfigureAwait(false);
        var whole = false;
        try
        {
            await using var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
            await work(connection, transaction).ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
            whole = true;
        }
        finally
        {
            await GiveBackAsync(connection, whole).ConfigureAwait(false);
        }
    }

    private async Task<DbConnection> TakeAsync(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _idle.TryTake(out var connection) ? connection : await _engine.OpenAsync(cancellation).ConfigureAwait(false);
    }

    // A connection on which something failed is in a state nobody knows, so it is not used again.
    private async Task GiveBackAsync(DbConnection connection, bool whole)
    {
        if (whole && !_disposed && _idle.Count < KeptConnections) _idle.Add(connection);
        else await connection.DisposeAsync().ConfigureAwait(false);
        while (_disposed && _idle.TryTake(out var late)) await late.DisposeAsync().ConfigureAwait(false);
    }
}
