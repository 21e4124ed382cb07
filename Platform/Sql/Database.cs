using System.Data.Common;
using System.Reflection;
using DbUp.Engine.Output;

namespace IheNode.Platform;

/// <summary>The node's database. Reads run side by side; a write is one durable transaction, all or nothing.</summary>
public sealed class Database : IDisposable
{
    private readonly SemaphoreSlim? _writer;

    private Database(Dialect dialect)
    {
        Dialect = dialect;
        _writer = dialect.SingleWriter ? new SemaphoreSlim(1, 1) : null;
    }

    /// <summary>The words that differ between databases.</summary>
    public Dialect Dialect { get; }

    /// <summary>Brings the schema up to date with the numbered scripts embedded in these assemblies, and opens the database.</summary>
    /// <exception cref="InvalidOperationException">A migration failed; the message names the script.</exception>
    public static Database Open(Dialect dialect, params ReadOnlySpan<Assembly> actors)
    {
        foreach (var actor in actors)
        {
            var upgrade = dialect.Upgrade()
                .WithScriptsEmbeddedInAssembly(actor, name => name.Contains($".Migrations.{dialect.Name}.", StringComparison.Ordinal))
                .WithTransactionPerScript()
                .LogTo(new NoOpUpgradeLog())
                .Build()
                .PerformUpgrade();
            if (!upgrade.Successful)
                throw new InvalidOperationException($"Migration {upgrade.ErrorScript?.Name} failed: {upgrade.Error.Message}", upgrade.Error);
        }

        return new Database(dialect);
    }

    /// <summary>Reads with a connection of its own.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellation)
    {
        await using var connection = await Dialect.OpenAsync(cancellation).ConfigureAwait(false);
        return await read(connection).ConfigureAwait(false);
    }

    /// <summary>Writes in one transaction. When it returns, the rows are on disk; when it throws, nothing was written.</summary>
    public async Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellation)
    {
        if (_writer is not null) await _writer.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await using var connection = await Dialect.OpenAsync(cancellation).ConfigureAwait(false);
            await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            var result = await write(connection, transaction).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return result;
        }
        finally
        {
            _writer?.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();
}
