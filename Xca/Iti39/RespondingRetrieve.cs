using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Xca;

/// <summary>ITI-39 inwards (<c>ITI TF-2 3.39.4.1.3</c>): the repository's documents for the requests that name this community.</summary>
internal sealed class RespondingRetrieve(NodeProfile profile, LocalCommunity local)
{
    private string Own => profile.Network.HomeCommunityId;

    public async Task<RetrieveDocumentSetResponse> AnswerAsync(RetrieveDocumentSetRequest request, Exchange exchange, CancellationToken cancellation)
    {
        var errors = request.Documents.Where(d => d.HomeCommunityId != Own).Select(Refusal).ToList();
        var mine = request.Documents.Where(d => d.HomeCommunityId == Own).ToValueList();
        IReadOnlyList<RetrievedDocument> documents = [];
        if (mine.Count > 0)
        {
            var answer = await local.RetrieveDocumentSet(LocalRetrieve.Request(new(mine)), exchange, cancellation).ConfigureAwait(false);
            documents = [.. answer.Documents.Select(d => d with { Request = d.Request with { HomeCommunityId = Own } })];
            errors.AddRange(answer.Registry.Errors);
        }

        var located = errors.Select(e => DocumentLocation.Extend(e, Own)).ToValueList();
        var status = !located.Any(e => !e.IsWarning) ? ResponseStatus.Success
            : documents.Count > 0 ? ResponseStatus.PartialSuccess : ResponseStatus.Failure;
        return new(new(status, located), documents);
    }

    private static XdsError Refusal(DocumentRequest document) => string.IsNullOrEmpty(document.HomeCommunityId)
        ? new(
            XdsErrorCode.MissingHomeCommunityId, $"The request for the document {document.DocumentUniqueId} names no HomeCommunityId.",
            document.DocumentUniqueId)
        : Communities.Unknown(document.HomeCommunityId, document.DocumentUniqueId);
}
