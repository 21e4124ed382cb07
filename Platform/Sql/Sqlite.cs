using System.Data.Common;
using System.Text;
using Dapper;
using DbUp;
using DbUp.Builder;
using Microsoft.Data.Sqlite;

namespace IheNode.Platform;

/// <summary>The embedded database: one file, write-ahead log, every commit on disk before it is acknowledged.</summary>
public sealed class Sqlite(string file) : Dialect
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
    public override bool SingleWriter => true;

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
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));

    /// <inheritdoc/>
    public override UpgradeEngineBuilder Upgrade() => DeployChanges.To.SqliteDatabase(_connectionString);

    /// <inheritdoc/>
    public override string Values(string json, string alias) => $"json_each({json}) {alias}";

    // SQLite's own LIKE takes a and A for the same letter (and é and É not); GLOB compares exactly, as LIKE does elsewhere.

    /// <inheritdoc/>
    public override string Like(string text, string pattern) => $"{text} glob {pattern}";

    /// <inheritdoc/>
    public override string LikePattern(string pattern)
    {
        var glob = new StringBuilder(pattern.Length + 8);
        foreach (var c in pattern)
        {
            _ = c switch
            {
                '%' => glob.Append('*'),
                '_' => glob.Append('?'),
                '*' or '?' or '[' => glob.Append('[').Append(c).Append(']'),
                _ => glob.Append(c),
            };
        }

        return glob.ToString();
    }
}
