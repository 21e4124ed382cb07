using System.Globalization;
using IheNode.Core;
using NLog;

namespace IheNode.Repository;

/// <summary>
/// ITI-86: each document by itself, so that some may go and others not (<c>RMD 3.86.4.1.3</c>). The registry is not asked: its entries are removed by ITI-62,
/// before or after. A document that the profile retains is not removed.
/// </summary>
internal sealed class RemoveDocuments(string repositoryUniqueId, int limit, int? retentionYears, Removals removals, TimeProvider clock)
{
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");

    public async Task<RemoveDocumentsResponse> AnswerAsync(RetrieveDocumentSetRequest request, CancellationToken cancellation)
    {
        var errors = new List<XdsError>();
        var removed = new List<DocumentRequest>();
        if (request.Documents.Count > limit)
            errors.Add(new(XdsErrorCode.RemoveDocumentsError, $"{request.Documents.Count} documents are to be removed; one request may name {limit} (limits.removeDocuments)."));
        else
        {
            foreach (var document in request.Documents.Distinct())
            {
                if (await RemoveAsync(document, cancellation).ConfigureAwait(false) is { } error) errors.Add(error);
                else removed.Add(document);
            }
        }

        var status = errors.Count == 0 ? ResponseStatus.Success : removed.Count > 0 ? ResponseStatus.PartialSuccess : ResponseStatus.Failure;
        return new(new(status, errors.ToValueList()), removed.ToValueList());
    }

    private async Task<XdsError?> RemoveAsync(DocumentRequest document, CancellationToken cancellation)
    {
        var uniqueId = document.DocumentUniqueId;
        if (document.RepositoryUniqueId != repositoryUniqueId)
            return Error(XdsErrorCode.UnknownRepositoryId, $"RepositoryUniqueId {document.RepositoryUniqueId} is not that of this repository.");
        Removal removal;
        try
        {
            var before = retentionYears is { } years ? clock.GetUtcNow().AddYears(-years) : (DateTimeOffset?)null;
            removal = await removals.RemoveAsync(uniqueId, before, cancellation).ConfigureAwait(false);
        }
        catch (StorageException failure)
        {
            Log.Error(failure.InnerException, "A document cannot be removed.");
            return Error(XdsErrorCode.RemoveDocumentsError, $"DocumentUniqueId {uniqueId} cannot be removed now: the repository cannot write its table of documents.");
        }

        return removal.Outcome switch
        {
            RemovalOutcome.Removed => null,
            RemovalOutcome.Unknown => Error(XdsErrorCode.DocumentUniqueIdError, $"DocumentUniqueId {uniqueId} is not in this repository."),
            RemovalOutcome.Awaited => Error(XdsErrorCode.RemoveDocumentsError,
                $"DocumentUniqueId {uniqueId} cannot be removed now: its submission waits for the registry's answer."),
            _ => Error(XdsErrorCode.RemoveDocumentsError, string.Create(CultureInfo.InvariantCulture,
                $"DocumentUniqueId {uniqueId} cannot be removed before {removal.Time!.Value.AddYears(retentionYears!.Value):yyyy-MM-dd}: documents are kept for {retentionYears} years (documents.retentionYears).")),
        };

        XdsError Error(string code, string sentence) => new(code, sentence, uniqueId);
    }
}
