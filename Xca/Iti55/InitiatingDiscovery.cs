using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Xca;

/// <summary>ITI-55 outwards: under which id does a neighbour know this person (<c>ITI TF-2 3.55.4.1</c>)?</summary>
internal sealed class InitiatingDiscovery(NodeProfile profile, Communities communities, Correlations correlations)
{
    /// <summary>The neighbour's id of the person; null when the neighbour does not know them.</summary>
    /// <exception cref="CommunityException">The neighbour cannot say, or its answer is not sure.</exception>
    public async Task<PatientId?> FindAsync(Neighbour neighbour, PatientId own, Patient person, Exchange exchange, CancellationToken cancellation)
    {
        if (correlations.Find(own, neighbour.Home) is { } known) return known;
        var query = Query(neighbour, own, person);
        var answer = await AskAsync(neighbour, query, exchange, cancellation).ConfigureAwait(false);
        if (answer.WantedAttributes.Count > 0 && More(query, person, answer.WantedAttributes) is { } more)
            answer = await AskAsync(neighbour, more, exchange, cancellation).ConfigureAwait(false);
        if (answer.WantedAttributes.Count > 0) throw new CommunityException("knows several persons whom it cannot tell apart");
        if (Choose(neighbour, person, answer.Matches) is not { } there) return null;
        correlations.Keep(own, neighbour.Home, there);
        return there;
    }

    public void Forget(Neighbour neighbour, PatientId own) => correlations.Forget(own, neighbour.Home);

    private async Task<PatientDemographicsQueryResponse> AskAsync(
        Neighbour neighbour, PatientDemographicsQuery query, Exchange exchange, CancellationToken cancellation)
    {
        var answer = await neighbour.Discover(
            query with
            {
                QueryId = Guid.NewGuid().ToString("D"),
                V3 = new(
                    Guid.NewGuid().ToString("D"), profile.DeviceId, neighbour.Profile.DeviceId ?? Oid.WithoutUrn(neighbour.Home), Parameters: ""),
            },
            communities.Towards(neighbour.Profile.PatientDiscovery, exchange), cancellation).ConfigureAwait(false);
        return answer.Errors.Count == 0 ? answer : throw new CommunityException("could not say whether it knows the patient");
    }

    // Ids of facilities stay at home; those of authorities that belong to no facility may be known to both sides.
    private PatientDemographicsQuery Query(Neighbour neighbour, PatientId own, Patient person) => new()
    {
        Names = person.Names.Where(n => n is { Family.Length: > 0, Given.Length: > 0 })
            .Select(n => n with { Type = null, Prefix = null, Suffix = null }).ToValueList(),
        BirthTimeFrom = person.BirthTime,
        BirthTimeTo = person.BirthTime,
        Gender = person.Gender is "M" or "F" ? person.Gender : null,
        Ids = person.Ids.Where(id => profile.AssigningAuthorities.Any(a => a.Oid == id.AssigningAuthority))
            .Select(id => PatientId.Of(id.Id, id.AssigningAuthority)).Prepend(own).Distinct().ToValueList(),
        HomeCommunity = Oid.WithoutUrn(communities.Own),
        ReverseQueryAuthority = own.AssigningAuthority,
    };

    private static PatientDemographicsQuery? More(PatientDemographicsQuery query, Patient person, ValueList<string> wanted)
    {
        var more = query with
        {
            Address = wanted.Contains(WantedAttribute.Address) && person.Addresses is [var address, ..] ? address : null,
            Telecom = wanted.Contains(WantedAttribute.Telecom) && person.Telecoms is [var telecom, ..] ? telecom : null,
            MothersMaidenName = wanted.Contains(WantedAttribute.MothersMaidenName) ? person.MothersMaidenName : null,
        };
        return more == query ? null : more;
    }

    // Who is taken for the person decides whose documents are shown: when in doubt, nobody.
    private static PatientId? Choose(Neighbour neighbour, Patient person, ValueList<PatientMatch> matches)
    {
        if (matches.Any(m => m.HomeCommunity != Oid.WithoutUrn(neighbour.Home)))
            throw new CommunityException("answered for another community");
        var likely = matches.Where(m => MayBe(person, m.Patient)).OrderByDescending(m => m.Score).ToList();
        if (likely.Count == 0) return null;
        if (likely.Count > 1 && likely[0].Score == likely[1].Score)
            throw new CommunityException("knows several persons whom it cannot tell apart");
        return likely[0].Patient.Ids is [{ IsValid: true } id, ..] ? id : throw new CommunityException("gave no usable id of the patient");
    }

    private static bool MayBe(Patient person, Patient there) =>
        person.BirthTime is not { Text.Length: >= 8 } born || there.BirthTime is not { Text.Length: >= 8 } said
        || born.Text.AsSpan(0, 8).SequenceEqual(said.Text.AsSpan(0, 8));
}
