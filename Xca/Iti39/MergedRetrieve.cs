using IheNode.Core;

namespace IheNode.Xca;

/// <summary>The documents of several communities in the order of one request, and what went wrong (<c>ITI TF-2 3.43.4.2.3</c>).</summary>
internal sealed class MergedRetrieve
{
    private readonly Dictionary<DocumentRequest, Queue<RetrievedDocument>> _found = [];
    private readonly List<XdsError> _errors = [];

    public void Refuse(IEnumerable<DocumentRequest> documents, Func<DocumentRequest, XdsError> error) => _errors.AddRange(documents.Select(error));

    public void Add(string home, ValueList<DocumentRequest> asked, RetrieveDocumentSetResponse response)
    {
        var errors = response.Registry.Errors.Select(e => DocumentLocation.Reduce(e, home)).ToList();
        var expected = asked.CountBy(d => d).ToDictionary();
        foreach (var document in response.Documents)
        {
            var request = document.Request with { HomeCommunityId = document.Request.HomeCommunityId ?? home };
            if (expected.ContainsKey(request)) Given(request).Enqueue(document with { Request = request });
            else errors.Add(Unasked(home, request));
        }

        if (!errors.Any(e => !e.IsWarning)) errors.AddRange(expected.Where(d => Given(d.Key).Count < d.Value).Select(d => Unanswered(home, d.Key)));
        _errors.AddRange(errors);
    }

    public RetrieveDocumentSetResponse ToResponse(RetrieveDocumentSetRequest request)
    {
        var documents = new List<RetrievedDocument>();
        foreach (var wanted in request.Documents)
        {
            if (_found.TryGetValue(wanted, out var found) && found.TryDequeue(out var document)) documents.Add(document);
        }

        return RetrieveDocumentSetResponse.From(documents, _errors);
    }

    private static XdsError Unasked(string home, DocumentRequest document) => new(
        XdsErrorCode.RepositoryError, $"The community {home} gave a document that was not asked for, {document.DocumentUniqueId}; it is left out.",
        document.DocumentUniqueId);

    private static XdsError Unanswered(string home, DocumentRequest document) => new(
        XdsErrorCode.DocumentUniqueIdError, $"The community {home} gave neither the document {document.DocumentUniqueId} nor a reason.",
        document.DocumentUniqueId);

    private Queue<RetrievedDocument> Given(DocumentRequest request)
    {
        if (!_found.TryGetValue(request, out var queue)) _found[request] = queue = new();
        return queue;
    }
}
