using System.Text.Json;
using Dapper;
using IheNode.Platform;
using NLog;

namespace IheNode.Repository;

/// <summary>
/// The documents and what is known of them. The order of every step is chosen so that a crash leaves either no trace or a staged row that the
/// sweeper finds: a large content is put into its place after its row is committed, and removed after its row went, which notes it (<see cref="Leftovers"/>);
/// a small one is a part of its row.
/// </summary>
internal sealed class DocumentStore(
    Database database, ContentPlaces places, Incoming incoming, StoredForm form, Leftovers leftovers, ContentLocks locks, TimeProvider clock)
{
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");
    private readonly DocumentStatements _statements = new(database.Dialect);
    private readonly ContentPlacement _placement = new(database, places);
    private readonly HashSet<Staging> _active = [];

    /// <summary>Begins a submission.</summary>
    public Staging Begin()
    {
        var staging = new Staging(incoming, ended =>
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
        Guarded(() => database.ReadAsync<IReadOnlyList<string>>(async connection =>
        {
            var batch = new StatementBatch(connection, null);
            var conflicts = new List<string>();
            foreach (var document in staging.Documents)
            {
                batch.Find(DocumentStatements.SeeUniqueIds, document.UniqueId, row =>
                {
                    if (row.GetString(1) != document.Received.Sha256) conflicts.Add(document.UniqueId);
                });
            }

            await batch.RunAsync().ConfigureAwait(false);
            return conflicts;
        }, cancellation));

    /// <summary>Makes the documents durable and retrievable, or, when uniqueIds conflict, does nothing and names those.</summary>
    /// <exception cref="StorageException">The disk or the database fails; nothing was kept.</exception>
    public async Task<IReadOnlyList<string>> StageAsync(Staging staging, IReadOnlyList<StagedDocument> documents, CancellationToken cancellation)
    {
        if (documents.Count == 0) return [];
        using var held = await locks.EnterAsync(documents.Select(d => d.Received.Sha256), cancellation).ConfigureAwait(false);
        var rows = new DocumentRows(_statements, staging.Id, documents, places.Current.Name);
        // The bytes become durable while the rows do.
        var flush = Task.Run(() => ContentPlacement.Flush(documents), CancellationToken.None);
        try
        {
            var conflicts = await Guarded(() => WriteAsync(rows, kept: false, cancellation)).ConfigureAwait(false);
            if (conflicts.Count > 0) return conflicts;
        }
        finally
        {
            // Files must not go while they are being flushed; what the flush says counts below.
            await flush.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        }

        Steps.Tell(Steps.Staged, staging.Id);
        try
        {
            await flush.ConfigureAwait(false);
            await _placement.PutAsync(documents, rows, cancellation).ConfigureAwait(false);
            foreach (var (sha256, place) in rows.Moved) await leftovers.FinishAsync(sha256, place).ConfigureAwait(false);
        }
        catch (Exception failure) when (StorageException.IsStorage(failure) || failure is OperationCanceledException)
        {
            held.Dispose();
            await DiscardAsync(staging, documents).ConfigureAwait(false);
            if (failure is OperationCanceledException) throw;
            throw StorageException.From(failure);
        }

        Steps.Tell(Steps.Placed, staging.Id);
        return [];
    }

    /// <summary>Stores small documents whose registration stands already, or, when uniqueIds conflict, does nothing and names those.</summary>
    /// <exception cref="StorageException">The database fails; nothing was kept.</exception>
    public Task<IReadOnlyList<string>> AddAsync(Staging staging, IReadOnlyList<StagedDocument> documents) => documents.Count == 0
        ? Task.FromResult<IReadOnlyList<string>>([])
        : Guarded(() => WriteAsync(new DocumentRows(_statements, staging.Id, documents, ContentPlaces.Row), kept: true, CancellationToken.None));

    /// <summary>What a submission writes in the transaction of its registration; its large documents are staged before.</summary>
    public JointDocuments Join(Staging staging)
    {
        var documents = staging.Documents.ToLookup(document => document.Received.File is null);
        return new(_statements, staging, [.. documents[true]], [.. documents[false]], clock);
    }

    /// <summary>Removes copies that are not needed since a registration was committed.</summary>
    public async Task TidyAsync(JointDocuments documents)
    {
        foreach (var (sha256, place) in documents.Moved)
        {
            using var held = await locks.EnterAsync([sha256], CancellationToken.None).ConfigureAwait(false);
            await leftovers.FinishAsync(sha256, place).ConfigureAwait(false);
        }
    }

    /// <summary>Makes a registered submission final. A failure only leaves work to the sweeper: the documents are durable and retrievable already.</summary>
    public Task KeepAsync(Staging staging) => SettleAsync(staging, () => KeepAsync(staging.Id, [.. staging.Documents.Select(document => document.UniqueId)]));

    /// <summary>Removes what a refused submission staged. A failure only leaves work to the sweeper.</summary>
    public Task DiscardAsync(Staging staging, IReadOnlyList<StagedDocument> documents) =>
        SettleAsync(staging, () => DiscardAsync(staging.Id, [.. documents.Select(document => document.UniqueId)]));

    /// <summary>Makes rows final; a row beside a final one of the same document is not needed and goes.</summary>
    public Task KeepAsync(string submission, IReadOnlyList<string> uniqueIds) => database.WriteAsync(async (connection, transaction) =>
    {
        var batch = new StatementBatch(connection, transaction);
        foreach (var uniqueId in uniqueIds) batch.Find(_statements.HoldUniqueIds, uniqueId, _ => { });
        await batch.RunAsync().ConfigureAwait(false);
        batch = new(connection, transaction);
        foreach (var uniqueId in uniqueIds)
        {
            batch.Write(DocumentStatements.Keep, uniqueId, submission);
            batch.Write(DocumentStatements.Drop, uniqueId, submission);
        }

        await batch.RunAsync().ConfigureAwait(false);
        return true;
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
            using var held = await locks.EnterAsync([sha256], CancellationToken.None).ConfigureAwait(false);
            var unnamed = await database.WriteAsync(async (connection, transaction) =>
            {
                var batch = new StatementBatch(connection, transaction);
                batch.Find(_statements.HoldUniqueIds, uniqueId, _ => { });
                batch.Find(_statements.HoldContents, sha256, _ => { });
                await batch.RunAsync().ConfigureAwait(false);
                string? place = null;
                batch = new(connection, transaction);
                batch.Write(DocumentStatements.Drop, uniqueId, submission);
                batch.Write(DocumentStatements.FreeUniqueId, uniqueId);
                batch.Read(DocumentStatements.Unnamed, row => place = row.GetString(0), sha256);
                await batch.RunAsync().ConfigureAwait(false);
                if (place is null) return null;
                batch = new(connection, transaction);
                batch.Write(DocumentStatements.DropContent, sha256);
                Leftovers.Note(batch, sha256, place);
                await batch.RunAsync().ConfigureAwait(false);
                return place;
            }, CancellationToken.None).ConfigureAwait(false);
            if (unnamed is not null) await leftovers.FinishAsync(sha256, unnamed).ConfigureAwait(false);
        }
    }

    /// <summary>The documents with these uniqueIds; a staged one counts, since it must be retrievable before it is registered.</summary>
    public Task<IReadOnlyDictionary<string, StoredDocument>> FindAsync(IReadOnlyCollection<string> uniqueIds, CancellationToken cancellation) =>
        Guarded(() => database.ReadAsync(connection => DocumentLookup.FindAsync(connection, uniqueIds), cancellation));

    /// <summary>The rows that have waited for the registry's word since before this time.</summary>
    public Task<IReadOnlyList<StoredDocument>> StagedBeforeAsync(DateTimeOffset time, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<StoredDocument>>(async connection => (await connection.QueryAsync<StoredDocument>(
            $"SELECT {Columns} {From} WHERE d.kept = 0 AND d.staged_at <= @time ORDER BY d.staged_at",
            new { time = time.ToUnixTimeMilliseconds() }).ConfigureAwait(false)).AsList(), cancellation);

    /// <summary>Octets of a content's stored form where it lies, or null when it is not there.</summary>
    public async Task<long?> SizeOfAsync(StoredDocument document, CancellationToken cancellation) => document.Place == ContentPlaces.Row
        ? document.StoredSize
        : await places[document.Place].SizeOfAsync(document.Sha256, cancellation).ConfigureAwait(false);

    /// <summary>Whether the document's content lies where it costs little to read it twice.</summary>
    public bool IsReadTwice(StoredDocument document) => document.Place == ContentPlaces.Row || places[document.Place].IsReadTwice;

    /// <summary>Makes sure that a document's content is there, in whatever state.</summary>
    /// <exception cref="DamagedDocumentException">It is not there.</exception>
    public async Task<long> RequireAsync(StoredDocument document, CancellationToken cancellation) =>
        await SizeOfAsync(document, cancellation).ConfigureAwait(false) ?? throw new DamagedDocumentException($"The stored content {document.Sha256} is missing.");

    /// <summary>Opens a document; its bytes are proved while they are read.</summary>
    /// <exception cref="DamagedDocumentException">Its content is missing, has another size, or is sealed with something that does not open it.</exception>
    public async Task<Stream> OpenAsync(StoredDocument document, CancellationToken cancellation)
    {
        if (document.Place == ContentPlaces.Row)
        {
            var bytes = document.Bytes ?? await BytesAsync(document.Sha256, cancellation).ConfigureAwait(false);
            return await form.OpenAsync(document, new MemoryStream(bytes, writable: false), bytes.Length, cancellation).ConfigureAwait(false);
        }

        var size = await RequireAsync(document, cancellation).ConfigureAwait(false);
        var stored = await places[document.Place].OpenAsync(document.Sha256, cancellation).ConfigureAwait(false);
        return await form.OpenAsync(document, stored, size, cancellation).ConfigureAwait(false);
    }

    /// <summary>Opens a document that was received and is not stored yet; its bytes are proved while they are read.</summary>
    public Task<Stream> OpenAsync(ReceivedDocument received, CancellationToken cancellation) => form.OpenAsync(received, cancellation);

    private const string Columns =
        """
        d.unique_id AS UniqueId, d.submission AS Submission, d.sha256 AS Sha256, d.sha1 AS Sha1, d.size AS Size, d.mime_type AS MimeType, d.kept AS Kept,
        c.place AS Place, c.stored_size AS StoredSize, c.sealed AS Sealed, c.checksum AS Checksum
        """;

    private const string From = "FROM repository_document d JOIN repository_content c ON c.sha256 = d.sha256";

    private async Task<byte[]> BytesAsync(string sha256, CancellationToken cancellation) =>
        await database.ReadAsync(connection => connection.ExecuteScalarAsync<byte[]>(
            "SELECT bytes FROM repository_content WHERE sha256 = @sha256 AND place = 'row'", new { sha256 }), cancellation).ConfigureAwait(false)
        ?? throw new DamagedDocumentException($"The stored content {sha256} is missing.");

    private Task<IReadOnlyList<string>> WriteAsync(DocumentRows rows, bool kept, CancellationToken cancellation) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var batch = new StatementBatch(connection, transaction);
            rows.Read(batch);
            await batch.RunAsync().ConfigureAwait(false);
            if (rows.Conflicts is { Count: > 0 } conflicts) return conflicts;
            batch = new(connection, transaction);
            rows.Write(batch, kept, clock.GetUtcNow());
            await batch.RunAsync().ConfigureAwait(false);
            return [];
        }, cancellation);

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
