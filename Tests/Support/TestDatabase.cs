using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>A kind of database on which a spec runs; each node or actor under test gets one of its own.</summary>
public abstract class TestDatabase
{
    /// <summary>The embedded database, a file in the data folder.</summary>
    public static TestDatabase Sqlite { get; } = new Files();

    /// <summary>A database on the run's own PostgreSQL server.</summary>
    public static TestDatabase PostgreSql { get; } = new Server();

    /// <summary>The database that belongs to a data folder: made when first asked for, found again after a restart.</summary>
    public abstract OwnDatabase Of(string folder);

    private sealed class Files : TestDatabase
    {
        public override OwnDatabase Of(string folder) => new("node.db", new Sqlite(Path.Combine(folder, "node.db")), [], () => { });

        public override string ToString() => "SQLite";
    }

    private sealed class Server : TestDatabase
    {
        public override OwnDatabase Of(string folder)
        {
            var cluster = PostgreSqlCluster.Started;
            var name = cluster.DatabaseOf(folder);
            var connectionString = cluster.ConnectionString(name);
            var file = Path.Combine(folder, "database.connection");
            File.WriteAllText(file, connectionString);
            return new(name, new PostgreSql(connectionString), ["database.kind=postgresql", $"database.connectionStringFrom={file}"], () => cluster.Drop(name));
        }

        public override string ToString() => "PostgreSQL";
    }
}

/// <summary>The database of one node or actor under test.</summary>
/// <param name="Name">What its server calls it.</param>
/// <param name="Engine">How to reach it.</param>
/// <param name="Settings">How a profile names it, as <c>path=value</c>.</param>
/// <param name="Drop">Removes it.</param>
public sealed record OwnDatabase(string Name, DatabaseEngine Engine, IReadOnlyList<string> Settings, Action Drop);
