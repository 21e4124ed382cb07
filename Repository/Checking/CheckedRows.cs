using System.Globalization;
using System.Text.Json;
using Dapper;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>A row of a document, as a check reads it.</summary>
internal sealed record CheckedDocument
{
    public required string UniqueId { get; init; }

    public required string Submission { get; init; }

    public required string Sha256 { get; init; }

    public required string Sha1 { get; init; }

    public required long Size { get; init; }

    public required long Kept { get; init; }

    /// <summary>SHA-256 that belongs to its uniqueId; null where the uniqueId is not known.</summary>
    public string? Known { get; init; }

    /// <summary>1 = its content has a row.</summary>
    public required long HasContent { get; init; }

    /// <summary>For people.</summary>
    public string Subject => $"Document {UniqueId}";
}

/// <summary>Reads the tables of a repository page by page, and puts rows right.</summary>
internal sealed class CheckedRows(Database database)
{
    private const int Contents = 64, Documents = 200;

    private const string Document =
        """
        SELECT d.unique_id AS UniqueId, d.submission AS Submission, d.sha256 AS Sha256, d.sha1 AS Sha1, d.size AS Size, d.kept AS Kept, u.sha256 AS Known,
          (SELECT count(*) FROM repository_content c WHERE c.sha256 = d.sha256) AS HasContent
        FROM repository_document d LEFT JOIN repository_unique_id u ON u.unique_id = d.unique_id
        """;

    /// <summary>Octets of all documents that are stored.</summary>
    public Task<long> TotalAsync(CancellationToken cancellation) => database.ReadAsync(
        async connection => (long)await connection.ExecuteScalarAsync<decimal>("SELECT coalesce(sum(size), 0) FROM repository_content").ConfigureAwait(false), cancellation);

    /// <summary>The contents after one, in the order of their addresses, with the bytes of those that lie in their row.</summary>
    public Task<List<StoredContent>> ContentsAfterAsync(string sha256, CancellationToken cancellation) => ListAsync<StoredContent>(
        $"""
        SELECT sha256 AS Sha256, size AS Size, checksum AS Checksum, stored_size AS StoredSize, sealed AS Sealed, place AS Place, bytes AS Bytes
        FROM repository_content WHERE sha256 > @sha256 ORDER BY sha256 {Limit(Contents)}
        """, new { sha256 }, cancellation);

    /// <summary>The documents whose contents these are.</summary>
    public Task<List<CheckedDocument>> DocumentsOfAsync(IEnumerable<string> sha256, CancellationToken cancellation) => ListAsync<CheckedDocument>(
        $"{Document} WHERE d.sha256 IN (SELECT v.value FROM {Values} )", Wanted(sha256), cancellation);

    /// <summary>The documents after one, in the order of their uniqueIds.</summary>
    public Task<List<CheckedDocument>> DocumentsAfterAsync(string uniqueId, string submission, CancellationToken cancellation) => ListAsync<CheckedDocument>(
        $"""
        {Document} WHERE d.unique_id > @uniqueId OR (d.unique_id = @uniqueId AND d.submission > @submission)
        ORDER BY d.unique_id, d.submission {Limit(Documents)}
        """, new { uniqueId, submission }, cancellation);

    /// <summary>Which of these uniqueIds have a document, and when those that have none lost it.</summary>
    public async Task<Dictionary<string, (bool IsStored, long? RemovedAt)>> StoredAsync(IEnumerable<string> uniqueIds, CancellationToken cancellation) =>
        (await ListAsync<(string UniqueId, long Rows, long? RemovedAt)>(
            $"""
            SELECT u.unique_id, (SELECT count(*) FROM repository_document d WHERE d.unique_id = u.unique_id), u.removed_at
            FROM repository_unique_id u WHERE u.unique_id IN (SELECT v.value FROM {Values})
            """, Wanted(uniqueIds), cancellation).ConfigureAwait(false)).ToDictionary(row => row.UniqueId, row => (row.Rows > 0, row.RemovedAt));

    /// <summary>Those of these contents that rows say lie, or are still to go from, a place.</summary>
    public async Task<HashSet<string>> PlacedAsync(IEnumerable<string> sha256, string place, CancellationToken cancellation)
    {
        var values = Wanted(sha256);
        values.Add("place", place);
        return [.. await ListAsync<string>(
            $"""
            SELECT c.sha256 FROM repository_content c WHERE c.place = @place AND c.sha256 IN (SELECT v.value FROM {Values})
            UNION SELECT l.sha256 FROM repository_leftover l WHERE l.place = @place AND l.sha256 IN (SELECT v.value FROM {Values})
            """, values, cancellation).ConfigureAwait(false)];
    }

    /// <summary>The uniqueIds that belong to no document and were not removed.</summary>
    public Task<List<string>> StrayUniqueIdsAsync(CancellationToken cancellation) => ListAsync<string>(
        """
        SELECT u.unique_id FROM repository_unique_id u
        WHERE u.removed_at IS NULL AND NOT EXISTS (SELECT 1 FROM repository_document d WHERE d.unique_id = u.unique_id)
        """, null, cancellation);

    /// <summary>Puts rows right.</summary>
    public Task WriteAsync(string sql, object values, CancellationToken cancellation) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(sql, values, transaction), cancellation);

    private string Values => database.Dialect.Values("@wanted", "v");

    private string Limit(int rows) => database.Dialect.Limit(rows.ToString(CultureInfo.InvariantCulture));

    private static DynamicParameters Wanted(IEnumerable<string> values)
    {
        var parameters = new DynamicParameters();
        parameters.Add("wanted", JsonSerializer.Serialize(values));
        return parameters;
    }

    private Task<List<T>> ListAsync<T>(string sql, object? values, CancellationToken cancellation) => database.ReadAsync(
        async connection => (await connection.QueryAsync<T>(sql, values).ConfigureAwait(false)).AsList(), cancellation);
}
