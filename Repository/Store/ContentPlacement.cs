using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>How large contents come into the place that their row names.</summary>
internal sealed class ContentPlacement(Database database, ContentPlaces places)
{
    /// <summary>Makes the received files durable.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public static void Flush(IReadOnlyList<StagedDocument> documents)
    {
        foreach (var file in documents.Select(document => document.Received.File).OfType<string>()) Incoming.Flush(file);
    }

    /// <summary>Puts large contents into their place, once their rows are committed.</summary>
    public async Task PutAsync(IReadOnlyList<StagedDocument> documents, DocumentRows rows, CancellationToken cancellation)
    {
        var large = documents.Select(document => document.Received).Where(content => content.File is not null).DistinctBy(content => content.Sha256);
        foreach (var contents in large.GroupBy(content => rows.Known.GetValueOrDefault(content.Sha256)?.Place ?? places.Current.Name))
        {
            if (contents.Key == ContentPlaces.Row) continue;
            var wanted = new List<ReceivedDocument>();
            foreach (var content in contents)
            {
                if (await IsWantedAsync(content, rows, cancellation).ConfigureAwait(false)) wanted.Add(content);
            }

            await places[contents.Key].PutAsync(wanted, cancellation).ConfigureAwait(false);
        }
    }

    // A copy in another form (sealed, or with another key) than its row tells could not be read, so it comes in only where no copy is, after the row was told.
    private async Task<bool> IsWantedAsync(ReceivedDocument content, DocumentRows rows, CancellationToken cancellation)
    {
        if (!rows.Known.TryGetValue(content.Sha256, out var known) || (known.StoredSize == content.StoredSize && known.IsSealed == content.IsSealed)) return true;
        if (await places[known.Place].SizeOfAsync(content.Sha256, cancellation).ConfigureAwait(false) == known.StoredSize) return false;
        await database.WriteAsync(async (connection, transaction) =>
        {
            var batch = new StatementBatch(connection, transaction);
            batch.Write(
                DocumentStatements.UpdateContent, content.Checksum, content.StoredSize, content.IsSealed ? 1 : 0, known.Place, (byte[]?)null, content.Sha256);
            await batch.RunAsync().ConfigureAwait(false);
            return true;
        }, cancellation).ConfigureAwait(false);
        return true;
    }
}
