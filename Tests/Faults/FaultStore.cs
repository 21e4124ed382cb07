using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>Where a node under fire keeps its rows and its documents.</summary>
/// <param name="Name">As it is chosen on the command line.</param>
/// <param name="Title">As it stands in tables.</param>
/// <param name="Database">Where rows lie.</param>
public sealed record FaultStore(string Name, string Title, TestDatabase Database)
{
    /// <summary>All that this machine can run.</summary>
    public static IReadOnlyList<FaultStore> All { get; } =
    [
        new("sqlite", "SQLite, files", TestDatabase.Sqlite),
        .. PostgreSqlCluster.Binaries is null ? (FaultStore[])[] : [new("postgresql", "PostgreSQL, files", TestDatabase.PostgreSql)],
    ];

    /// <summary>The store with this name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static FaultStore Of(string name) => All.FirstOrDefault(store => store.Name == name)
        ?? throw new ArgumentException($"There is no store {name} here; there are {string.Join(", ", All.Select(store => store.Name))}.");

    /// <summary>What a profile says of it for a data folder.</summary>
    public IReadOnlyList<string> Settings(string data) => Database.Of(data).Settings;

    /// <summary>The rows of a data folder; a node may be running on it.</summary>
    public DatabaseEngine Rows(string data) => Database == TestDatabase.Sqlite ? new Sqlite(Path.Combine(data, "node.db")) : Database.Of(data).Engine;

    /// <inheritdoc/>
    public override string ToString() => Title;
}
