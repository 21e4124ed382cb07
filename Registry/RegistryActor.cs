using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>The Document Registry (<c>ITI TF-1 10.1.1.3</c>): one line per transaction.</summary>
/// <param name="profile">The network's profile.</param>
/// <param name="database">Where the registry's rows are.</param>
/// <param name="clock">The time, for folders, new ids and limits.</param>
public sealed class RegistryActor(NodeProfile profile, Database database, TimeProvider clock)
{
    private readonly RegisterDocumentSet _registerDocumentSet = new(profile, database, clock, SubmissionRules.OfStableEntries);
    private readonly RegisterDocumentSet _registerOnDemandEntries = new(profile, database, clock, OnDemandEntryRules.All);
    private readonly RegistryStoredQuery _registryStoredQuery = new(StoredQueries.All, profile, database, clock);
    private readonly RegistryStoredQuery _multiPatientStoredQuery = new(MultiPatientQueries.All, profile, database, clock);
    private readonly RemoveMetadata _removeMetadata = new(database, clock);
    private readonly UpdateDocumentSet _updateDocumentSet = new(profile, database, clock, UpdateRules.OfUpdate);
    private readonly UpdateDocumentSet _restrictedUpdateDocumentSet = new(profile, database, clock, RestrictedUpdate.Rules(profile));
    private readonly PatientIdentityFeed _patientIdentityFeed = new(profile, database);
    private readonly NotifyLinkChange _notifyLinkChange = new(profile, database, clock);

    /// <summary>ITI-42: registers a submission, whole or not at all.</summary>
    public Task<RegistryResponse> RegisterDocumentSet(SubmitObjectsRequest request, Exchange exchange, CancellationToken cancellation) =>
        _registerDocumentSet.AnswerAsync(request, exchange, cancellation);

    /// <summary>ITI-42, with what the repository writes of its documents in the same transaction.</summary>
    public Task<JointAnswer> JoinRegistration(SubmitObjectsRequest request, Exchange exchange, ICompanion companion, CancellationToken cancellation) =>
        _registerDocumentSet.JoinAsync(request, exchange, companion, cancellation);

    /// <summary>ITI-61: registers on-demand entries, under the rules of ITI-42 but for what concerns a document that exists.</summary>
    public Task<RegistryResponse> RegisterOnDemandDocumentEntry(SubmitObjectsRequest request, Exchange exchange, CancellationToken cancellation) =>
        _registerOnDemandEntries.AnswerAsync(request, exchange, cancellation);

    /// <summary>ITI-18: answers a stored query.</summary>
    public Task<AdhocQueryResponse> StoredQuery(AdhocQueryRequest request, Exchange exchange, CancellationToken cancellation) =>
        WholeAsync(_registryStoredQuery, request, cancellation);

    /// <summary>ITI-18, its objects left as rows that are read while the answer is sent.</summary>
    public Task<AdhocQueryResponse> StreamedStoredQuery(AdhocQueryRequest request, Exchange exchange, CancellationToken cancellation) =>
        _registryStoredQuery.AnswerAsync(request, cancellation);

    /// <summary>ITI-51: answers a stored query for several patients.</summary>
    public Task<AdhocQueryResponse> MultiPatientStoredQuery(AdhocQueryRequest request, Exchange exchange, CancellationToken cancellation) =>
        WholeAsync(_multiPatientStoredQuery, request, cancellation);

    /// <summary>ITI-51, its objects left as rows that are read while the answer is sent.</summary>
    public Task<AdhocQueryResponse> StreamedMultiPatientQuery(AdhocQueryRequest request, Exchange exchange, CancellationToken cancellation) =>
        _multiPatientStoredQuery.AnswerAsync(request, cancellation);

    /// <summary>ITI-57: gives registered objects new versions, status and associations, all that is asked for or none.</summary>
    public Task<RegistryResponse> UpdateDocumentSet(SubmitObjectsRequest request, Exchange exchange, CancellationToken cancellation) =>
        _updateDocumentSet.AnswerAsync(request, exchange, cancellation);

    /// <summary>ITI-92: gives registered entries new versions, as far as the domain's policy allows.</summary>
    public Task<RegistryResponse> RestrictedUpdateDocumentSet(SubmitObjectsRequest request, Exchange exchange, CancellationToken cancellation) =>
        _restrictedUpdateDocumentSet.AnswerAsync(request, exchange, cancellation);

    /// <summary>ITI-62: removes objects, all that are named or none.</summary>
    public Task<RemoveObjectsResponse> RemoveMetadata(RemoveObjectsRequest request, Exchange exchange, CancellationToken cancellation) =>
        _removeMetadata.AnswerAsync(request, cancellation);

    /// <summary>ITI-8 and ITI-44: learns which patient ids the affinity domain has.</summary>
    public Task<PatientFeedResponse> PatientFeed(PatientFeed feed, Exchange exchange, CancellationToken cancellation) =>
        _patientIdentityFeed.AnswerAsync(feed, cancellation);

    /// <summary>ITI-64: gives documents to the patient to whom their local id belongs now.</summary>
    public Task<LinkChangeResponse> LinkChange(LinkChange change, Exchange exchange, CancellationToken cancellation) =>
        _notifyLinkChange.AnswerAsync(change, cancellation);

    private static async Task<AdhocQueryResponse> WholeAsync(RegistryStoredQuery query, AdhocQueryRequest request, CancellationToken cancellation)
    {
        var answer = await query.AnswerAsync(request, cancellation).ConfigureAwait(false);
        return await answer.WholeAsync(cancellation).ConfigureAwait(false);
    }
}
