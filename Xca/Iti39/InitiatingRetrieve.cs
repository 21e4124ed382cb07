using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Xca;

/// <summary>ITI-43 for the community's own consumers (<c>ITI TF-2 3.43.4.1.3, 3.39.4.1</c>): one request to each community, all at once; contents pass through.</summary>
internal sealed class InitiatingRetrieve(NodeProfile profile, LocalCommunity local, Communities communities, FanOut fanOut)
{
    public async Task<RetrieveDocumentSetResponse> AnswerAsync(RetrieveDocumentSetRequest request, Exchange exchange, CancellationToken cancellation)
    {
        if (request.Documents.Count > profile.Limits.RetrieveDocuments)
        {
            return RetrieveDocumentSetResponse.From([], [new(
                XdsErrorCode.TooManyResults,
                $"{request.Documents.Count} documents are asked for at once; at most {profile.Limits.RetrieveDocuments} are given (limits.retrieveDocuments).")]);
        }

        var result = new MergedRetrieve();
        var groups = new List<(string Home, Neighbour? Neighbour, ValueList<DocumentRequest> Documents)>();
        foreach (var group in request.Documents.GroupBy(d => d.HomeCommunityId ?? ""))
        {
            var neighbour = communities.Find(group.Key);
            if (neighbour is not null || group.Key == communities.Own) groups.Add((group.Key, neighbour, group.ToValueList()));
            else result.Refuse(group, document => group.Key.Length == 0 ? Communities.Missing(document) : Communities.Unknown(group.Key, document.DocumentUniqueId));
        }

        var answers = await Task.WhenAll(groups.Select(group => AskAsync(group.Neighbour, new(group.Documents), exchange, cancellation))).ConfigureAwait(false);
        foreach (var (group, answer) in groups.Zip(answers))
        {
            if (answer.Answer is { } response) result.Add(group.Home, group.Documents, response);
            else result.Refuse(group.Documents, document => Failed(group.Neighbour, answer.Failure!, document));
        }

        return result.ToResponse(request);
    }

    private Task<Asked<RetrieveDocumentSetResponse>> AskAsync(
        Neighbour? neighbour, RetrieveDocumentSetRequest request, Exchange exchange, CancellationToken cancellation) => neighbour is null
        ? FanOut.TryAsync(token => local.RetrieveDocumentSet(LocalRetrieve.Request(request), exchange, token), cancellation)
        : fanOut.AskAsync(
            neighbour, token => neighbour.Retrieve(request, communities.Towards(neighbour.Profile.Retrieve, exchange), token), cancellation);

    private XdsError Failed(Neighbour? neighbour, string reason, DocumentRequest document) => neighbour is null
        ? new(XdsErrorCode.RepositoryError, $"The repository of {communities.Own} {reason}.", document.DocumentUniqueId)
        : Communities.Unavailable(neighbour, reason, document.DocumentUniqueId);
}
