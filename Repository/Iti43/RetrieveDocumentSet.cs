using IheNode.Core;
using NLog;

namespace IheNode.Repository;

/// <summary>
/// ITI-43: each document in the order of the request, one error for each that cannot be given (<c>ITI TF-2 3.43.4.1.3</c>, <c>3.43.5</c>).
/// Never wrong bytes: the first <see cref="VerifiedFirst"/> octets of an answer are read and verified before it begins, so that damage shows as an
/// error; what is larger is verified as it streams and breaks off before its end when it is damaged.
/// </summary>
internal sealed class RetrieveDocumentSet(string repositoryUniqueId, int limit, DocumentStore store)
{
    /// <summary>Octets of documents that one answer holds in memory.</summary>
    public const long VerifiedFirst = 4 * 1024 * 1024;

    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");

    public async Task<RetrieveDocumentSetResponse> AnswerAsync(RetrieveDocumentSetRequest request, CancellationToken cancellation)
    {
        if (request.Documents.Count > limit)
            return Failure(new(XdsErrorCode.TooManyResults,
                $"{request.Documents.Count} documents are asked for; one request may name {limit} (limits.retrieveDocuments)."));
        if (request.Documents.Count == 0)
            return Failure(new(XdsErrorCode.RepositoryError, "The request names no document."));

        IReadOnlyDictionary<string, StoredDocument> found;
        try
        {
            var wanted = request.Documents.Where(IsMine).Select(document => document.DocumentUniqueId).Distinct().ToList();
            found = await store.FindAsync(wanted, cancellation).ConfigureAwait(false);
        }
        catch (StorageException failure)
        {
            Log.Error(failure.InnerException, "The document table cannot be read.");
            return Failure(new(XdsErrorCode.RepositoryError, "The repository cannot read its table of documents."));
        }

        var errors = new List<XdsError>();
        var documents = new List<RetrievedDocument>();
        var inMemory = 0L;
        foreach (var wanted in request.Documents)
        {
            if (!IsMine(wanted))
                errors.Add(new(XdsErrorCode.UnknownRepositoryId,
                    $"RepositoryUniqueId {wanted.RepositoryUniqueId} is not that of this repository.", wanted.DocumentUniqueId));
            else if (!found.TryGetValue(wanted.DocumentUniqueId, out var document) || (document.Kept == 0 && await store.SizeOfAsync(document, cancellation).ConfigureAwait(false) is null))
                errors.Add(new(XdsErrorCode.DocumentUniqueIdError,
                    $"DocumentUniqueId {wanted.DocumentUniqueId} is not in this repository, which makes no on-demand documents.", wanted.DocumentUniqueId));
            else if (await ContentAsync(document, inMemory, cancellation).ConfigureAwait(false) is not { } content)
                errors.Add(new(XdsErrorCode.RepositoryError,
                    $"DocumentUniqueId {wanted.DocumentUniqueId} is stored, but its bytes cannot be read or are damaged.", wanted.DocumentUniqueId));
            else
            {
                if (IsVerifiedFirst(document, inMemory)) inMemory += document.Size;
                documents.Add(new(wanted, document.MimeType, content));
            }
        }

        return RetrieveDocumentSetResponse.From(documents, errors);
    }

    private static RetrieveDocumentSetResponse Failure(XdsError error) => RetrieveDocumentSetResponse.From([], [error]);

    private static bool IsVerifiedFirst(StoredDocument document, long inMemory) => inMemory + document.Size <= VerifiedFirst;

    private bool IsMine(DocumentRequest document) => document.RepositoryUniqueId == repositoryUniqueId;

    private async Task<Content?> ContentAsync(StoredDocument document, long inMemory, CancellationToken cancellation)
    {
        try
        {
            if (await store.SizeOfAsync(document, cancellation).ConfigureAwait(false) != document.StoredSize) throw new DamagedDocumentException($"The stored content {document.Sha256} is missing or has another size.");
            if (!IsVerifiedFirst(document, inMemory))
                return new(async opening => await store.OpenAsync(document, opening).ConfigureAwait(false), document.Size);
            await using var stream = await store.OpenAsync(document, cancellation).ConfigureAwait(false);
            return await VerifiedContent.ReadAsync(stream, (int)document.Size, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (StorageException.IsStorage(failure))
        {
            Log.Error(failure, "A stored document cannot be read.");
            return null;
        }
    }
}
