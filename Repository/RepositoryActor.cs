using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>
/// The Document Repository (<c>ITI TF-1 10.1.1.4</c>): keeps small documents in rows and large ones in a place of contents, and what it knows of each in a table.
/// Its promise: a document is durable before the registry is asked, and what the registry holds is never removed but by an administrator (ITI-86).
/// </summary>
public sealed class RepositoryActor : IDisposable
{
    private readonly PermittedSources _sources;
    private readonly UploadSlots _uploads;
    private readonly ProvideAndRegisterDocumentSet _provide;
    private readonly DocumentRecipient _recipient;
    private readonly RetrieveDocumentSet _retrieve;
    private readonly RemoveDocuments _remove;
    private readonly Leftovers _leftovers;
    private readonly Sweeper _sweeper;
    private readonly FreeSpace _space;
    private readonly UsedKeys _keys;
    private readonly ContentPlaces _places;

    /// <summary>Opens the repository of a node.</summary>
    /// <param name="profile">The node's profile.</param>
    /// <param name="database">The node's database, migrated with the scripts of this assembly.</param>
    /// <param name="dataFolder">The node's <c>--data</c> folder; one process at a time may use it.</param>
    /// <param name="register">ITI-42 of the registry, here or far away.</param>
    /// <param name="storedQuery">ITI-18 of the same registry, unfiltered: an entry that it hides would let the sweeper discard its document.</param>
    /// <param name="alert">Hears of stored documents that are damaged, before whoever asks for them does.</param>
    /// <param name="clock">The time.</param>
    /// <param name="assembly">Who assembles documents when they are asked for; null = nobody.</param>
    /// <param name="scanning">What a virus scanner needs; null = nothing is submitted here, or the profile has no scanner.</param>
    /// <param name="join">ITI-42 of a registry in the same database; null = it is elsewhere.</param>
    public RepositoryActor(
        NodeProfile profile,
        Database database,
        string dataFolder,
        Answer<SubmitObjectsRequest, RegistryResponse> register,
        Answer<AdhocQueryRequest, AdhocQueryResponse> storedQuery,
        Func<DamagedDocument, Task> alert,
        TimeProvider clock,
        DocumentAssembly? assembly = null,
        ScannerAccess? scanning = null,
        JointRegistration? join = null)
    {
        var root = Path.Combine(dataFolder, "documents");
        var keys = new KeyRing(profile.Documents.Encryption);
        _keys = new UsedKeys(database, keys);
        var incoming = new Incoming(root, profile.Limits.DocumentBytes, profile.Documents.RowBytes, new Sealer(keys, profile.Documents.Compress));
        _places = ContentPlaces.Of(profile.Documents, root, clock);
        var locks = new ContentLocks();
        _space = new FreeSpace(root, _places, profile.Documents.FreeBytes);
        var questions = new RegistryQuestions(profile.RepositoryUniqueId, storedQuery, clock);
        _leftovers = new Leftovers(database, _places, locks);
        var store = new DocumentStore(database, _places, incoming, new StoredForm(keys), _leftovers, locks, clock);
        var inspections = DocumentInspection.For(profile, scanning, clock);
        _provide = new ProvideAndRegisterDocumentSet(
            profile.RepositoryUniqueId, profile.Limits.SubmissionDocuments, store, inspections,
            new DocumentRegistration(store, register, join, questions), _space, clock);
        _sources = new PermittedSources(profile);
        _uploads = new UploadSlots(profile.Limits.Submissions);
        _recipient = new DocumentRecipient(ProvideAndRegisterDocumentSet, storedQuery);
        var removals = new Removals(database, _leftovers, locks, clock);
        _remove = new RemoveDocuments(profile.RepositoryUniqueId, profile.Limits.RemoveDocuments, profile.Documents.RetentionYears, removals, clock);
        var entries = new EntryLookup(profile.RepositoryUniqueId, storedQuery, clock);
        var own = new OwnSubmission(profile.DeviceId, profile.Documents.SnapshotContentType, clock);
        var onDemand = new OnDemandDocuments(
            assembly?.Sources ?? [], profile.Limits.OnDemandFetches, entries,
            new Snapshots(own, entries, store, _provide.AnswerAsync),
            new DelayedAssembly(own, entries, store, assembly?.Update ?? ((_, _, _) => throw new InvalidOperationException("There is no source, and so nothing to update."))),
            inspections, Path.Combine(dataFolder, "spool"));
        _retrieve = new RetrieveDocumentSet(profile.RepositoryUniqueId, profile.Limits.RetrieveDocuments, store, removals, onDemand, alert);
        _sweeper = new Sweeper(TimeSpan.FromMinutes(profile.Documents.SweepAfterMinutes), store, incoming, _places, questions, clock);
    }

    /// <summary>Makes sure that every key is there under which documents may be encrypted; to be run before anything is stored.</summary>
    /// <exception cref="IOException">One is missing; the message names it.</exception>
    public Task CheckKeysAsync(CancellationToken cancellation) => _keys.CheckAsync(cancellation);

    /// <summary>ITI-41: stores the documents and registers them, all or none (<c>ITI TF-2 3.41.4.1.3</c>).</summary>
    /// <exception cref="MalformedMessageException">A document's bytes ended before their time.</exception>
    public async Task<RegistryResponse> ProvideAndRegisterDocumentSet(
        ProvideAndRegisterDocumentSetRequest request, Exchange exchange, CancellationToken cancellation)
    {
        if (_sources.Check(request.Submission, exchange.Requester).ToList() is { Count: > 0 } refused) return RegistryResponse.From(refused);
        using var slot = _uploads.TryEnter();
        return slot is null ? RegistryResponse.From([_uploads.Busy]) : await _provide.AnswerAsync(request, exchange, cancellation).ConfigureAwait(false);
    }

    /// <summary>ITI-41 of a Document Recipient: as above, but what a submission says of things that are not here is left out with a warning (<c>ITI TF-2 3.41.4.1.3.1</c>).</summary>
    /// <exception cref="MalformedMessageException">A document's bytes ended before their time.</exception>
    public Task<RegistryResponse> ReceiveDocumentSet(
        ProvideAndRegisterDocumentSetRequest request, Exchange exchange, CancellationToken cancellation) =>
        _recipient.AnswerAsync(request, exchange, cancellation);

    /// <summary>ITI-43: gives the documents that are asked for (<c>ITI TF-2 3.43.4.1.3</c>).</summary>
    public Task<RetrieveDocumentSetResponse> RetrieveDocumentSet(
        RetrieveDocumentSetRequest request, Exchange exchange, CancellationToken cancellation) =>
        _retrieve.AnswerAsync(request, exchange, cancellation);

    /// <summary>ITI-86: removes documents for good, unless the profile retains them (<c>RMD 3.86.4.1.3</c>).</summary>
    public Task<RemoveDocumentsResponse> RemoveDocuments(
        RetrieveDocumentSetRequest request, Exchange exchange, CancellationToken cancellation) =>
        _remove.AnswerAsync(request, cancellation);

    /// <summary>Octets that are left for documents; null where that is unknown.</summary>
    public async Task<long?> FreeBytesAsync(CancellationToken cancellation)
    {
        try
        {
            return await _space.MeasureAsync(cancellation).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            return null;
        }
    }

    /// <summary>Settles submissions whose registration was left open by a crash or a registry that did not answer; to be run at start and now and then.</summary>
    public async Task<SweepResult> SweepAsync(CancellationToken cancellation)
    {
        var swept = await _sweeper.SweepAsync(cancellation).ConfigureAwait(false);
        return swept with { Orphans = swept.Orphans + await _leftovers.FinishAsync(cancellation).ConfigureAwait(false) };
    }

    /// <summary>Closes the connections to an object store.</summary>
    public void Dispose() => _places.Dispose();
}
