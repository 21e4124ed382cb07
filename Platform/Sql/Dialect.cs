using System.Data.Common;
using DbUp.Builder;

namespace IheNode.Platform;

/// <summary>What differs between databases: how to connect, how to migrate, and the few words of SQL that are not shared.</summary>
public abstract class Dialect
{
    /// <summary>Folder of its migration scripts: <c>Migrations/&lt;Name&gt;/0001_….sql</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Opens a connection that may read and write; <see cref="Database"/> keeps it open and uses it again.</summary>
    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellation);

    /// <summary>Begins a transaction in which every statement sees the same state; it takes no lock that a writer would wait for.</summary>
    public abstract Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>Whether only one transaction may write at a time, so that writers queue in the process and not in the database.</summary>
    public abstract bool SingleWriter { get; }

    /// <summary>Points DbUp at the database.</summary>
    public abstract UpgradeEngineBuilder Upgrade();

    /// <summary>A table expression named <paramref name="alias"/> whose column <c>value</c> holds the items of a JSON array (a column or a parameter).</summary>
    public abstract string Values(string json, string alias);

    /// <summary>A condition by which a text matches a pattern that <see cref="LikePattern"/> made; letter case counts.</summary>
    public abstract string Like(string text, string pattern);

    /// <summary>Turns an SQL LIKE pattern (<c>%</c> any run, <c>_</c> one character, no escape) into this database's form.</summary>
    public abstract string LikePattern(string pattern);
}
