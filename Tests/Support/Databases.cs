using System.Collections;

namespace IheNode.Tests;

/// <summary>The databases on which store specs run: <c>[TestFixtureSource(typeof(Databases))]</c> on a fixture that takes a <see cref="TestDatabase"/>.</summary>
internal sealed class Databases : IEnumerable
{
    /// <inheritdoc/>
    public IEnumerator GetEnumerator()
    {
        yield return TestDatabase.Sqlite;
        if (PostgreSqlCluster.Binaries is not null) yield return TestDatabase.PostgreSql;
        if (TestDatabase.SqlServer is { } borrowed) yield return borrowed;
    }
}
