using System.Data.Common;
using System.Text.Json;
using Dapper;
using IheNode.Platform;
using NLog;

namespace IheNode.Repository;

/// <summary>
/// The documents and what is known of them. The order of every step is chosen so that a crash leaves either no trace or a staged row that the
/// sweeper finds: a content is linked after its row is committed, and removed before its row is.
/// </summary>
internal sealed class DocumentStore(Database database, DocumentFiles files, TimeProvider clock)
{
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");
    private readonly ContentLocks _locks = new();
    private readonly HashSet<Staging> _active = [];

    /// <summary>Begins a submission.</summary>
    public Staging Begin()
    {
        var staging = new Staging(files, ended =>
        {
            lock (_active) _active.Remove(ended);
        });
        lock (_active) _active.Add(staging);
        return staging;
    }

    /// <summary>Whether a submission is under way to which the row or the file belongs.</summary>
    public bool IsActive(string submissionOrFile)
    {
        lock (_active) return _active.Any(staging => staging.Id == submissionOrFile || staging.Owns(submissionOrFile));
    }

    /// <summary>The uniqueIds among these under which another content is stored already, be it kept or staged.</summary>
    public Task<IReadOnlyList<string>> ConflictsAsync(Staging staging, CancellationToken cancellation) =>
        Guarded(() => database.ReadAsync(async connection => Conflicts(staging, await ContentsAsync(connection, null, UniqueIds(staging)).ConfigureAwait(false)), cancellation));

    /// <summary>Makes the documents durable and retrievable, or, when uniqueIds conflict, does nothing and names those.</summary>
    /// <exception cref="StorageException">The disk or the database fails; nothing was kept.</exception>
    public async Task<IReadOnlyList<string>> StageAsync(Staging staging, CancellationToken cancellation)
    {
        if (staging.Documents.Count == 0) return [];
        using var held = await _locks.EnterAsync(staging.Documents.Select(d => d.Received.Sha256), cancellation).ConfigureAwait(false);
        var conflicts = await Guarded(() => database.WriteAsync(async (connection, transaction) =>
        {
            var known = await ContentsAsync(connection, transaction, UniqueIds(staging)).ConfigureAwait(false);
            var found = Conflicts(staging, known);
            if (found.Count == 0) await InsertAsync(connection, transaction, staging, known).ConfigureAwait(false);
            return found;
        }, cancellation)).ConfigureAwait(false);
        if (conflicts.Count > 0) return conflicts;

        try
        {
            files.Link(staging.Documents.Select(d => d.Received));
        }
        catch (Exception failure) when (StorageException.IsStorage(failure))
        {
            held.Dispose();
            await SettleAsync(staging, () => DiscardAsync(staging.Id, UniqueIds(staging))).ConfigureAwait(false);
            throw StorageException.From(failure);
        }

        return [];
    }

    /// <summary>Makes a registered submission final. A failure only leaves work to the sweeper: the documents are durable and retrievable already.</summary>
    public Task KeepAsync(Staging staging) => SettleAsync(staging, () => KeepAsync(staging.Id, UniqueIds(staging)));

    /// <summary>Removes what a refused submission staged. A failure only leaves work to the sweeper.</summary>
    public Task DiscardAsync(Staging staging) => SettleAsync(staging, () => DiscardAsync(staging.Id, UniqueIds(staging)));

    /// <summary>Makes rows final; a row beside a final one of the same document is not needed and goes.</summary>
    public Task KeepAsync(string submission, IReadOnlyList<string> uniqueIds) => database.WriteAsync(async (connection, transaction) =>
    {
        await ContentsAsync(connection, transaction, uniqueIds).ConfigureAwait(false);
        return await connection.ExecuteAsync(
            """
            UPDATE repository_document SET kept = 1
            WHERE unique_id = @uniqueId AND submission = @submission
              AND NOT EXISTS (SELECT 1 FROM repository_document other WHERE other.unique_id = @uniqueId AND other.kept = 1);
            DELETE FROM repository_document WHERE unique_id = @uniqueId AND submission = @submission AND kept = 0
            """,
            uniqueIds.Select(uniqueId => new { submission, uniqueId }), transaction).ConfigureAwait(false);
    }, CancellationToken.None);

    /// <summary>Removes rows that are not final, and their contents unless another row names them.</summary>
    public async Task DiscardAsync(string submission, IReadOnlyList<string> uniqueIds)
    {
        foreach (var uniqueId in uniqueIds)
        {
            var sha256 = await database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<string>(
                "SELECT sha256 FROM repository_document WHERE unique_id = @uniqueId AND submission = @submission AND kept = 0",
                new { submission, uniqueId }), CancellationToken.None).ConfigureAwait(false);
            if (sha256 is null) continue;
            using var held = await _locks.EnterAsync([sha256], CancellationToken.None).ConfigureAwait(false);
            await database.WriteAsync(async (connection, transaction) =>
            {
                await ContentsAsync(connection, transaction, [uniqueId]).ConfigureAwait(false);
                await connection.ExecuteAsync(
                    """
                    DELETE FROM repository_document WHERE unique_id = @uniqueId AND submission = @submission AND kept = 0;
                    DELETE FROM repository_unique_id
                    WHERE unique_id = @uniqueId AND NOT EXISTS (SELECT 1 FROM repository_document WHERE unique_id = @uniqueId)
                    """,
                    new { submission, uniqueId }, transaction).ConfigureAwait(false);
                var others = await connection.ExecuteScalarAsync<long>(
                    "SELECT count(*) FROM repository_document WHERE sha256 = @sha256", new { sha256 }, transaction).ConfigureAwait(false);
                if (others == 0) files.Delete(sha256);
                return others;
            }, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>The documents with these uniqueIds; a staged one counts, since it must be retrievable before it is registered.</summary>
    public Task<IReadOnlyDictionary<string, StoredDocument>> FindAsync(IReadOnlyCollection<string> uniqueIds, CancellationToken cancellation) =>
        Guarded(() => database.ReadAsync<IReadOnlyDictionary<string, StoredDocument>>(async connection =>
        {
            var rows = await connection.QueryAsync<StoredDocument>(
                $"SELECT {Columns} FROM repository_document WHERE unique_id IN (SELECT v.value FROM {database.Dialect.Values("@uniqueIds", "v")})",
                new { uniqueIds = JsonSerializer.Serialize(uniqueIds) }).ConfigureAwait(false);
            return rows.GroupBy(row => row.UniqueId).ToDictionary(rows => rows.Key, rows => rows.MaxBy(row => row.Kept)!);
        }, cancellation));

    /// <summary>The rows that have waited for the registry's word since before this time.</summary>
    public Task<IReadOnlyList<StoredDocument>> StagedBeforeAsync(DateTimeOffset time, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<StoredDocument>>(async connection => (await connection.QueryAsync<StoredDocument>(
            $"SELECT {Columns} FROM repository_document WHERE kept = 0 AND staged_at <= @time ORDER BY staged_at",
            new { time = time.ToUnixTimeMilliseconds() }).ConfigureAwait(false)).AsList(), cancellation);

    /// <summary>Octets of a content on disk, or null when it is not there.</summary>
    public long? SizeOf(StoredDocument document) => files.SizeOf(document.Sha256);

    /// <summary>Opens a document; its bytes are verified while they are read.</summary>
    public Stream Open(StoredDocument document) => files.Open(document.Sha256, document.Size);

    private const string Columns =
        "unique_id AS UniqueId, submission AS Submission, sha256 AS Sha256, sha1 AS Sha1, size AS Size, mime_type AS MimeType, kept AS Kept";

    private static IReadOnlyList<string> UniqueIds(Staging staging) => [.. staging.Documents.Select(document => document.UniqueId)];

    private static IReadOnlyList<string> Conflicts(Staging staging, Dictionary<string, string> known) =>
        [.. from document in staging.Documents
            where known.TryGetValue(document.UniqueId, out var sha256) && sha256 != document.Received.Sha256
            select document.UniqueId];

    // The contents under unique ids. Within a write nobody else changes them until it ends; all hold them in ascending order, so that no two wait for each other.
    private async Task<Dictionary<string, string>> ContentsAsync(DbConnection connection, DbTransaction? transaction, IReadOnlyList<string> uniqueIds)
    {
        const string columns = "unique_id, sha256", table = "repository_unique_id";
        var asked = $"unique_id IN (SELECT v.value FROM {database.Dialect.Values("@uniqueIds", "v")})";
        var sql = transaction is null ? $"SELECT {columns} FROM {table} WHERE {asked}" : database.Dialect.SelectForUpdate(columns, table, $"{asked} ORDER BY unique_id");
        var rows = await connection.QueryAsync<(string UniqueId, string Sha256)>(
            sql, new { uniqueIds = JsonSerializer.Serialize(uniqueIds) }, transaction).ConfigureAwait(false);
        return rows.ToDictionary(row => row.UniqueId, row => row.Sha256);
    }

    // Of two who bring a unique id at the same time one loses its insert to the other, and is run again.
    private async Task InsertAsync(DbConnection connection, DbTransaction transaction, Staging staging, Dictionary<string, string> known)
    {
        await connection.ExecuteAsync(
            "INSERT INTO repository_unique_id (unique_id, sha256) VALUES (@UniqueId, @Sha256)",
            staging.Documents.Where(document => !known.ContainsKey(document.UniqueId)).DistinctBy(document => document.UniqueId)
                .OrderBy(document => document.UniqueId, StringComparer.Ordinal).Select(document => new { document.UniqueId, document.Received.Sha256 }),
            transaction).ConfigureAwait(false);
        await connection.ExecuteAsync(
            """
            INSERT INTO repository_document (unique_id, submission, sha256, sha1, size, mime_type, staged_at)
            VALUES (@UniqueId, @Id, @Sha256, @Sha1, @Size, @MimeType, @now)
            """,
            staging.Documents.Select(document => new
            {
                document.UniqueId,
                staging.Id,
                document.Received.Sha256,
                document.Received.Sha1,
                document.Received.Size,
                document.MimeType,
                now = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            }), transaction).ConfigureAwait(false);
    }

    private static async Task SettleAsync(Staging staging, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception failure) when (StorageException.IsStorage(failure))
        {
            Log.Warn(failure, "Submission {Submission} cannot be settled now and is left to the sweeper.", staging.Id);
        }
    }

    private static async Task<T> Guarded<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception failure) when (StorageException.IsStorage(failure))
        {
            throw StorageException.From(failure);
        }
    }
}
