using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Xca;

/// <summary>What the gateway asks within its own community.</summary>
/// <param name="StoredQuery">ITI-18 of the registry.</param>
/// <param name="RetrieveDocumentSet">ITI-43 of the repository.</param>
/// <param name="FindIds">The patient index: which ids does this person have?</param>
/// <param name="FindPatients">The patient index: who matches these demographics?</param>
public sealed record LocalCommunity(
    Answer<AdhocQueryRequest, AdhocQueryResponse> StoredQuery,
    Answer<RetrieveDocumentSetRequest, RetrieveDocumentSetResponse> RetrieveDocumentSet,
    Answer<PixQuery, PixQueryResponse> FindIds,
    Answer<PatientDemographicsQuery, PatientDemographicsQueryResponse> FindPatients);

/// <summary>A neighbouring community.</summary>
/// <param name="Profile">Who it is and how long its answers may take.</param>
/// <param name="Query">Its ITI-38.</param>
/// <param name="Retrieve">Its ITI-39.</param>
/// <param name="Discover">Its ITI-55.</param>
public sealed record Neighbour(
    NeighbourProfile Profile,
    Answer<AdhocQueryRequest, AdhocQueryResponse> Query,
    Answer<RetrieveDocumentSetRequest, RetrieveDocumentSetResponse> Retrieve,
    Answer<PatientDemographicsQuery, PatientDemographicsQueryResponse> Discover)
{
    internal string Home => Profile.HomeCommunityId;
}
