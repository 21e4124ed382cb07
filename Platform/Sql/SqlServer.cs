using System.Data.Common;
using DbUp.Builder;
using Microsoft.Data.SqlClient;

namespace IheNode.Platform;

/// <summary>
/// Microsoft SQL Server 2019 or newer. Reads are snapshots, which the database's owner must allow once:
/// <c>alter database … set allow_snapshot_isolation on</c>.
/// </summary>
public sealed class SqlServer : DatabaseEngine
{
    private const int UsualConnections = 32;
    private const int Deadlock = 1205, SnapshotConflict = 3960, DuplicateKey = 2627, DuplicateIndexRow = 2601;

    private readonly string _connectionString;

    /// <summary>A database by its connection string, whose <c>Max Pool Size</c> says how many may read at a time.</summary>
    /// <exception cref="ArgumentException">It is not a connection string.</exception>
    public SqlServer(string connectionString)
    {
        var given = new SqlConnectionStringBuilder(connectionString);
        ReadLanes = given.ShouldSerialize("Max Pool Size") ? Math.Max(1, given.MaxPoolSize) : UsualConnections;
        // The database keeps its connections itself.
        given.Pooling = false;
        _connectionString = given.ToString();
    }

    /// <inheritdoc/>
    public override string Name => "SqlServer";

    /// <inheritdoc/>
    public override Dialect Dialect { get; } = new SqlServerDialect();

    /// <inheritdoc/>
    public override int WriteLanes => 16;

    // A deadlock ends the whole transaction there, so no write shares one with another.

    /// <inheritdoc/>
    public override int LargestGroup => 1;

    /// <inheritdoc/>
    public override int ReadLanes { get; }

    /// <inheritdoc/>
    public override async Task<DbConnection> OpenAsync(CancellationToken cancellation)
    {
        var connection = new SqlConnection(_connectionString);
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
    public override Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation) =>
        // The level would stay with the connection.
        ReadTransaction.BeginAsync(
            connection,
            "set transaction isolation level snapshot; begin transaction",
            "commit transaction; set transaction isolation level read committed",
            cancellation);

    /// <inheritdoc/>
    public override UpgradeEngineBuilder Upgrade() => ServerUpgrade.Of(() => new SqlConnection(_connectionString),
        """
        if object_id('SchemaVersions') is null
          create table SchemaVersions (ScriptName nvarchar(255) primary key, Applied datetime not null)
        """);

    // A duplicate is one too: whoever looks first and then inserts finds the other's row only when run again.

    /// <inheritdoc/>
    public override bool IsConflict(Exception failure) =>
        failure is SqlException { Number: Deadlock or SnapshotConflict or DuplicateKey or DuplicateIndexRow };
}
