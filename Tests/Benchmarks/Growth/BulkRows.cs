using System.Data;
using IheNode.Platform;
using Npgsql;
using NpgsqlTypes;
using SQLitePCL;

namespace IheNode.Benchmarks;

/// <summary>Takes rows in bulk. What is not whole when it is left is worth nothing.</summary>
internal interface IBulkRows : IDisposable
{
    /// <summary>Adds a row; its values stand in the order of the table's columns.</summary>
    void Add(BulkTable table, params ReadOnlySpan<SqlValue> values);

    /// <summary>All rows were added.</summary>
    void Complete();
}

/// <summary>SQLite: a prepared statement per table, large transactions, no journal. The driver below ADO.NET, which would take half of the time.</summary>
internal sealed class SqliteRows : IBulkRows
{
    private const int RowsAtOnce = 1_000_000;

    private readonly Dictionary<BulkTable, sqlite3_stmt> _inserts = [];
    private readonly sqlite3 _database;
    private readonly string _file;
    private int _rows;

    public SqliteRows(string file)
    {
        _file = file;
        Require(raw.sqlite3_open(file, out _database));
        Execute("pragma journal_mode=delete; pragma journal_mode=off; pragma synchronous=off; pragma locking_mode=exclusive; pragma cache_size=-1500000; begin");
    }

    public void Add(BulkTable table, params ReadOnlySpan<SqlValue> values)
    {
        if (!_inserts.TryGetValue(table, out var insert)) _inserts[table] = insert = Prepare(table);
        for (var i = 0; i < values.Length; i++)
        {
            Require(values[i].Value switch
            {
                null => raw.sqlite3_bind_null(insert, i + 1),
                long number => raw.sqlite3_bind_int64(insert, i + 1, number),
                byte[] octets => raw.sqlite3_bind_blob(insert, i + 1, octets),
                var text => raw.sqlite3_bind_text(insert, i + 1, (string)text),
            });
        }

        if (raw.sqlite3_step(insert) != raw.SQLITE_DONE) Require(raw.sqlite3_errcode(_database));
        Require(raw.sqlite3_reset(insert));
        if (++_rows % RowsAtOnce == 0) Execute("commit; begin");
    }

    public void Complete()
    {
        Execute("commit");
        using var written = File.OpenWrite(_file);
        written.Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        foreach (var insert in _inserts.Values) insert.Dispose();
        _database.Dispose();
    }

    private sqlite3_stmt Prepare(BulkTable table)
    {
        Require(raw.sqlite3_prepare_v2(
            _database, $"insert into {table.Name} ({string.Join(", ", table.Columns)}) values ({string.Join(", ", table.Columns.Select(_ => "?"))})", out var insert));
        return insert;
    }

    private void Execute(string sql) => Require(raw.sqlite3_exec(_database, sql));

    private void Require(int code)
    {
        if (code != raw.SQLITE_OK) throw new InvalidOperationException($"SQLite: {raw.sqlite3_errmsg(_database).utf8_to_string()}");
    }
}

/// <summary>PostgreSQL: one binary COPY per table, side by side, indexes kept as in life.</summary>
internal sealed class PostgreSqlRows(string connectionString) : IBulkRows
{
    private readonly Dictionary<BulkTable, (NpgsqlConnection Connection, NpgsqlBinaryImporter Copy)> _copies = [];

    public void Add(BulkTable table, params ReadOnlySpan<SqlValue> values)
    {
        if (!_copies.TryGetValue(table, out var copy)) _copies[table] = copy = Begin(table);
        copy.Copy.StartRow();
        foreach (var value in values)
        {
            if (value.Value is null) copy.Copy.WriteNull();
            else copy.Copy.Write(value.Value, value.Type switch { DbType.Int64 => NpgsqlDbType.Bigint, DbType.Binary => NpgsqlDbType.Bytea, _ => NpgsqlDbType.Text });
        }
    }

    public void Complete()
    {
        foreach (var (_, copy) in _copies.Values)
        {
            copy.Complete();
            copy.Close();
        }

        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandTimeout = 0;
        command.CommandText = "select setval(pg_get_serial_sequence('registry_patient', 'patient'), (select max(patient) from registry_patient))";
        command.ExecuteNonQuery();
        command.CommandText = "vacuum (analyze)";
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var (connection, copy) in _copies.Values)
        {
            copy.Dispose();
            connection.Dispose();
        }
    }

    private (NpgsqlConnection Connection, NpgsqlBinaryImporter Copy) Begin(BulkTable table)
    {
        var connection = Open();
        var copy = connection.BeginBinaryImport($"copy {table.Name} ({string.Join(", ", table.Columns)}) from stdin (format binary)");
        copy.Timeout = TimeSpan.FromHours(2);
        return (connection, copy);
    }

    private NpgsqlConnection Open()
    {
        var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        return connection;
    }
}
