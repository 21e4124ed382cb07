using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Xca;

/// <summary>
/// The initiating and the responding gateway (<c>ITI TF-1 18, 27</c>): lets the community's consumers find and read what neighbours hold, and neighbours
/// what the community holds.
/// </summary>
public sealed class XcaActor
{
    private readonly InitiatingQuery _initiatingQuery;
    private readonly InitiatingRetrieve _initiatingRetrieve;
    private readonly RespondingQuery _respondingQuery;
    private readonly RespondingRetrieve _respondingRetrieve;
    private readonly RespondingDiscovery _respondingDiscovery;

    /// <summary>A gateway between a community and its neighbours.</summary>
    /// <param name="profile">The community's network.</param>
    /// <param name="local">Its own registry, repository and patient index.</param>
    /// <param name="neighbours">The communities that are asked; each answer may take as long as its profile says.</param>
    /// <param name="clock">The time.</param>
    public XcaActor(NodeProfile profile, LocalCommunity local, IReadOnlyList<Neighbour> neighbours, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(local);
        var communities = new Communities(profile, neighbours, clock);
        var fanOut = new FanOut(neighbours, clock);
        var correlations = new Correlations(TimeSpan.FromMinutes(profile.Policy.CorrelationMinutes), clock);
        var discovery = new InitiatingDiscovery(profile, communities, correlations);
        _initiatingQuery = new(profile, local, communities, fanOut, new Persons(profile, local), discovery);
        _initiatingRetrieve = new(profile, local, communities, fanOut);
        _respondingQuery = new(profile, local);
        _respondingRetrieve = new(profile, local);
        _respondingDiscovery = new(profile, local);
    }

    /// <summary>ITI-18 of the community's own consumers: the answers of the local registry and of every neighbour that knows the patient, in one.</summary>
    public Task<AdhocQueryResponse> InitiatingQuery(AdhocQueryRequest request, Exchange exchange, CancellationToken cancellation) =>
        _initiatingQuery.AnswerAsync(request, exchange, cancellation);

    /// <summary>ITI-43 of the community's own consumers: documents of any community, in the order of the request.</summary>
    public Task<RetrieveDocumentSetResponse> InitiatingRetrieve(RetrieveDocumentSetRequest request, Exchange exchange, CancellationToken cancellation) =>
        _initiatingRetrieve.AnswerAsync(request, exchange, cancellation);

    /// <summary>ITI-38 of a neighbour: the local registry's answer, marked as this community's.</summary>
    public Task<AdhocQueryResponse> RespondingQuery(AdhocQueryRequest request, Exchange exchange, CancellationToken cancellation) =>
        _respondingQuery.AnswerAsync(request, exchange, cancellation);

    /// <summary>ITI-39 of a neighbour: the local repository's documents.</summary>
    public Task<RetrieveDocumentSetResponse> RespondingRetrieve(RetrieveDocumentSetRequest request, Exchange exchange, CancellationToken cancellation) =>
        _respondingRetrieve.AnswerAsync(request, exchange, cancellation);

    /// <summary>ITI-55 of a neighbour: the one person who surely is meant, or nobody.</summary>
    public Task<PatientDemographicsQueryResponse> RespondingDiscovery(
        PatientDemographicsQuery query, Exchange exchange, CancellationToken cancellation) =>
        _respondingDiscovery.AnswerAsync(query, exchange, cancellation);
}
