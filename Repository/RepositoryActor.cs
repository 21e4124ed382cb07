using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>
/// The Document Repository (<c>ITI TF-1 10.1.1.4</c>): keeps small documents in rows and large ones in a place of contents, and what it knows of each in a table.
/// Its promise: a document is durable before the registry is asked, and what the registry holds is never removed.
/// </summary>
public sealed class RepositoryActor
{
    private readonly ProvideAndRegisterDocumentSet _provide;
    private readonly RetrieveDocumentSet _retrieve;
    private readonly Sweeper _sweeper;

    /// <summary>Opens the repository of a node.</summary>
    /// <param name="profile">The node's profile.</param>
    /// <param name="database">The node's database, migrated with the scripts of this assembly.</param>
    /// <param name="dataFolder">The node's <c>--data</c> folder; one process at a time may use it.</param>
    /// <param name="register">ITI-42 of the registry, here or far away.</param>
    /// <param name="storedQuery">ITI-18 of the same registry, unfiltered: an entry that it hides would let the sweeper discard its document.</param>
    /// <param name="clock">The time.</param>
    public RepositoryActor(
        NodeProfile profile,
        Database database,
        string dataFolder,
        Answer<SubmitObjectsRequest, RegistryResponse> register,
        Answer<AdhocQueryRequest, AdhocQueryResponse> storedQuery,
        TimeProvider clock)
    {
        var root = Path.Combine(dataFolder, "documents");
        var incoming = new Incoming(root, profile.Limits.DocumentBytes, profile.Documents.RowBytes);
        var store = new DocumentStore(database, new ContentPlaces(new FilesPlace(root)), incoming, clock);
        _provide = new ProvideAndRegisterDocumentSet(profile.RepositoryUniqueId, store, register, clock);
        _retrieve = new RetrieveDocumentSet(profile.RepositoryUniqueId, profile.Limits.RetrieveDocuments, store);
        _sweeper = new Sweeper(
            profile.RepositoryUniqueId, TimeSpan.FromMinutes(profile.Documents.SweepAfterMinutes), store, incoming, storedQuery, clock);
    }

    /// <summary>ITI-41: stores the documents and registers them, all or none (<c>ITI TF-2 3.41.4.1.3</c>).</summary>
    /// <exception cref="MalformedMessageException">A document's bytes ended before their time.</exception>
    public Task<RegistryResponse> ProvideAndRegisterDocumentSet(
        ProvideAndRegisterDocumentSetRequest request, Exchange exchange, CancellationToken cancellation) =>
        _provide.AnswerAsync(request, exchange, cancellation);

    /// <summary>ITI-43: gives the documents that are asked for (<c>ITI TF-2 3.43.4.1.3</c>).</summary>
    public Task<RetrieveDocumentSetResponse> RetrieveDocumentSet(
        RetrieveDocumentSetRequest request, Exchange exchange, CancellationToken cancellation) =>
        _retrieve.AnswerAsync(request, cancellation);

    /// <summary>Settles submissions whose registration was left open by a crash or a registry that did not answer; to be run at start and now and then.</summary>
    public Task<SweepResult> SweepAsync(CancellationToken cancellation) => _sweeper.SweepAsync(cancellation);
}
