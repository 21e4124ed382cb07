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
    /// <param name="values">Its parameters; the same names for the same text.</param>
    /// <param name="row">Reads one row.</param>
    /// <param name="cancellation">Ends the statement.</param>
    public static async Task<List<T>> ReadPreparedAsync<T>(
        this DbConnection connection, string sql, IReadOnlyCollection<KeyValuePair<string, object>> values, Func<DbDataReader, T> row, CancellationToken cancellation)
    {
        var kept = Kept.GetOrCreateValue(connection);
        if (!kept.Remove(sql, out var command)) command = connection.CreateCommand();
        var whole = false;
        try
        {
            Set(command, connection, sql, values);
            var rows = new List<T>();
            var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) rows.Add(row(reader));
            }

            whole = true;
            return rows;
        }
        finally
        {
            if (whole && kept.Count < KeptTexts) kept[sql] = command;
            else await command.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static void Set(DbCommand command, DbConnection connection, string sql, IEnumerable<KeyValuePair<string, object>> values)
    {
        if (command.CommandText.Length == 0) command.CommandText = sql;
        // Only a new command is told of the transaction that its connection is in.
        else using (var told = connection.CreateCommand()) command.Transaction = told.Transaction;

        foreach (var (name, value) in values)
        {
            if (command.Parameters.Contains(name))
            {
                command.Parameters[name].Value = value;
                continue;
            }

            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
    }
}
