using System.Text.RegularExpressions;
using IheNode.Platform;
using Microsoft.Data.Sqlite;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Npgsql;

namespace IheNode.Tests;

/// <summary>What is proved of SQL Server where there is none: every migration and, by <see cref="TransactSql"/>, every statement of every actor is T-SQL.</summary>
public sealed class SqlServerSpecs
{
    private static IEnumerable<string> Migrations => Directory.EnumerateFiles(Tree.Root, "*.sql", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Tree.Root, file).Replace('\\', '/'))
        .Where(file => Regex.IsMatch(file, "^[A-Za-z]+/Store/Migrations/SqlServer/")).Order();

    [TestCaseSource(nameof(Migrations))]
    public void A_migration_is_read_without_complaint(string file) => Assert.That(TransactSql.Complaint(File.ReadAllText(Tree.InTree(file))), Is.Empty);

    [Test]
    public void A_statement_that_is_not_T_SQL_is_not_passed_over()
    {
        using var _ = Assert.EnterMultipleScope();
        Assert.That(TransactSql.Complaint("select a from b order by a limit 3"), Is.Not.Empty);
        Assert.That(TransactSql.Complaint("insert into b (a) values (1) returning a"), Is.Not.Empty);
        Assert.That(TransactSql.Complaint("insert into b (a) values (1) on conflict do nothing"), Is.Not.Empty);
    }

    [Test]
    public async Task The_words_of_SQL_Server_stand_in_what_is_read_and_those_of_SQLite_in_what_is_run()
    {
        var folder = Directory.CreateTempSubdirectory("ihenode-tsql-").FullName;
        using (var database = Database.Open(new TransactSql(Path.Combine(folder, "x.db"))))
        {
            var words = database.Dialect;
            var nested = words.SelectForUpdate("name", "sqlite_master", $"name in (select v.value from {words.Values("@names", "v")}) order by name");
            Assert.That(await database.ReadAsync(c => ReadAsync(c, nested), default), Is.Empty);
            Assert.That(
                async () => await database.ReadAsync(c => ReadAsync(c, "select name, @names from pragma_table_info('x') limit 1"), default),
                Throws.InvalidOperationException.With.Message.StartsWith("SQL Server does not read this"));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task All_three_databases_have_the_same_tables_and_columns()
    {
        if (PostgreSqlCluster.Binaries is null) Assert.Ignore("There is no PostgreSQL server on this machine; test.sh installs it where it can.");
        var (sqlite, postgres) = (await OfSqliteAsync(), await OfPostgreSqlAsync());
        using var _ = Assert.EnterMultipleScope();
        Assert.That(sqlite, Is.EquivalentTo(postgres), "SQLite and PostgreSQL");
        Assert.That(OfSqlServer(), Is.EquivalentTo(postgres), "SQL Server and PostgreSQL");
    }

    [Test]
    public void Says_whether_a_PostgreSQL_was_there()
    {
        if (PostgreSqlCluster.Binaries is not null) Assert.Pass("All fixtures ran on PostgreSQL too.");
        var fixtures = typeof(Databases).Assembly.GetTypes()
            .Count(type => type.GetCustomAttributes(typeof(TestFixtureSourceAttribute), false).Cast<TestFixtureSourceAttribute>().Any(source => source.SourceType == typeof(Databases)));
        Assert.Ignore($"{fixtures} fixtures ran on SQLite and not on PostgreSQL: this machine has no PostgreSQL server (apt-get install postgresql, as test.sh does where it can).");
    }

    [Test]
    public void Says_whether_a_SQL_Server_was_there()
    {
        if (TestDatabase.SqlServer is null)
            Assert.Ignore("No SQL Server: IHENODE_TEST_SQLSERVER holds no connection string. Its migrations and statements were read, not run.");
    }

    private static async Task<List<string>> ReadAsync(System.Data.Common.DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        var names = command.CreateParameter();
        (names.ParameterName, names.Value) = ("@names", "[\"none\"]");
        command.Parameters.Add(names);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }

    private static async Task<List<string>> OfSqliteAsync()
    {
        var folder = Directory.CreateTempSubdirectory("ihenode-schema-").FullName;
        var file = Path.Combine(folder, "x.db");
        using (Database.Open(new Sqlite(file), PostgreSqlCluster.Actors)) { }
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        await connection.OpenAsync();
        var columns = await ReadAsync(connection, "select t.name || '.' || c.name from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table' and t.name not like 'sqlite_%' and @names <> ''");
        await connection.CloseAsync();
        Directory.Delete(folder, recursive: true);
        return OfActors(columns);
    }

    private static async Task<List<string>> OfPostgreSqlAsync()
    {
        await using var connection = new NpgsqlConnection(PostgreSqlCluster.Started.ConnectionString(PostgreSqlCluster.Template) + ";Pooling=false");
        await connection.OpenAsync();
        return OfActors(await ReadAsync(connection, "select table_name || '.' || column_name from information_schema.columns where table_schema = 'public' and @names <> ''"));
    }

    private static List<string> OfSqlServer()
    {
        var columns = new Columns();
        foreach (var file in Migrations) new TSql150Parser(true).Parse(new StringReader(File.ReadAllText(Tree.InTree(file))), out _).Accept(columns);
        return OfActors(columns.Found);
    }

    private static List<string> OfActors(IEnumerable<string> columns) =>
        [.. columns.Select(column => column.ToLowerInvariant()).Where(column => !column.StartsWith("schemaversions.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private sealed class Columns : TSqlFragmentVisitor
    {
        public List<string> Found { get; } = [];

        public override void Visit(CreateTableStatement node) =>
            Found.AddRange(node.Definition.ColumnDefinitions.Select(column => $"{node.SchemaObjectName.BaseIdentifier.Value}.{column.ColumnIdentifier.Value}"));

        public override void Visit(AlterTableAddTableElementStatement node) =>
            Found.AddRange(node.Definition.ColumnDefinitions.Select(column => $"{node.SchemaObjectName.BaseIdentifier.Value}.{column.ColumnIdentifier.Value}"));
    }
}
