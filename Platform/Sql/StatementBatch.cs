using System.Data.Common;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IheNode.Platform;

/// <summary>
/// Statements that go to the database together and are done in their order: in one round trip where the database is elsewhere, by commands that stay prepared
/// on their connection where it is embedded.
/// </summary>
public sealed class StatementBatch(DbConnection connection, DbTransaction? transaction)
{
    private static readonly ConditionalWeakTable<DbConnection, Dictionary<Statement, DbCommand>> Prepared = [];

    // Fewer than any of the databases takes. SQLite finds each parameter by comparing names, so that long statements cost more there than they save.
    private const int MostParameters = 2048, MostParametersEmbedded = 32;

    private readonly List<Item> _items = [];
    private readonly Dictionary<RepeatedStatement, List<SqlValue>> _rows = [];
    private readonly Dictionary<RepeatedStatement, SortedDictionary<string, List<Action<DbDataReader>>>> _sought = [];

    /// <summary>Adds a statement that writes; its values stand in the order of its parameters.</summary>
    public void Write(Statement statement, params ReadOnlySpan<SqlValue> values) => Add(statement, null, values);

    /// <summary>Adds rows to those that one statement inserts, whoever adds them to the batch; they go in after all else.</summary>
    public void Insert(RepeatedStatement statement, params ReadOnlySpan<SqlValue> rows)
    {
        if (!_rows.TryGetValue(statement, out var values)) _rows[statement] = values = [];
        values.AddRange(rows);
    }

    /// <summary>Adds a statement that reads, and what is done with each of its rows.</summary>
    public void Read(Statement statement, Action<DbDataReader> row, params ReadOnlySpan<SqlValue> values) => Add(statement, row, values);

    /// <summary>
    /// Adds a key to those that one statement looks up, whoever adds them to the batch, and what is done with each row of that key, which is the row's first
    /// column. They are looked up, in ascending order, after what was added by the other methods and before rows are inserted.
    /// </summary>
    public void Find(RepeatedStatement statement, string key, Action<DbDataReader> row)
    {
        if (!_sought.TryGetValue(statement, out var keys)) _sought[statement] = keys = new(StringComparer.Ordinal);
        if (!keys.TryGetValue(key, out var rows)) keys[key] = rows = [];
        rows.Add(row);
    }

    /// <summary>Does them all, once.</summary>
    public Task RunAsync()
    {
        foreach (var (statement, keys) in _sought) AddKeys(statement, keys);
        foreach (var (statement, values) in _rows) AddRows(statement, CollectionsMarshal.AsSpan(values));
        return _items.Count == 0 ? Task.CompletedTask : connection.CanCreateBatch ? RunTogetherAsync() : RunEachAsync();
    }

    // Lists are padded by their last item to powers of two, so that few texts of a statement come about.
    private void AddKeys(RepeatedStatement statement, SortedDictionary<string, List<Action<DbDataReader>>> keys)
    {
        foreach (var chunk in keys.Keys.Chunk(connection.CanCreateBatch ? RepeatedStatement.Most : MostParametersEmbedded))
        {
            var values = new SqlValue[BitOperations.RoundUpToPowerOf2((uint)chunk.Length)];
            for (var i = 0; i < values.Length; i++) values[i] = chunk[Math.Min(i, chunk.Length - 1)];
            // SQL Server takes a text and the same text with spaces after it for equal.
            Add(statement.Of(values.Length), row => keys.GetValueOrDefault(row.GetString(0))?.ForEach(found => found(row)), values);
        }
    }

    // By powers of two, so that few texts of a statement come about, which databases keep prepared.
    private void AddRows(RepeatedStatement statement, ReadOnlySpan<SqlValue> values)
    {
        var width = statement.Of(1).Parameters.Count;
        var most = Math.Min(RepeatedStatement.Most, (connection.CanCreateBatch ? MostParameters : MostParametersEmbedded) / width);
        while (!values.IsEmpty)
        {
            var count = 1 << BitOperations.Log2((uint)Math.Clamp(values.Length / width, 1, Math.Max(1, most)));
            Add(statement.Of(count), null, values[..(count * width)]);
            values = values[(count * width)..];
        }
    }

    private void Add(Statement statement, Action<DbDataReader>? row, ReadOnlySpan<SqlValue> values)
    {
        if (values.Length != statement.Parameters.Count)
            throw new ArgumentException($"{values.Length} values are given for {statement.Parameters.Count} parameters of: {statement.Sql}");
        _items.Add(new(statement, row, values.ToArray()));
    }

    private async Task RunTogetherAsync()
    {
        await using var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        foreach (var item in _items)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = item.Statement.Sql;
            for (var i = 0; i < item.Values.Length; i++)
            {
                var parameter = command.CreateParameter();
                Fill(parameter, item.Statement.Parameters[i], item.Values[i]);
                command.Parameters.Add(parameter);
            }

            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
        // Only statements that read have results; the reader passes over the others by itself.
        foreach (var row in _items.Select(item => item.Row).OfType<Action<DbDataReader>>())
        {
            while (await reader.ReadAsync().ConfigureAwait(false)) row(reader);
            await reader.NextResultAsync().ConfigureAwait(false);
        }
    }

    private async Task RunEachAsync()
    {
        var prepared = Prepared.GetOrCreateValue(connection);
        var current = transaction ?? CurrentTransaction();
        foreach (var item in _items)
        {
            if (!prepared.TryGetValue(item.Statement, out var command)) prepared[item.Statement] = command = Prepare(item);
            command.Transaction = current;
            for (var i = 0; i < item.Values.Length; i++) command.Parameters[i].Value = item.Values[i].Value ?? DBNull.Value;
            if (item.Row is null)
            {
                await command.ExecuteNonQueryAsync().ConfigureAwait(false);
                continue;
            }

            await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            while (await reader.ReadAsync().ConfigureAwait(false)) item.Row(reader);
        }
    }

    // A connection that reads is within a transaction of its own, which a new command knows.
    private DbTransaction? CurrentTransaction()
    {
        using var command = connection.CreateCommand();
        return command.Transaction;
    }

    private DbCommand Prepare(Item item)
    {
        var command = connection.CreateCommand();
        command.CommandText = item.Statement.Sql;
        for (var i = 0; i < item.Values.Length; i++)
        {
            var parameter = command.CreateParameter();
            Fill(parameter, item.Statement.Parameters[i], item.Values[i]);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static void Fill(DbParameter parameter, string name, SqlValue value)
    {
        parameter.ParameterName = name;
        parameter.DbType = value.Type;
        parameter.Value = value.Value ?? DBNull.Value;
    }

    private sealed record Item(Statement Statement, Action<DbDataReader>? Row, SqlValue[] Values);
}
