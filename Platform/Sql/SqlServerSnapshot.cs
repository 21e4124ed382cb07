using System.Data;
using System.Data.Common;
using Dapper;

namespace IheNode.Platform;

/// <summary>
/// A read on SQL Server that sees one state. It is begun by statements and not by the driver, which would want to be told of its transaction with every
/// command; whatever ends otherwise than by <see cref="Commit"/> ends with its connection.
/// </summary>
internal sealed class SqlServerSnapshot : DbTransaction
{
    private readonly DbConnection _connection;

    private SqlServerSnapshot(DbConnection connection) => _connection = connection;

    /// <inheritdoc/>
    public override IsolationLevel IsolationLevel => IsolationLevel.Snapshot;

    /// <inheritdoc/>
    protected override DbConnection DbConnection => _connection;

    /// <summary>Begins it.</summary>
    public static async Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellation)
    {
        await connection.ExecuteAsync(new CommandDefinition("set transaction isolation level snapshot; begin transaction", cancellationToken: cancellation))
            .ConfigureAwait(false);
        return new SqlServerSnapshot(connection);
    }

    /// <inheritdoc/>
    public override void Commit() => _connection.Execute(End);

    /// <inheritdoc/>
    public override Task CommitAsync(CancellationToken cancellationToken = default) => _connection.ExecuteAsync(new CommandDefinition(End, cancellationToken: cancellationToken));

    /// <inheritdoc/>
    public override void Rollback() => _connection.Dispose();

    // The level would stay with the connection.
    private const string End = "commit transaction; set transaction isolation level read committed";
}
