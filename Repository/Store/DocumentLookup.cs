using System.Data.Common;
using System.Numerics;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>
/// Finds documents by uniqueId, by statements that stay prepared. The octets of rows come along as far as an answer holds them in memory, spread over all that
/// it asks for; longer ones are read when they are opened.
/// </summary>
internal static class DocumentLookup
{
    private static readonly RepeatedStatement[] Statements = [.. Enumerable.Range(0, 32).Select(power => new RepeatedStatement(
        $"""
        SELECT d.unique_id, d.submission, d.sha256, d.sha1, d.size, d.mime_type, d.kept, c.place, c.stored_size, c.sealed, c.checksum,
          CASE WHEN c.place = 'row' AND c.stored_size <= {ProvenDocuments.InMemory >> power} THEN c.bytes END
        FROM repository_document d JOIN repository_content c ON c.sha256 = d.sha256 WHERE d.unique_id IN (
        """, "@key", ")"))];

    /// <summary>The documents that are there, each once: a final row stands for the others of its uniqueId.</summary>
    public static async Task<IReadOnlyDictionary<string, StoredDocument>> FindAsync(DbConnection connection, IReadOnlyCollection<string> uniqueIds)
    {
        var found = new Dictionary<string, StoredDocument>(StringComparer.Ordinal);
        var statement = Statements[BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, uniqueIds.Count)))];
        var batch = new StatementBatch(connection, null);
        foreach (var uniqueId in uniqueIds)
        {
            batch.Find(statement, uniqueId, row =>
            {
                if (!found.TryGetValue(uniqueId, out var known) || known.Kept == 0) found[uniqueId] = Read(row);
            });
        }

        await batch.RunAsync().ConfigureAwait(false);
        return found;
    }

    private static StoredDocument Read(DbDataReader row) => new()
    {
        UniqueId = row.GetString(0),
        Submission = row.GetString(1),
        Sha256 = row.GetString(2),
        Sha1 = row.GetString(3),
        Size = row.GetInt64(4),
        MimeType = row.GetString(5),
        Kept = row.GetInt64(6),
        Place = row.GetString(7),
        StoredSize = row.GetInt64(8),
        Sealed = row.GetInt64(9),
        Checksum = row.IsDBNull(10) ? null : row.GetFieldValue<byte[]>(10),
        Bytes = row.IsDBNull(11) ? null : row.GetFieldValue<byte[]>(11),
    };
}
