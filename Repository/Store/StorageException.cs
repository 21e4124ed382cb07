using System.Data.Common;
using IheNode.Core;
using Microsoft.Data.Sqlite;

namespace IheNode.Repository;

/// <summary>The store cannot take or give a document; it carries what the requester is told.</summary>
internal sealed class StorageException(XdsError error, Exception? inner = null) : Exception(error.CodeContext, inner)
{
    private const int Enospc = 28, Edquot = 122, Efbig = 27, Emfile = 24, Enfile = 23, SqliteFull = 13;
    private const string PostgreSqlDiskFull = "53100";
    private const int WindowsDiskFull = unchecked((int)0x80070070), WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>What the requester is told.</summary>
    public XdsError Error { get; } = error;

    /// <summary>Whether the exception comes from the disk or the database, and not from the sender's stream or a fault of ours.</summary>
    public static bool IsStorage(Exception exception) => exception is IOException or UnauthorizedAccessException or DbException;

    /// <summary>XDSRepositoryOutOfResources for a full disk or too many open files, else XDSRepositoryError.</summary>
    public static StorageException From(Exception exception) => new(IsOutOfResources(exception)
        ? new(XdsErrorCode.RepositoryOutOfResources, "The repository has no room for the documents of this submission; nothing of it was kept.")
        : new(XdsErrorCode.RepositoryError, "The repository could not write the documents of this submission; nothing of it was kept."), exception);

    private static bool IsOutOfResources(Exception exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == SqliteFull,
        DbException { SqlState: PostgreSqlDiskFull } => true,
        IOException io => io.HResult is Enospc or Edquot or Efbig or Emfile or Enfile or WindowsDiskFull or WindowsHandleDiskFull,
        _ => false,
    };
}
