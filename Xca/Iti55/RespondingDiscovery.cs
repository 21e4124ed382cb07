using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Xca;

/// <summary>ITI-55 inwards (<c>ITI TF-2 3.55.4.1.3</c>): one person who surely is meant, nobody, or a wish for more attributes; never a list of people.</summary>
internal sealed class RespondingDiscovery(NodeProfile profile, LocalCommunity local)
{
    private const int FieldMissing = 101;
    private const int ValueRefused = 102;
    private const int ModeRefused = 202;
    private const int Ambiguous = 205;

    // Each combination is a search of its own; who knows more addresses of a person than this is guessing.
    private const int Alternatives = 16;

    public async Task<PatientDemographicsQueryResponse> AnswerAsync(PatientDemographicsQuery query, Exchange exchange, CancellationToken cancellation)
    {
        // The asker's own id of the person only serves to ask back; an id that both sides may know must not contradict.
        var shared = query.Ids.Where(id => id.AssigningAuthority != query.ReverseQueryAuthority).ToValueList();
        if (Faults(query, shared).ToValueList() is { Count: > 0 } faults) return new([], faults);
        var names = query.Names.Where(IsWhole).ToValueList();
        var byIds = names.Count == 0 || !HasBirth(query);
        if (byIds && shared.Count == 0) return new([]);
        var first = new PatientDemographicsQuery
        {
            QueryId = query.QueryId,
            Names = names,
            BirthTimeFrom = query.BirthTimeFrom,
            BirthTimeTo = query.BirthTimeTo,
            Gender = query.Gender,
            Ids = byIds ? shared : [],
            HomeCommunity = query.HomeCommunity,
            Quantity = 2,
        };
        var found = await local.FindPatients(first, exchange, cancellation).ConfigureAwait(false);
        if (IsAmbiguous(found)) found = await NarrowAsync(first, query, found, exchange, cancellation).ConfigureAwait(false);
        return Answer(query, found, shared);
    }

    // Addresses and telephone numbers change and are written in many ways, so they only tell apart those whom name and birth leave; each is an alternative.
    private async Task<PatientDemographicsQueryResponse> NarrowAsync(
        PatientDemographicsQuery first, PatientDemographicsQuery query, PatientDemographicsQueryResponse found, Exchange exchange, CancellationToken cancellation)
    {
        PersonAddress?[] addresses = query.Address is null ? [null] : [query.Address, .. query.OtherAddresses];
        string?[] telecoms = query.Telecom is null ? [null] : [query.Telecom, .. query.OtherTelecoms];
        if (addresses is [null] && telecoms is [null] && query.MothersMaidenName is null) return found;
        if (addresses.Length * telecoms.Length > Alternatives)
            return new([], [new(ValueRefused, $"More than {Alternatives} combinations of addresses and telephone numbers are not tried.")]);
        var matches = new List<PatientMatch>();
        foreach (var address in addresses)
        {
            foreach (var telecom in telecoms)
            {
                var narrower = first with { Address = address, Telecom = telecom, MothersMaidenName = query.MothersMaidenName };
                var answer = await local.FindPatients(narrower, exchange, cancellation).ConfigureAwait(false);
                if (answer.Errors.Count > 0 || IsAmbiguous(answer)) return answer;
                matches.AddRange(answer.Matches);
            }
        }

        return new(matches.DistinctBy(m => m.Patient.Ids).ToValueList());
    }

    // Name and birth are needed unless there is an id that both sides may know; beside such an id they are further conditions (ITI TF-2 3.55.4.1.2.1).
    private static IEnumerable<PatientError> Faults(PatientDemographicsQuery query, ValueList<PatientId> shared)
    {
        if (query.Deferred)
        {
            yield return new(ModeRefused, "Deferred answers are not given.");
            yield break;
        }

        if (query.FuzzyNames || query.Names.Any(n => (n.Family + n.Given).Contains('*', StringComparison.Ordinal)))
            yield return new(ValueRefused, "A discovery needs a whole name; a search is not answered.");
        var hasName = query.Names.Any(IsWhole);
        if (shared.Count > 0 || (!hasName && query.Ids.Count > 0)) yield break;
        if (!hasName) yield return new(FieldMissing, "livingSubjectName with family and given name is missing.");
        if (!HasBirth(query)) yield return new(FieldMissing, "livingSubjectBirthTime with year, month and day is missing.");
    }

    private static bool IsWhole(PersonName name) => name is { Family.Length: > 0, Given.Length: > 0 };

    private static bool HasBirth(PatientDemographicsQuery query) =>
        query is { BirthTimeFrom.Text.Length: >= 8, BirthTimeTo: not null } && query.BirthTimeFrom == query.BirthTimeTo;

    private static bool IsAmbiguous(PatientDemographicsQueryResponse found) => Math.Max(found.Matches.Count, found.Total) > 1;

    private PatientDemographicsQueryResponse Answer(
        PatientDemographicsQuery query, PatientDemographicsQueryResponse found, ValueList<PatientId> shared)
    {
        if (found.Errors.Any(e => e.Code != 204)) return new([], found.Errors);
        if (IsAmbiguous(found)) return AskForMore(query);
        if (found.Matches.Count == 0) return new([]);
        var match = found.Matches[0];
        var own = match.Patient.Ids.Where(id => id.AssigningAuthority == profile.AffinityDomain.AssigningAuthority).ToList();
        if (own.Count == 0 || Contradicts(match.Patient, shared)) return new([]);
        return new([match with
        {
            Patient = match.Patient with { Ids = [PatientId.Of(own[0].Id, own[0].AssigningAuthority)], AccountNumber = null },
            HomeCommunity = Oid.WithoutUrn(profile.Network.HomeCommunityId),
        }]) { Total = 1 };
    }

    private static PatientDemographicsQueryResponse AskForMore(PatientDemographicsQuery query)
    {
        string?[] wanted =
        [
            query.Gender is null ? WantedAttribute.Gender : null,
            query.Address is null ? WantedAttribute.Address : null,
            query.Telecom is null ? WantedAttribute.Telecom : null,
            query.MothersMaidenName is null ? WantedAttribute.MothersMaidenName : null,
        ];
        var missing = wanted.OfType<string>().ToValueList();
        return missing.Count > 0
            ? new([]) { WantedAttributes = missing }
            : new([], [new(Ambiguous, "Several persons match all that was asked.")]);
    }

    private static bool Contradicts(Patient patient, ValueList<PatientId> asked) =>
        asked.GroupBy(id => id.AssigningAuthority).Any(domain =>
        {
            var known = patient.Ids.Where(id => id.AssigningAuthority == domain.Key).Select(id => id.Id).ToList();
            return known.Count > 0 && !domain.Any(id => known.Contains(id.Id));
        });
}
