using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Pix;

/// <summary>
/// Groups linked records into persons and, where the network issues ids, keeps one id of the affinity domain per person. The oldest person survives when
/// several become one; when one falls apart, its id stays with the larger part.
/// </summary>
internal sealed class Persons(
    DbConnection connection, DbTransaction transaction, Dialect dialect, Links links, RegistryNotices notices, IssuedIds? issued, DateTimeOffset now)
{
    /// <summary>Groups anew all who have to do with these records.</summary>
    /// <param name="records">Records that are new or whose links changed.</param>
    /// <param name="heir">The record whose person takes over a person that is left without records.</param>
    /// <param name="bereft">A person that may have been left without records.</param>
    public async Task RegroupAsync(IReadOnlyCollection<long> records, long heir = 0, long bereft = 0)
    {
        var members = await MembersAsync(records).ConfigureAwait(false);
        var groups = Group(members.Keys, await links.AmongAsync(members.Keys).ConfigureAwait(false));
        // Each person goes on with the group that holds most of its records.
        var claims = members.Where(member => member.Value != 0).GroupBy(member => member.Value).OrderBy(person => person.Key).ToLookup(
            person => groups.OrderByDescending(group => person.Count(member => group.Contains(member.Key))).ThenBy(group => group.Min()).First(),
            person => person.Key);
        var persons = new Dictionary<long, long>();
        foreach (var group in groups)
        {
            var claimants = claims[group].ToList();
            var person = claimants.Count > 0 ? claimants[0] : await CreateAsync().ConfigureAwait(false);
            await AssignAsync(group.Where(record => members[record] != person), person).ConfigureAwait(false);
            foreach (var other in claimants.Skip(1)) await JoinAsync(person, other).ConfigureAwait(false);
            await EnsureIdAsync(person).ConfigureAwait(false);
            if (group.Contains(heir) && bereft != 0 && bereft != person && !claimants.Contains(bereft) && !members.ContainsValue(bereft))
                await JoinAsync(person, bereft).ConfigureAwait(false);
            foreach (var record in group) persons[record] = person;
        }

        foreach (var (record, former) in members.Where(member => member.Value != 0 && member.Value != persons[member.Key]).OrderBy(member => member.Key))
            await TellOfLinkAsync(record, former).ConfigureAwait(false);
    }

    /// <summary>Lets the registry know that documents of a record are now those of another, after all are grouped.</summary>
    public Task TellOfMergeAsync(PatientRecord subsumed, long survivor) => TellOfLinkAsync(survivor, subsumed.PersonId, subsumed.Id);

    // Where two persons became one, their merge has told the registry already; where one fell apart, the documents of what left it follow (ITI-64).
    private async Task TellOfLinkAsync(long record, long former, string? subsumedLocal = null)
    {
        if (issued is null || await NetworkIdOfAsync(former).ConfigureAwait(false) is not { } previous) return;
        var local = await connection.QuerySingleAsync<PatientRecord>(
            $"SELECT {PatientIndex.Columns} FROM pix_record WHERE record_id = @record", new { record }, transaction).ConfigureAwait(false);
        var current = (await NetworkIdOfAsync(local.PersonId).ConfigureAwait(false))!;
        if (current == previous && subsumedLocal is null) return;
        await notices.AddAsync(new(current, previous, PatientId.Of(local.Id, local.Authority), subsumedLocal is null ? null : PatientId.Of(subsumedLocal, local.Authority)))
            .ConfigureAwait(false);
    }

    // The id under which the registry knows a person, or the one into which the person's was merged.
    private Task<string?> NetworkIdOfAsync(long person) => connection.QuerySingleOrDefaultAsync<string>(
        """
        SELECT COALESCE(s.id, r.id) FROM pix_record r LEFT JOIN pix_record s ON s.record_id = r.survivor_id
        WHERE r.person_id = @person AND r.issued = 1
        """,
        new { person }, transaction);

    // The given records with all records of their persons and of the persons to whom links lead.
    private async Task<Dictionary<long, long>> MembersAsync(IReadOnlyCollection<long> records) => (await connection.QueryAsync<(long Record, long Person)>(
        $"""
        WITH given AS (SELECT n.value FROM {dialect.Numbers("@records", "n")}),
        near AS (
          SELECT record_id, person_id FROM pix_record WHERE record_id IN (SELECT value FROM given)
          UNION SELECT r.record_id, r.person_id FROM pix_link l JOIN pix_record r ON r.record_id = l.other_id WHERE l.record_id IN (SELECT value FROM given))
        SELECT record_id, person_id FROM near
        UNION SELECT record_id, person_id FROM pix_record
          WHERE person_id IN (SELECT person_id FROM near WHERE person_id <> 0) AND issued = 0 AND survivor_id IS NULL
        """,
        new { records = JsonSerializer.Serialize(records) }, transaction).ConfigureAwait(false)).ToDictionary(row => row.Record, row => row.Person);

    private static List<HashSet<long>> Group(IEnumerable<long> records, IReadOnlyList<(long One, long Other)> pairs)
    {
        var near = pairs.ToLookup(pair => pair.One, pair => pair.Other);
        var groups = new List<HashSet<long>>();
        foreach (var start in records.Order())
        {
            if (groups.Exists(group => group.Contains(start))) continue;
            var group = new HashSet<long>();
            var open = new Stack<long>([start]);
            while (open.TryPop(out var record))
            {
                if (!group.Add(record)) continue;
                foreach (var other in near[record]) open.Push(other);
            }

            groups.Add(group);
        }

        return groups;
    }

    // The index is held by this feed, and no person is ever removed: so the highest number is the one just given.
    private Task<long> CreateAsync() => connection.ExecuteScalarAsync<long>(
        """
        INSERT INTO pix_person (person_id, created) SELECT COALESCE(MAX(person_id), 0) + 1, @created FROM pix_person;
        SELECT MAX(person_id) FROM pix_person
        """,
        new { created = Hl7Time.From(now).Text }, transaction);

    private async Task AssignAsync(IEnumerable<long> records, long person)
    {
        var moved = records.ToList();
        if (moved.Count == 0) return;
        await connection.ExecuteAsync(
            $"UPDATE pix_record SET person_id = @person WHERE record_id IN (SELECT n.value FROM {dialect.Numbers("@moved", "n")})",
            new { person, moved = JsonSerializer.Serialize(moved) }, transaction).ConfigureAwait(false);
    }

    private async Task EnsureIdAsync(long person)
    {
        if (issued is null || await IssuedToAsync(person).ConfigureAwait(false) is not null) return;
        var id = issued.For(person);
        await connection.ExecuteAsync(
            "INSERT INTO pix_record (person_id, id, authority, issued, updated, body) VALUES (@person, @id, @Authority, 1, @updated, '{}')",
            new { person, id, issued.Authority, updated = Hl7Time.From(now).Text }, transaction).ConfigureAwait(false);
        await notices.AddAsync(id).ConfigureAwait(false);
    }

    // The person's id is merged into the survivor's, here and, by the notice, in the registry.
    private async Task JoinAsync(long survivor, long subsumed)
    {
        if (issued is null || await IssuedToAsync(subsumed).ConfigureAwait(false) is not { } old) return;
        await EnsureIdAsync(survivor).ConfigureAwait(false);
        var kept = (await IssuedToAsync(survivor).ConfigureAwait(false))!;
        await connection.ExecuteAsync(
            "UPDATE pix_record SET survivor_id = @kept WHERE record_id = @old OR (survivor_id = @old AND issued = 1)",
            new { kept = kept.RecordId, old = old.RecordId }, transaction).ConfigureAwait(false);
        await notices.AddAsync(kept.Id, old.Id).ConfigureAwait(false);
    }

    private Task<PatientRecord?> IssuedToAsync(long person) => connection.QuerySingleOrDefaultAsync<PatientRecord>(
        $"SELECT {PatientIndex.Columns} FROM pix_record WHERE person_id = @person AND issued = 1 AND survivor_id IS NULL", new { person }, transaction);
}

/// <summary>How a network names the persons whom it knows.</summary>
/// <param name="Authority">OID of the affinity domain.</param>
/// <param name="Prefix">The network's id.</param>
internal sealed record IssuedIds(string Authority, string Prefix)
{
    /// <summary>The id of a person, by the number under which the index created it; the same for ever.</summary>
    public string For(long person) => Prefix.ToUpperInvariant() + "-" + person.ToString("D8", CultureInfo.InvariantCulture);
}
