using System.Data;
using System.Data.Common;
using DbUp.Builder;
using Npgsql;

namespace IheNode.Platform;

/// <summary>PostgreSQL, or what speaks its language: writes run side by side, each under locks on the rows that it depends on.</summary>
public sealed class PostgreSql : DatabaseEngine
{
    private const int UsualConnections = 32;

    private readonly string _connectionString;

    /// <summary>A database by its Npgsql connection string, whose <c>Maximum Pool Size</c> says how many may read at a time.</summary>
    /// <exception cref="ArgumentException">It is not a connection string.</exception>
    public PostgreSql(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        ReadLanes = given.ContainsKey("Maximum Pool Size") ? Math.Max(1, given.MaxPoolSize) : UsualConnections;
        // The database keeps its connections itself, and each keeps the statements that it prepared.
        given.Pooling = false;
        if (given.MaxAutoPrepare == 0) given.MaxAutoPrepare = 200;
        given.AutoPrepareMinUsages = 2;
        given.TcpKeepAlive = true;
        _connectionString = given.ToString();
    }

    /// <inheritdoc/>
    public override string Name => "PostgreSql";

    /// <inheritdoc/>
    public override Dialect Dialect { get; } = new PostgreSqlDialect();

    /// <inheritdoc/>
    public override int WriteLanes => 8;

    /// <inheritdoc/>
    public override int ReadLanes { get; }

    /// <inheritdoc/>
    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public override UpgradeEngineBuilder Upgrade() => ServerUpgrade.Of(() => new NpgsqlConnection(_connectionString),
        "create table if not exists SchemaVersions (ScriptName varchar(255) primary key, Applied timestamp not null)");

    // A unique violation is one too: whoever looks first and then inserts finds the other's row only when run again. A statement name that the server does
    // not know is what an earlier failure in the same transaction leaves; run again, the write gets another connection.

    /// <inheritdoc/>
    public override bool IsConflict(Exception failure) => failure is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation
            or PostgresErrorCodes.InvalidSqlStatementName,
    };
}
