using System.Data.Common;
using Dapper;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>One moment of the database, as a check reads it or a repair writes it.</summary>
internal sealed class CheckedState(DbConnection connection, DbTransaction? transaction, Dialect dialect)
{
    /// <summary>The words of the database.</summary>
    public Dialect Dialect => dialect;

    /// <summary>Objects by their ids.</summary>
    public RegistryStore Store { get; } = new(connection, dialect, transaction);

    /// <summary>Reads.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, object? values) => (await connection.QueryAsync<T>(sql, values, transaction).ConfigureAwait(false)).AsList();

    /// <summary>Writes.</summary>
    public Task ExecuteAsync(Repair repair) => connection.ExecuteAsync(repair.Sql, repair.Values, transaction);
}
