using IheNode.Core;

namespace IheNode.Xca;

/// <summary>A retrieval between gateway and local repository, which knows of no communities.</summary>
internal static class LocalRetrieve
{
    public static RetrieveDocumentSetRequest Request(RetrieveDocumentSetRequest request) =>
        new(request.Documents.Select(d => d with { HomeCommunityId = null }).ToValueList());
}
