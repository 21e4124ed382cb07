using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Xca;

/// <summary>Who stands behind an id of the affinity domain, as the community's own patient index knows them.</summary>
internal sealed class Persons(NodeProfile profile, LocalCommunity local)
{
    /// <summary>The id without its namespace, if it is one of the affinity domain.</summary>
    public PatientId? OfAffinityDomain(PatientId? id) =>
        id is { Id.Length: > 0 } given && given.AssigningAuthority == profile.AffinityDomain.AssigningAuthority
            ? PatientId.Of(given.Id, given.AssigningAuthority)
            : null;

    /// <summary>The person's demographics; null when the community does not know the id.</summary>
    /// <exception cref="CommunityException">The patient index gave no usable answer.</exception>
    public async Task<Patient?> FindAsync(PatientId id, Exchange exchange, CancellationToken cancellation)
    {
        if (await FindByIdsAsync([id], exchange, cancellation).ConfigureAwait(false) is { } person) return person;

        // Where ids of the affinity domain come from outside, the demographics may stand only under other ids of the person.
        var ids = await local.FindIds(new(id) { QueryId = Guid.NewGuid().ToString("D") }, exchange, cancellation).ConfigureAwait(false);
        Refuse(ids.Errors);
        return ids.Errors.Count > 0 || ids.Ids.Count == 0 ? null : await FindByIdsAsync(ids.Ids, exchange, cancellation).ConfigureAwait(false);
    }

    private async Task<Patient?> FindByIdsAsync(ValueList<PatientId> ids, Exchange exchange, CancellationToken cancellation)
    {
        var query = new PatientDemographicsQuery { QueryId = Guid.NewGuid().ToString("D"), Ids = ids };
        var found = await local.FindPatients(query, exchange, cancellation).ConfigureAwait(false);
        Refuse(found.Errors);
        return found.Matches.Count switch
        {
            0 => null,
            1 => found.Matches[0].Patient,
            _ => throw new CommunityException("was not asked: the patient id stands for several persons here"),
        };
    }

    private static void Refuse(ValueList<PatientError> errors)
    {
        if (errors.Any(e => e.Code != 204)) throw new CommunityException("was not asked: the person's demographics could not be read here");
    }
}
