using Dapper;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Pix;

/// <summary>ITI-9 and ITI-45 at the PIX manager: the six cases of <c>ITI TF-2 3.9.4.2.2.6</c> and <c>3.45.4.2.3</c>.</summary>
internal sealed class CrossReferenceQuery(IdentifierDomains domains, Database database)
{
    public async Task<PixQueryResponse> AnswerAsync(PixQuery query, CancellationToken cancellation)
    {
        var domain = domains.Of(query.Id);
        var wanted = query.Domains.Select(domains.Named).ToList();
        var errors = new List<PatientError>();
        if (domain is null) errors.Add(Unknown(IdentifierDomains.Describe(query.Id), PatientErrorPlace.IdAuthority, 1));
        errors.AddRange(UnknownDomains(query.Domains, wanted));
        if (errors.Count > 0) return new([], errors.ToValueList());

        return await database.ReadAsync(
            async connection =>
            {
                var index = new PatientIndex(connection, null, database.Dialect);
                var record = await index.FindAsync(query.Id.Id, domain!.Oid).ConfigureAwait(false);
                if (record is null or { SurvivorId: not null })
                    return new PixQueryResponse([], [new(204, "The identifier is not known in its domain.", PatientErrorPlace.Id)]);
                var person = (await connection.QueryAsync<PatientRecord>(
                    $"""
                    SELECT {PatientIndex.Columns} FROM pix_record
                    WHERE person_id = @PersonId AND survivor_id IS NULL
                    ORDER BY authority, record_id
                    """,
                    new { record.PersonId }).ConfigureAwait(false)).AsList();
                return new PixQueryResponse(
                    person.Where(other => other.RecordId != record.RecordId && (wanted.Count == 0 || wanted.Exists(d => d!.Oid == other.Authority)))
                        .Select(other => domains.Write(other.Id, other.Authority)).ToValueList())
                {
                    Names = record.Issued ? NamesOf(person) : record.Patient.Names,
                };
            },
            cancellation).ConfigureAwait(false);
    }

    /// <summary>One error for each domain that is not known, with its repetition.</summary>
    internal static IEnumerable<PatientError> UnknownDomains(ValueList<string> asked, List<IdentifierDomain?> found)
    {
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i] is null) yield return Unknown(asked[i], PatientErrorPlace.Domain, i + 1);
        }
    }

    private static PatientError Unknown(string authority, PatientErrorPlace place, int repetition) =>
        new(204, authority.Length == 0 ? "No assigning authority is given." : $"The assigning authority {authority} is not known.", place, repetition);

    private static ValueList<PersonName> NamesOf(List<PatientRecord> person) =>
        person.Where(record => !record.Issued).Select(record => record.Patient.Names).LastOrDefault(names => names.Count > 0);
}
