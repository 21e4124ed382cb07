using IheNode.Platform;
using Microsoft.Data.SqlClient;

namespace IheNode.Tests;

/// <summary>A kind of database on which a spec runs; each node or actor under test gets one of its own.</summary>
public abstract class TestDatabase
{
    /// <summary>The embedded database, a file in the data folder; what actors do to it is read as SQL Server would.</summary>
    public static TestDatabase Sqlite { get; } = new Files();

    /// <summary>A database on the run's own PostgreSQL server.</summary>
    public static TestDatabase PostgreSql { get; } = new Server(() => PostgreSqlCluster.Started);

    /// <summary>A database on the SQL Server whose connection string the environment gives; null = it gives none.</summary>
    public static TestDatabase? SqlServer { get; } =
        Environment.GetEnvironmentVariable("IHENODE_TEST_SQLSERVER") is { Length: > 0 } server ? new BorrowedSqlServer(server) : null;

    /// <summary>The database that belongs to a data folder: made when first asked for, found again after a restart.</summary>
    public abstract OwnDatabase Of(string folder);

    private sealed class Files : TestDatabase
    {
        public override OwnDatabase Of(string folder) => new("node.db", new TransactSql(Path.Combine(folder, "node.db")), [], () => { });

        public override string ToString() => "SQLite";
    }

    /// <summary>A database on this PostgreSQL server.</summary>
    internal static TestDatabase On(PostgreSqlCluster cluster) => new Server(() => cluster);

    private sealed class Server(Func<PostgreSqlCluster> started) : TestDatabase
    {
        public override OwnDatabase Of(string folder)
        {
            var cluster = started();
            var name = cluster.DatabaseOf(folder);
            var connectionString = cluster.ConnectionString(name);
            var file = Path.Combine(folder, "database.connection");
            File.WriteAllText(file, connectionString);
            return new(name, new PostgreSql(connectionString), ["database.kind=postgresql", $"database.connectionStringFrom={file}"], () => cluster.Drop(name));
        }

        public override string ToString() => "PostgreSQL";
    }
}

/// <summary>Databases of their own on a server that others keep.</summary>
internal sealed class BorrowedSqlServer(string server) : TestDatabase
{
    /// <inheritdoc/>
    public override OwnDatabase Of(string folder)
    {
        var name = "ihenode_" + Path.GetFileName(folder);
        Execute($"if db_id('{name}') is null create database [{name}]; alter database [{name}] set allow_snapshot_isolation on");
        var connectionString = new SqlConnectionStringBuilder(server) { InitialCatalog = name }.ToString();
        var file = Path.Combine(folder, "database.connection");
        File.WriteAllText(file, connectionString);
        return new(name, new Platform.SqlServer(connectionString), ["database.kind=sqlserver", $"database.connectionStringFrom={file}"],
            () => Execute($"alter database [{name}] set single_user with rollback immediate; drop database [{name}]"));
    }

    /// <inheritdoc/>
    public override string ToString() => "SQL Server";

    private void Execute(string sql)
    {
        using var connection = new SqlConnection(server);
        connection.Open();
        using var command = new SqlCommand("exec(@sql)", connection);
        command.Parameters.AddWithValue("@sql", sql);
        command.ExecuteNonQuery();
    }
}

/// <summary>The database of one node or actor under test.</summary>
/// <param name="Name">What its server calls it.</param>
/// <param name="Engine">How to reach it.</param>
/// <param name="Settings">How a profile names it, as <c>path=value</c>.</param>
/// <param name="Drop">Removes it.</param>
public sealed record OwnDatabase(string Name, DatabaseEngine Engine, IReadOnlyList<string> Settings, Action Drop);
