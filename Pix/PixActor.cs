using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Pix;

/// <summary>
/// The Patient Identifier Cross-reference Manager and Patient Demographics Supplier (<c>ITI TF-1 5, 8</c>): keeps the identifiers of each person in every
/// domain of the network, and tells the document registry which ids of the affinity domain there are.
/// </summary>
public sealed class PixActor : IDisposable
{
    private readonly PatientIdentityFeed _feed;
    private readonly CrossReferenceQuery _query;
    private readonly DemographicsQuery _demographics;
    private readonly RegistryDelivery _delivery;

    // Notices may have been left by an earlier run of the process.
    private volatile bool _undelivered = true;

    /// <summary>An actor on a database in which its migrations have run.</summary>
    /// <param name="profile">The network's domains and limits.</param>
    /// <param name="database">Where the patient index is kept.</param>
    /// <param name="registry">The document registry.</param>
    /// <param name="clock">The time.</param>
    /// <exception cref="InvalidOperationException">The process cannot normalise Unicode, so names could not be compared.</exception>
    public PixActor(NodeProfile profile, Database database, RegistryAnswers registry, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ComparisonKey.Verify();
        var domains = new IdentifierDomains(profile);
        var affinity = profile.AffinityDomain;
        var issued = affinity.IssuesIds ? new IssuedIds(affinity.AssigningAuthority, profile.Network.Id) : null;
        _feed = new(new FeedCheck(domains, affinity.IssuesIds), domains, issued, database, clock);
        _query = new(domains, database);
        _demographics = new(domains, database, profile.Limits);
        _delivery = new(database, registry, profile, clock);
    }

    /// <summary>ITI-8 and ITI-44: takes in what a source says of a patient. When it returns without errors, the change is on disk and the registry knows of it.</summary>
    public async Task<PatientFeedResponse> Feed(PatientFeed feed, Exchange exchange, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(feed);
        var (response, notify) = await _feed.ApplyAsync(feed, cancellation).ConfigureAwait(false);
        if (notify || _undelivered) await DeliverNoticesAsync(cancellation).ConfigureAwait(false);
        return response;
    }

    /// <summary>ITI-9 and ITI-45: which other ids does the person with this id have?</summary>
    public Task<PixQueryResponse> Query(PixQuery query, Exchange exchange, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _query.AnswerAsync(query, cancellation);
    }

    /// <summary>ITI-21 and ITI-47: who has these demographics?</summary>
    public Task<PatientDemographicsQueryResponse> FindPatients(PatientDemographicsQuery query, Exchange exchange, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _demographics.AnswerAsync(query, cancellation);
    }

    /// <summary>Tells the registry what it has not been told yet; to be called once at start, before anything is answered.</summary>
    public async Task DeliverNoticesAsync(CancellationToken cancellation)
    {
        try
        {
            await _delivery.DeliverAsync(cancellation).ConfigureAwait(false);
            _undelivered = false;
        }
        catch
        {
            _undelivered = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _delivery.Dispose();
}
