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

        return RetrieveDocumentSetResponse.From(documents, errors.Select(e => DocumentLocation.Extend(e, Own)));
    }

    private static XdsError Refusal(DocumentRequest document) => string.IsNullOrEmpty(document.HomeCommunityId)
        ? Communities.Missing(document)
        : Communities.Unknown(document.HomeCommunityId, document.DocumentUniqueId);
}
