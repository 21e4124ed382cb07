using System.Data.Common;
using System.Text.Json;
using Dapper;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Pix;

/// <summary>ITI-21 and ITI-47 at the demographics supplier (<c>ITI TF-2 3.21, 3.47</c>): one match for each person, found by SQL on indexed keys.</summary>
internal sealed class DemographicsQuery(IdentifierDomains domains, Database database, LimitsProfile limits)
{
    private const int PersonsAtOnce = 500;

    public async Task<PatientDemographicsQueryResponse> AnswerAsync(PatientDemographicsQuery query, CancellationToken cancellation)
    {
        var wanted = query.Domains.Select(domains.Named).ToList();
        var errors = CrossReferenceQuery.UnknownDomains(query.Domains, wanted).ToList();
        var after = Continuation.Read(query);
        if (after is null) errors.Add(new(204, "The continuation pointer does not belong to this query.", PatientErrorPlace.Continuation));
        if (query.Quantity is <= 0) errors.Add(new(102, "The number of records wanted is not positive."));
        if (query.Names.Count > limits.QueryAlternatives || query.Ids.Count > limits.QueryAlternatives)
            errors.Add(new(102, $"More than {limits.QueryAlternatives} names or identifiers in one query (limits.queryAlternatives)."));
        var ids = Ids(query, errors);
        var conditions = new SearchConditions();
        conditions.AddNames(query.Names, query.FuzzyNames);
        conditions.AddBirth(query.BirthTimeFrom, query.BirthTimeTo);
        if (ComparisonKey.Of(query.Gender) is { Length: > 0 } gender) conditions.Add($"r.gender = {conditions.Value(gender)}");
        conditions.AddAddress(query.Address);
        conditions.AddTelecom(query.Telecom);
        conditions.AddMother(query.MothersMaidenName, query.FuzzyNames);
        if (PatientKeys.AccountOf(query.AccountNumber) is { } account) conditions.Add($"r.account_key = {conditions.Value(account)}");
        errors.AddRange(conditions.Errors.Distinct());
        if (errors.Count == 0 && !conditions.Any && query.Ids.Count == 0) errors.Add(new(101, "The query names no condition."));
        if (errors.Count > 0) return new([], errors.ToValueList());
        if (!conditions.Any && ids.Count == 0) return new([]);
        return await database.ReadAsync(
            async connection => await FindAsync(connection, query, conditions, ids, wanted, after!.Value).ConfigureAwait(false), cancellation).ConfigureAwait(false);
    }

    // An asking gateway gives its own id of the person so that it can be asked back (ITI TF-2 3.55.4.1.2.4): not a condition, if nobody here knows that domain.
    private List<(PatientId Id, IdentifierDomain? Domain)> Ids(PatientDemographicsQuery query, List<PatientError> errors)
    {
        var ids = query.Ids.Select(id => (Id: id, Domain: domains.Of(id))).ToList();
        if (query.HomeCommunity is not null || query.ReverseQueryAuthority is not null) ids.RemoveAll(id => id.Domain is null);
        for (var i = 0; i < ids.Count; i++)
        {
            if (IdentifierDomains.Describe(ids[i].Id).Length == 0)
                errors.Add(new(101, "An identifier is asked for without its assigning authority.", PatientErrorPlace.PatientId, i + 1));
        }

        return ids;
    }

    private async Task<PatientDemographicsQueryResponse> FindAsync(
        DbConnection connection, PatientDemographicsQuery query, SearchConditions conditions,
        List<(PatientId Id, IdentifierDomain? Domain)> ids, List<IdentifierDomain?> wanted, long after)
    {
        var dialect = database.Dialect;
        if (ids.Count > 0)
        {
            var known = await PersonsOfAsync(connection, ids).ConfigureAwait(false);
            if (known.Count == 0) return new([]);
            conditions.Add($"r.person_id IN (SELECT n.value FROM {dialect.Numbers(conditions.Value(JsonSerializer.Serialize(known)), "n")})");
        }

        if (wanted.Count > 0)
        {
            var authorities = dialect.Values(conditions.Value(JsonSerializer.Serialize(wanted.Select(d => d!.Oid))), "v");
            conditions.Add(
                $"EXISTS (SELECT 1 FROM pix_record d WHERE d.person_id = r.person_id AND d.survivor_id IS NULL AND d.authority IN (SELECT v.value FROM {authorities}))");
        }

        var matching = $"FROM pix_record r WHERE r.issued = 0 AND r.survivor_id IS NULL\n  AND {conditions.Sql}";
        var total = await connection.ExecuteScalarAsync<int>(
            $"SELECT COUNT(*) FROM (SELECT DISTINCT r.person_id {matching} ORDER BY r.person_id {dialect.Limit(conditions.Value(limits.QueryResults + 1))}) found",
            conditions.Parameters).ConfigureAwait(false);
        if (total > limits.QueryResults)
            return new([], [new(207, $"More than {limits.QueryResults} persons match (limits.queryResults); give more conditions.")]);

        var page = (await connection.QueryAsync<long>(
            $"SELECT DISTINCT r.person_id {matching} AND r.person_id > {conditions.Value(after)} ORDER BY r.person_id {dialect.Limit(conditions.Value((query.Quantity ?? total) + 1L))}",
            conditions.Parameters).ConfigureAwait(false)).AsList();
        var more = query.Quantity is { } quantity && page.Count > quantity;
        if (more) page.RemoveAt(page.Count - 1);
        var matches = new List<PatientMatch>();
        foreach (var persons in page.Chunk(PersonsAtOnce))
            matches.AddRange(await ReadAsync(connection, matching, conditions, persons, wanted).ConfigureAwait(false));
        return new(matches.ToValueList()) { Total = total, Continuation = more ? Continuation.After(page[^1], query) : null };
    }

    private async Task<List<long>> PersonsOfAsync(DbConnection connection, List<(PatientId Id, IdentifierDomain? Domain)> ids)
    {
        var index = new PatientIndex(connection, null, database.Dialect);
        var persons = new List<long>();
        foreach (var (id, domain) in ids)
        {
            if (domain is not null && await index.FindAsync(id.Id, domain.Oid).ConfigureAwait(false) is { SurvivorId: null } record) persons.Add(record.PersonId);
        }

        return persons;
    }

    // A person is shown with the demographics of the matching record that was fed last, and with all ids or those of the wanted domains.
    private async Task<IEnumerable<PatientMatch>> ReadAsync(
        DbConnection connection, string matching, SearchConditions conditions, long[] persons, List<IdentifierDomain?> wanted)
    {
        var numbers = JsonSerializer.Serialize(persons);
        var shownOnes = $"IN (SELECT s.value FROM {database.Dialect.Numbers("@persons", "s")})";
        conditions.Parameters.Add("persons", numbers);
        var records = await connection.QueryAsync<(long Person, string Body)>(
            $"SELECT r.person_id, r.body {matching} AND r.person_id {shownOnes} ORDER BY r.updated, r.record_id", conditions.Parameters).ConfigureAwait(false);
        var shown = new Dictionary<long, string>();
        foreach (var record in records) shown[record.Person] = record.Body;
        var ids = (await connection.QueryAsync<(long Person, string Authority, string Id)>(
            $"""
            SELECT person_id, authority, id FROM pix_record WHERE person_id {shownOnes} AND survivor_id IS NULL
            ORDER BY issued DESC, authority, record_id
            """,
            new { persons = numbers }).ConfigureAwait(false))
            .Where(id => wanted.Count == 0 || wanted.Exists(domain => domain!.Oid == id.Authority))
            .ToLookup(id => id.Person, id => domains.Write(id.Id, id.Authority));
        // A record may have been merged away since the page was read.
        return persons.Where(person => shown.ContainsKey(person) && ids[person].Any())
            .Select(person => new PatientMatch(PatientBody.Read(shown[person]) with { Ids = ids[person].ToValueList() }));
    }
}
