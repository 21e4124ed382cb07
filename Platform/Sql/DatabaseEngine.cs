using System.Data.Common;
using DbUp.Builder;

namespace IheNode.Platform;

/// <summary>One kind of database: how to connect, how to migrate, how many may use it at a time, and what it says when a write lost to another.</summary>
public abstract class DatabaseEngine
{
    /// <summary>Folder of its migration scripts: <c>Migrations/&lt;Name&gt;/0001_….sql</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Its words of SQL.</summary>
    public abstract Dialect Dialect { get; }

    /// <summary>How many transactions may write at a time; further writers wait in the process.</summary>
    public abstract int WriteLanes { get; }

    /// <summary>How many writes may share a commit.</summary>
    public virtual int LargestGroup => 64;

    /// <summary>How many may read at a time; further readers wait in the process.</summary>
    public abstract int ReadLanes { get; }

    /// <summary>Opens a connection that may read and write; <see cref="Database"/> keeps it open and uses it again.</summary>
    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellation);

    /// <summary>Begins a transaction in which every statement sees the same state; it takes no lock that a writer would wait for.</summary>
    public abstract Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>
    /// Lets a cancellation end what runs on a connection until the result is disposed of; null where the commands, told of the cancellation, end by themselves.
    /// </summary>
    public virtual IDisposable? Interrupt(DbConnection connection, CancellationToken cancellation) => null;

    /// <summary>Points DbUp at the database.</summary>
    public abstract UpgradeEngineBuilder Upgrade();

    /// <summary>Whether the database refused a write because of another one at the same time, so that nothing was written and the write may be tried again.</summary>
    public abstract bool IsConflict(Exception failure);
}
