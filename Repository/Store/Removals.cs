using System.Text.Json;
using Dapper;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>What became of a document that was to be removed.</summary>
internal enum RemovalOutcome
{
    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It is not there.</summary>
    Unknown,

    /// <summary>It waits for the registry's word on its submission.</summary>
    Awaited,

    /// <summary>It is kept on purpose until a time.</summary>
    Retained,
}

/// <summary>What became of a document that was to be removed.</summary>
/// <param name="Outcome">Whether it is gone.</param>
/// <param name="Time">When it was taken in, where it is retained; when it was removed before, where it is not there.</param>
internal sealed record Removal(RemovalOutcome Outcome, DateTimeOffset? Time = null);

/// <summary>
/// Removes documents for good (ITI-86). The rows go in one transaction, which notes what has to go from its place after it; a crash between the two leaves
/// work to the sweep, and nothing half visible. The uniqueId stays known, with its content's SHA-256.
/// </summary>
internal sealed class Removals(Database database, Leftovers leftovers, ContentLocks locks, TimeProvider clock)
{
    private readonly DocumentStatements _statements = new(database.Dialect);

    private static readonly Statement Rows = new("SELECT sha256, kept, staged_at FROM repository_document WHERE unique_id = @uniqueId");
    private static readonly Statement DropKept = new("DELETE FROM repository_document WHERE unique_id = @uniqueId AND kept = 1");
    private static readonly Statement Remember = new("UPDATE repository_unique_id SET removed_at = @now WHERE unique_id = @uniqueId");

    /// <summary>Removes a document that was taken in before a time, if it is there; null = whenever that was.</summary>
    /// <exception cref="StorageException">The database fails; the document is still there.</exception>
    public async Task<Removal> RemoveAsync(string uniqueId, DateTimeOffset? takenBefore, CancellationToken cancellation)
    {
        try
        {
            var sha256 = await database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<string>(
                "SELECT sha256 FROM repository_unique_id WHERE unique_id = @uniqueId", new { uniqueId }), cancellation).ConfigureAwait(false);
            if (sha256 is null) return new(RemovalOutcome.Unknown);
            using var held = await locks.EnterAsync([sha256], cancellation).ConfigureAwait(false);
            var (removal, place) = await DropAsync(uniqueId, sha256, takenBefore, cancellation).ConfigureAwait(false);
            if (place is not null) await leftovers.FinishAsync(sha256, place).ConfigureAwait(false);
            return removal;
        }
        catch (Exception failure) when (StorageException.IsStorage(failure))
        {
            throw StorageException.From(failure);
        }
    }

    /// <summary>When each of these uniqueIds lost its document, as far as they did.</summary>
    /// <exception cref="StorageException">The database fails.</exception>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> TimesAsync(IReadOnlyCollection<string> uniqueIds, CancellationToken cancellation)
    {
        if (uniqueIds.Count == 0) return new Dictionary<string, DateTimeOffset>();
        try
        {
            var rows = await database.ReadAsync(connection => connection.QueryAsync<(string UniqueId, long RemovedAt)>(
                $"""
                SELECT u.unique_id, u.removed_at FROM repository_unique_id u
                WHERE u.removed_at IS NOT NULL AND u.unique_id IN (SELECT v.value FROM {database.Dialect.Values("@uniqueIds", "v")})
                """, new { uniqueIds = JsonSerializer.Serialize(uniqueIds) }), cancellation).ConfigureAwait(false);
            return rows.ToDictionary(row => row.UniqueId, row => DateTimeOffset.FromUnixTimeMilliseconds(row.RemovedAt));
        }
        catch (Exception failure) when (StorageException.IsStorage(failure))
        {
            throw StorageException.From(failure);
        }
    }

    private Task<(Removal Removal, string? Place)> DropAsync(string uniqueId, string sha256, DateTimeOffset? takenBefore, CancellationToken cancellation) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var rows = new List<(string Sha256, bool Kept, long Taken)>();
            var batch = new StatementBatch(connection, transaction);
            batch.Find(_statements.HoldUniqueIds, uniqueId, _ => { });
            batch.Find(_statements.HoldContents, sha256, _ => { });
            await batch.RunAsync().ConfigureAwait(false);
            batch = new(connection, transaction);
            batch.Read(Rows, row => rows.Add((row.GetString(0), row.GetInt64(1) == 1, row.GetInt64(2))), uniqueId);
            await batch.RunAsync().ConfigureAwait(false);
            if (rows.Count == 0) return (new Removal(RemovalOutcome.Unknown), (string?)null);
            // Of another content only if the uniqueId was freed and taken again just now.
            if (!rows.Exists(row => row.Kept) || rows.Exists(row => row.Sha256 != sha256)) return (new(RemovalOutcome.Awaited), null);
            var taken = DateTimeOffset.FromUnixTimeMilliseconds(rows.Find(row => row.Kept).Taken);
            if (taken >= takenBefore) return (new(RemovalOutcome.Retained, taken), null);

            string? place = null;
            batch = new(connection, transaction);
            batch.Write(DropKept, uniqueId);
            batch.Write(Remember, clock.GetUtcNow().ToUnixTimeMilliseconds(), uniqueId);
            batch.Read(DocumentStatements.Unnamed, row => place = row.GetString(0), sha256);
            await batch.RunAsync().ConfigureAwait(false);
            if (place is null) return (new(RemovalOutcome.Removed), null);
            batch = new(connection, transaction);
            batch.Write(DocumentStatements.DropContent, sha256);
            Leftovers.Note(batch, sha256, place);
            await batch.RunAsync().ConfigureAwait(false);
            return (new(RemovalOutcome.Removed), place);
        }, cancellation);
}
