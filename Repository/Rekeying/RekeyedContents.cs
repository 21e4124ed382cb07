using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>Gives contents the encryption of the current key, a page at a time.</summary>
internal sealed class RekeyedContents : IDisposable
{
    private readonly Database _database;
    private readonly KeyRing _keys;
    private readonly Sealer _sealer;
    private readonly StoredForm _form;
    private readonly Incoming _incoming;
    private readonly ContentPlaces _places;

    public RekeyedContents(Database database, NodeProfile profile, string dataFolder, KeyRing keys)
    {
        (_database, _keys) = (database, keys);
        _sealer = new(keys, profile.Documents.Compress);
        _form = new(keys);
        var root = Path.Combine(dataFolder, "documents");
        // What lies in a place stays there, however small: so nothing is received into memory.
        _incoming = new(root, long.MaxValue, rowBytes: -1, _sealer);
        _places = ContentPlaces.Of(profile.Documents, root, TimeProvider.System);
    }

    /// <summary>Works on a page of contents.</summary>
    /// <returns>How many were changed, and how many could not be opened.</returns>
    public async Task<(int Changed, int Failed)> RekeyAsync(IReadOnlyList<StoredContent> page, Action<string> tell, CancellationToken cancellation)
    {
        var changed = new List<ReceivedDocument>();
        var failed = 0;
        try
        {
            foreach (var content in page)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    var received = content.Place == ContentPlaces.Row
                        ? await RowAsync(content, cancellation).ConfigureAwait(false)
                        : await PlacedAsync(content, cancellation).ConfigureAwait(false);
                    if (received is not null) changed.Add(received);
                }
                catch (DamagedDocumentException damage)
                {
                    failed++;
                    tell(damage.Message);
                }
            }
        }
        finally
        {
            // Also when it is ended or fails: rows are to tell of the form that is in the places.
            if (changed.Count > 0) await WriteAsync(changed, page.ToDictionary(content => content.Sha256, content => content.Place)).ConfigureAwait(false);
        }

        return (changed.Count, failed);
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async Task<ReceivedDocument?> RowAsync(StoredContent content, CancellationToken cancellation)
    {
        var bytes = content.Bytes ?? throw DamagedDocumentException.Of(content.Sha256);
        if (IsDone(content.Sealed == 1 ? SealHeader.TryRead(bytes) : null)) return null;
        using var plain = new MemoryStream();
        var stream = await _form.OpenAsync(content, new MemoryStream(bytes), bytes.Length, cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false)) await stream.CopyToAsync(plain, cancellation).ConfigureAwait(false);
        return _incoming.InMemory(plain.GetBuffer().AsSpan(0, (int)plain.Length));
    }

    private async Task<ReceivedDocument?> PlacedAsync(StoredContent content, CancellationToken cancellation)
    {
        var place = _places[content.Place];
        var size = await place.SizeOfAsync(content.Sha256, cancellation).ConfigureAwait(false) ?? throw DamagedDocumentException.Of(content.Sha256);
        var isSealed = size == content.StoredSize ? content.Sealed == 1 : size != content.Size;
        if (IsDone(isSealed ? await HeaderAsync(place, content.Sha256, cancellation).ConfigureAwait(false) : null)) return null;
        var file = _incoming.NewFile();
        try
        {
            var stored = await place.OpenAsync(content.Sha256, cancellation).ConfigureAwait(false);
            var plain = await _form.OpenAsync(content, stored, size, cancellation).ConfigureAwait(false);
            ReceivedDocument received;
            await using (plain.ConfigureAwait(false)) received = await _incoming.ReceiveAsync(plain, file, cancellation).ConfigureAwait(false);
            if (received.Sha256 != content.Sha256) throw DamagedDocumentException.Of(content.Sha256);
            Incoming.Flush(file);
            // From here on it is not ended in between: place and row are to tell of the same form.
            await place.PutAsync([received], CancellationToken.None).ConfigureAwait(false);
            return received;
        }
        finally
        {
            Incoming.TryDelete(file);
        }
    }

    private bool IsDone(SealHeader? header) => header?.KeyId == _keys.Current?.Id;

    private static async Task<SealHeader?> HeaderAsync(ContentPlace place, string sha256, CancellationToken cancellation)
    {
        var stored = await place.OpenAsync(sha256, cancellation).ConfigureAwait(false);
        await using var _ = stored.ConfigureAwait(false);
        var octets = new byte[SealHeader.Longest];
        var count = await stored.ReadAtLeastAsync(octets, octets.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        return SealHeader.TryRead(octets.AsSpan(0, count));
    }

    private Task<bool> WriteAsync(List<ReceivedDocument> changed, Dictionary<string, string> places) => _database.WriteAsync(async (connection, transaction) =>
    {
        var batch = new StatementBatch(connection, transaction);
        foreach (var content in changed)
            batch.Write(
                DocumentStatements.UpdateContent, content.Checksum, content.StoredSize, content.IsSealed ? 1 : 0, places[content.Sha256], content.Bytes, content.Sha256);
        await batch.RunAsync().ConfigureAwait(false);
        return true;
    }, CancellationToken.None);
}
