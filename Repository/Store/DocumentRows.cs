using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>The rows of one submission's documents, as statements of a transaction that holds what they depend on. It may be run more than once.</summary>
internal sealed class DocumentRows(DocumentStatements statements, string submission, IReadOnlyList<StagedDocument> documents, string place)
{
    private readonly Dictionary<string, string> _uniqueIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KnownContent> _contents = new(StringComparer.Ordinal);

    /// <summary>The uniqueIds under which another content is stored already, once they are read.</summary>
    public IReadOnlyList<string> Conflicts =>
        [.. from document in documents
            where _uniqueIds.TryGetValue(document.UniqueId, out var sha256) && sha256 != document.Received.Sha256
            select document.UniqueId];

    /// <summary>What was known of the contents before, once they are read.</summary>
    public IReadOnlyDictionary<string, KnownContent> Known => _contents;

    /// <summary>Contents that are in their row now and lay in this place before, when rows took less.</summary>
    public IEnumerable<(string Sha256, string Place)> Moved =>
        from content in documents.Select(document => document.Received).Where(content => content.Bytes is not null).DistinctBy(content => content.Sha256)
        let known = _contents.GetValueOrDefault(content.Sha256)
        where known is not null && known.Place != ContentPlaces.Row
        select (content.Sha256, known.Place);

    /// <summary>Holds and reads uniqueIds and contents.</summary>
    public void Read(StatementBatch batch)
    {
        _uniqueIds.Clear();
        _contents.Clear();
        foreach (var document in documents)
        {
            batch.Find(statements.HoldUniqueIds, document.UniqueId, row => _uniqueIds[row.GetString(0)] = row.GetString(1));
            batch.Find(
                statements.HoldContents, document.Received.Sha256,
                row => _contents[row.GetString(0)] = new(row.GetString(1), row.GetInt64(2), row.GetInt64(3) == 1));
        }
    }

    /// <summary>Adds the rows, final ones or such that wait for the registry's word.</summary>
    public void Write(StatementBatch batch, bool kept, DateTimeOffset now)
    {
        foreach (var document in documents.DistinctBy(document => document.UniqueId).Where(document => !_uniqueIds.ContainsKey(document.UniqueId)))
            batch.Insert(DocumentStatements.InsertUniqueId, document.UniqueId, document.Received.Sha256);
        foreach (var content in documents.Select(document => document.Received).DistinctBy(content => content.Sha256)) WriteContent(batch, content);
        foreach (var (sha256, place) in Moved) Leftovers.Note(batch, sha256, place);
        foreach (var document in documents)
        {
            var received = document.Received;
            if (kept && _uniqueIds.ContainsKey(document.UniqueId))
                batch.Write(
                    DocumentStatements.InsertUnlessKept, document.UniqueId, submission, received.Sha256, received.Sha1, received.Size, document.MimeType,
                    now.ToUnixTimeMilliseconds());
            else
                batch.Insert(
                    DocumentStatements.InsertDocument, document.UniqueId, submission, received.Sha256, received.Sha1, received.Size, document.MimeType,
                    now.ToUnixTimeMilliseconds(), kept ? 1 : 0);
        }
    }

    // Fresh bytes heal a row whose bytes the disk has damaged. Where large bytes lie stays as it is: only there are they surely whole.
    private void WriteContent(StatementBatch batch, ReceivedDocument content)
    {
        if (!_contents.ContainsKey(content.Sha256))
            batch.Insert(
                DocumentStatements.InsertContent, content.Sha256, content.Size, content.Checksum, content.StoredSize, content.IsSealed ? 1 : 0,
                content.Bytes is null ? place : ContentPlaces.Row, content.Bytes);
        else if (content.Bytes is not null)
            batch.Write(
                DocumentStatements.UpdateContent, content.Checksum, content.StoredSize, content.IsSealed ? 1 : 0, ContentPlaces.Row, content.Bytes, content.Sha256);
    }
}

/// <summary>What a content's row says of where it lies.</summary>
internal sealed record KnownContent(string Place, long StoredSize, bool IsSealed);
