using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>A kind of database on which a spec runs; each node or actor under test gets one of its own.</summary>
public abstract class TestDatabase
{
    /// <summary>The embedded database, a file in the data folder.</summary>
    public static TestDatabase Sqlite { get; } = new Files();

    /// <summary>The database that belongs to a data folder: made when first asked for, found again after a restart.</summary>
    public abstract OwnDatabase Of(string folder);

    private sealed class Files : TestDatabase
    {
        public override OwnDatabase Of(string folder) => new(new Sqlite(Path.Combine(folder, "node.db")), [], () => { });

        public override string ToString() => "SQLite";
    }
}

/// <summary>The database of one node or actor under test.</summary>
/// <param name="Engine">How to reach it.</param>
/// <param name="Settings">How a profile names it, as <c>path=value</c>.</param>
/// <param name="Drop">Removes it.</param>
public sealed record OwnDatabase(DatabaseEngine Engine, IReadOnlyList<string> Settings, Action Drop);
