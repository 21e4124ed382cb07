using System.Data;
using System.Data.Common;

namespace IheNode.Platform;

/// <summary>
/// A read that sees one state, begun and ended by statements of its connection: drivers prepare theirs anew each time, or want to be told of their transaction
/// with every command. Whatever ends otherwise than by <see cref="Commit"/> ends with its connection.
/// </summary>
internal sealed class ReadTransaction : DbTransaction
{
    private readonly DbConnection _connection;
    private readonly string _end;

    private ReadTransaction(DbConnection connection, string end) => (_connection, _end) = (connection, end);

    /// <inheritdoc/>
    public override IsolationLevel IsolationLevel => IsolationLevel.Snapshot;

    /// <inheritdoc/>
    protected override DbConnection DbConnection => _connection;

    /// <summary>Begins it by one statement; another will end it.</summary>
    public static async Task<DbTransaction> BeginAsync(DbConnection connection, string begin, string end, CancellationToken cancellation)
    {
        await connection.RunPreparedAsync(begin, cancellation).ConfigureAwait(false);
        return new ReadTransaction(connection, end);
    }

    /// <inheritdoc/>
    public override void Commit() => throw new NotSupportedException("A read ends asynchronously.");

    /// <inheritdoc/>
    public override Task CommitAsync(CancellationToken cancellationToken = default) => _connection.RunPreparedAsync(_end, cancellationToken);

    /// <inheritdoc/>
    public override void Rollback() => _connection.Dispose();
}
