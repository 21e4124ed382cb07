using System.Globalization;
using IheNode.Core;
using NLog;

namespace IheNode.Repository;

/// <summary>
/// ITI-43: each document in the order of the request, one error for each that cannot be given (<c>ITI TF-2 3.43.4.1.3</c>, <c>3.43.5</c>).
/// How their bytes are proved: <see cref="ProvenDocuments"/>.
/// </summary>
internal sealed class RetrieveDocumentSet(
    string repositoryUniqueId, int limit, DocumentStore store, Removals removals, OnDemandDocuments onDemand, Func<DamagedDocument, Task> alert)
{
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");

    public async Task<RetrieveDocumentSetResponse> AnswerAsync(RetrieveDocumentSetRequest request, Exchange exchange, CancellationToken cancellation)
    {
        if (request.Documents.Count > limit)
            return Failure(new(XdsErrorCode.TooManyResults,
                $"{request.Documents.Count} documents are asked for; one request may name {limit} (limits.retrieveDocuments)."));
        if (request.Documents.Count == 0)
            return Failure(new(XdsErrorCode.RepositoryError, "The request names no document."));

        Available available;
        try
        {
            available = await FindAsync([.. request.Documents.Where(IsMine).Select(document => document.DocumentUniqueId)], exchange, cancellation).ConfigureAwait(false);
        }
        catch (StorageException failure)
        {
            Log.Error(failure.InnerException, "The document table cannot be read.");
            return Failure(new(XdsErrorCode.RepositoryError, "The repository cannot read its table of documents."));
        }

        var errors = new List<XdsError>();
        var documents = new List<RetrievedDocument>();
        var contents = new ProvenDocuments(store, alert);
        foreach (var wanted in request.Documents)
        {
            var uniqueId = wanted.DocumentUniqueId;
            var assembled = IsMine(wanted) ? available.TakeAssembled(uniqueId) : null;
            if (!IsMine(wanted))
                errors.Add(new(XdsErrorCode.UnknownRepositoryId, $"RepositoryUniqueId {wanted.RepositoryUniqueId} is not that of this repository.", uniqueId));
            else if (assembled?.Error is { } refusal)
                errors.Add(refusal);
            else if (assembled?.Content is { } fresh)
                documents.Add(new(wanted, assembled.MimeType, fresh) { NewDocumentUniqueId = assembled.UniqueId });
            else if (!available.Stored.TryGetValue(assembled?.UniqueId ?? uniqueId, out var document) || (document.Kept == 0 && await store.SizeOfAsync(document, cancellation).ConfigureAwait(false) is null))
                errors.Add(new(XdsErrorCode.DocumentUniqueIdError, $"DocumentUniqueId {uniqueId} {available.WhyNot(uniqueId)}", uniqueId));
            else if (await contents.ReadAsync(document, cancellation).ConfigureAwait(false) is not { } content)
                errors.Add(new(XdsErrorCode.RepositoryError, $"DocumentUniqueId {uniqueId} is stored, but its bytes cannot be read or are damaged.", uniqueId));
            else
            {
                var isSnapshot = document.UniqueId != uniqueId;
                documents.Add(new(wanted, document.MimeType, content)
                {
                    NewDocumentUniqueId = isSnapshot ? document.UniqueId : null,
                    NewRepositoryUniqueId = isSnapshot ? repositoryUniqueId : null,
                });
            }
        }

        return RetrieveDocumentSetResponse.From(documents, errors);
    }

    private static RetrieveDocumentSetResponse Failure(XdsError error) => RetrieveDocumentSetResponse.From([], [error]);

    private bool IsMine(DocumentRequest document) => document.RepositoryUniqueId == repositoryUniqueId;

    // What is stored, then what was removed, then what others assemble.
    private async Task<Available> FindAsync(IReadOnlyList<string> wanted, Exchange exchange, CancellationToken cancellation)
    {
        var stored = new Dictionary<string, StoredDocument>(await store.FindAsync([.. wanted.Distinct()], cancellation).ConfigureAwait(false), StringComparer.Ordinal);
        var missing = wanted.Where(uniqueId => !stored.ContainsKey(uniqueId)).ToList();
        var removed = await removals.TimesAsync([.. missing.Distinct()], cancellation).ConfigureAwait(false);
        var assembled = await onDemand.AssembleAsync([.. missing.Where(uniqueId => !removed.ContainsKey(uniqueId))], exchange, cancellation).ConfigureAwait(false);
        var snapshots = assembled.SelectMany(answers => answers).Where(answer => answer.IsStored).Select(answer => answer.UniqueId).Distinct().ToList();
        if (snapshots.Count > 0)
            foreach (var (uniqueId, document) in await store.FindAsync(snapshots, cancellation).ConfigureAwait(false)) stored[uniqueId] = document;
        return new(stored, removed, assembled.ToDictionary(answers => answers.Key, answers => new Queue<OnDemandAnswer>(answers), StringComparer.Ordinal), onDemand.Any);
    }

    private sealed record Available(
        IReadOnlyDictionary<string, StoredDocument> Stored,
        IReadOnlyDictionary<string, DateTimeOffset> Removed,
        IReadOnlyDictionary<string, Queue<OnDemandAnswer>> Assembled,
        bool MakesOnDemand)
    {
        public OnDemandAnswer? TakeAssembled(string uniqueId) =>
            Assembled.TryGetValue(uniqueId, out var answers) && answers.TryDequeue(out var answer) ? answer : null;

        public string WhyNot(string uniqueId) => Removed.TryGetValue(uniqueId, out var time)
            ? string.Create(CultureInfo.InvariantCulture, $"is not in this repository any more: it was removed on {time:yyyy-MM-dd}.")
            : MakesOnDemand ? "is not in this repository." : "is not in this repository, which makes no on-demand documents.";
    }
}
