using System.Data.Common;
using Dapper;
using DbUp;
using DbUp.Builder;
using Microsoft.Data.Sqlite;

namespace IheNode.Platform;

/// <summary>The embedded database: one file, write-ahead log, every commit on disk before it is acknowledged.</summary>
public sealed class Sqlite(string file) : Dialect
{
    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = file,
        Mode = SqliteOpenMode.ReadWriteCreate,
        Pooling = true,
        DefaultTimeout = 30,
    }.ToString();

    /// <inheritdoc/>
    public override string Name => "Sqlite";

    /// <inheritdoc/>
    public override bool SingleWriter => true;

    /// <inheritdoc/>
    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        // synchronous=FULL fsyncs the log on every commit: what was acknowledged survives a power cut.
        await connection.ExecuteAsync("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=30000;")
            .ConfigureAwait(false);
        return connection;
    }

    /// <inheritdoc/>
    public override UpgradeEngineBuilder Upgrade() => DeployChanges.To.SqliteDatabase(_connectionString);
}
