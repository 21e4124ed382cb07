using System.Data.Common;
using Dapper;
using DbUp;
using DbUp.Builder;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IheNode.Platform;

/// <summary>The embedded database: one file, write-ahead log, every commit on disk before it is acknowledged.</summary>
public sealed class Sqlite(string file) : DatabaseEngine
{
    // The database keeps its connections itself, so that the settings below are made once per connection and not once per use.
    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = SqliteOpenMode.ReadWriteCreate,
        Pooling = false,
        DefaultTimeout = 30,
    }.ToString();

    /// <inheritdoc/>
    public override string Name => "Sqlite";

    /// <inheritdoc/>
    public override Dialect Dialect { get; } = new SqliteDialect();

    /// <inheritdoc/>
    public override int WriteLanes => 1;

    /// <inheritdoc/>
    public override int ReadLanes => 256;

    /// <inheritdoc/>
    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            // synchronous=FULL fsyncs the log on every commit: what was acknowledged survives a power cut.
            await connection.ExecuteAsync("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=30000;")
                .ConfigureAwait(false);
            // Otherwise SQLite plans a statement again whenever a value that its plan looked at is bound anew, as that of "limit @most" is for every query.
            raw.sqlite3_db_config(connection.Handle!, raw.SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation) =>
        ReadTransaction.BeginAsync(connection, "begin transaction", "commit transaction", cancellation);

    // SQLite works in the caller's thread and hears of nothing meanwhile, so it is made to ask, every so many of its steps (some tenths of a millisecond).

    /// <inheritdoc/>
    public override IDisposable Interrupt(DbConnection connection, CancellationToken cancellation) =>
        new Interruption(((SqliteConnection)connection).Handle!, cancellation);

    /// <inheritdoc/>
    public override UpgradeEngineBuilder Upgrade() => DeployChanges.To.SqliteDatabase(_connectionString);

    // Writers take turns in the process, so none loses to another.

    /// <inheritdoc/>
    public override bool IsConflict(Exception failure) => false;

    private sealed class Interruption : IDisposable
    {
        private const int Steps = 10_000;

        private readonly sqlite3 _handle;

        public Interruption(sqlite3 handle, CancellationToken cancellation)
        {
            _handle = handle;
            raw.sqlite3_progress_handler(handle, Steps, _ => cancellation.IsCancellationRequested ? 1 : 0, null);
        }

        public void Dispose() => raw.sqlite3_progress_handler(_handle, 0, null, null);
    }
}
