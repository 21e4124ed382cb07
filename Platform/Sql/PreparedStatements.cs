using System.Data.Common;
using System.Runtime.CompilerServices;

namespace IheNode.Platform;

/// <summary>
/// Statements of frequent reads, prepared once for each connection and kept with it by their text. Whoever uses them gives every value as a parameter, so that
/// the texts are few; Dapper serves all else.
/// </summary>
public static class PreparedStatements
{
    private const int KeptTexts = 200;

    private static readonly ConditionalWeakTable<DbConnection, Dictionary<string, DbCommand>> Kept = [];

    /// <summary>Runs a statement and reads its rows.</summary>
    /// <param name="connection">A connection on which nothing else is being read.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="values">Its parameters; the same names for the same text, as far as it names them.</param>
    /// <param name="row">Reads one row.</param>
    /// <param name="cancellation">Ends the statement.</param>
    /// <param name="transaction">The transaction of a write; null within <see cref="Database.ReadAsync"/>.</param>
    public static Task<List<T>> ReadPreparedAsync<T>(
        this DbConnection connection, string sql, IReadOnlyCollection<KeyValuePair<string, object>> values, Func<DbDataReader, T> row,
        CancellationToken cancellation, DbTransaction? transaction = null) =>
        connection.UsePreparedAsync(
            sql,
            async command =>
            {
                command.Transaction = transaction;
                Set(command, values);
                var rows = new List<T>();
                var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) rows.Add(row(reader));
                }

                return rows;
            });

    /// <summary>Runs a statement without values and without rows, outside of any transaction that the driver knows.</summary>
    public static Task<int> RunPreparedAsync(this DbConnection connection, string sql, CancellationToken cancellation) =>
        connection.UsePreparedAsync(sql, command => command.ExecuteNonQueryAsync(cancellation));

    // A command on which something failed is not kept.
    private static async Task<T> UsePreparedAsync<T>(this DbConnection connection, string sql, Func<DbCommand, Task<T>> use)
    {
        var kept = Kept.GetOrCreateValue(connection);
        if (!kept.Remove(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
        }

        var whole = false;
        try
        {
            var result = await use(command).ConfigureAwait(false);
            whole = true;
            return result;
        }
        finally
        {
            if (whole && kept.Count < KeptTexts) kept[sql] = command;
            else await command.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Values stand in the same order nearly always; a text may though be used with values that it does not name.
    private static void Set(DbCommand command, IReadOnlyCollection<KeyValuePair<string, object>> values)
    {
        var parameters = command.Parameters;
        var place = 0;
        foreach (var (name, value) in values)
        {
            if (place < parameters.Count && parameters[place].ParameterName == name) parameters[place].Value = value;
            else if (parameters.Contains(name)) parameters[name].Value = value;
            else
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                parameters.Add(parameter);
            }

            place++;
        }
    }
}
