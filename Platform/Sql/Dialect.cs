using System.Data.Common;
using DbUp.Builder;

namespace IheNode.Platform;

/// <summary>What differs between databases: how to connect, how to migrate, and the few words of SQL that are not shared.</summary>
public abstract class Dialect
{
    /// <summary>Folder of its migration scripts: <c>Migrations/&lt;Name&gt;/0001_….sql</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Opens a connection that may read.</summary>
    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellation);

    /// <summary>Whether only one transaction may write at a time, so that writers queue in the process and not in the database.</summary>
    public abstract bool SingleWriter { get; }

    /// <summary>Points DbUp at the database.</summary>
    public abstract UpgradeEngineBuilder Upgrade();
}
