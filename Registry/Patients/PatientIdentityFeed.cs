using System.Data.Common;
using Dapper;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>
/// Keeps the patient ids of the affinity domain as the feed tells them (<c>ITI TF-2 3.8.4.1.4</c>, <c>3.8.4.2.4</c>). Ids of other domains and updates of
/// demographics are none of the registry's business and are accepted without effect.
/// </summary>
internal sealed class PatientIdentityFeed(NodeProfile profile, Database database)
{
    private const int DataTypeError = 102;
    private const int UnknownKeyIdentifier = 204;
    private const int ApplicationError = 207;
    private const string Known = "select patient from registry_patient where id = @id";

    private static readonly PatientError[] Itself = [new(ApplicationError, "An id cannot be merged into itself.", PatientErrorPlace.SubsumedId)];

    public async Task<PatientFeedResponse> AnswerAsync(PatientFeed feed, CancellationToken cancellation)
    {
        var ids = feed.Patient.Ids.Where(id => id.Text is not null && id.AssigningAuthority == profile.AffinityDomain.AssigningAuthority)
            .Select(id => KnownPatient.Canonical(id)).OfType<string>().Distinct().ToArray();
        return feed.Event switch
        {
            PatientFeedEvent.Add when Array.Exists(ids, id => id.Length > MetadataTypes.LongestValue) => Refuse(
                DataTypeError, $"An id has, with its assigning authority, more than the {MetadataTypes.LongestValue} characters that metadata can hold.", PatientErrorPlace.PatientId),
            PatientFeedEvent.Add when ids.Length > 0 =>
                await database.WriteAsync(ids[0], (connection, transaction) => AddAsync(ids, connection, transaction), cancellation).ConfigureAwait(false),
            PatientFeedEvent.Merge => await MergeAsync(ids, feed.Subsumed, cancellation).ConfigureAwait(false),
            _ => new(),
        };
    }

    private static async Task<PatientFeedResponse> AddAsync(string[] ids, DbConnection connection, DbTransaction transaction)
    {
        foreach (var id in ids)
        {
            // An id that was merged away stays so: a merge is not undone by a later registration.
            if ((await connection.QueryAsync<long>(Known, new { id }, transaction).ConfigureAwait(false)).Any()) continue;
            var patient = await connection.QuerySingleAsync<long>($"insert into registry_patient (id) values (@id); {Known}", new { id }, transaction)
                .ConfigureAwait(false);
            await connection.ExecuteAsync("insert into registry_patient_objects (patient, objects) values (@patient, 0)", new { patient }, transaction)
                .ConfigureAwait(false);
        }

        return new();
    }

    private async Task<PatientFeedResponse> MergeAsync(string[] survivors, PatientId? subsumed, CancellationToken cancellation)
    {
        var isOfDomain = subsumed is { Text: not null } given && given.AssigningAuthority == profile.AffinityDomain.AssigningAuthority;
        if (!isOfDomain && survivors.Length == 0) return new();
        if (!isOfDomain || KnownPatient.Canonical(subsumed) is not { } old)
            return Refuse(UnknownKeyIdentifier, "The subsumed id is not of the affinity domain.", PatientErrorPlace.SubsumedId);
        return survivors is [var survivor]
            ? await database.WriteAsync(survivor, (connection, transaction) => MergeAsync(survivor, old, connection, transaction), cancellation).ConfigureAwait(false)
            : Refuse(UnknownKeyIdentifier, "A merge needs exactly one surviving id of the affinity domain.", PatientErrorPlace.PatientId);
    }

    private async Task<PatientFeedResponse> MergeAsync(string survivor, string subsumed, DbConnection connection, DbTransaction transaction)
    {
        // Whoever registers for one of these patients, or for one merged into them before, is done before the merge or sees it.
        var known = await new RegistryStore(connection, database.Dialect, transaction).HoldWithMergedAsync(survivor, subsumed).ConfigureAwait(false);
        var into = known.SingleOrDefault(p => p.Id == survivor);
        var from = known.SingleOrDefault(p => p.Id == subsumed);
        // Told again, because its acknowledgement was lost: nothing is left to do.
        if (into is not null && from?.MergedInto == into.Patient) return new();
        ValueList<PatientError> errors =
        [
            .. survivor == subsumed ? Itself : [],
            .. Faults(into, "surviving", PatientErrorPlace.PatientId),
            .. Faults(from, "subsumed", PatientErrorPlace.SubsumedId),
        ];
        if (errors.Count > 0) return new(errors);

        // Whoever was merged into the subsumed one before now has the same survivor as it.
        await connection.ExecuteAsync(
            """
            update registry_patient set survivor = @into where survivor = @from;
            update registry_patient set survivor = @into, merged_into = @into where patient = @from;
            """,
            new { into = into!.Patient, from = from!.Patient }, transaction).ConfigureAwait(false);
        return new();
    }

    private static PatientError[] Faults(KnownPatient? patient, string which, PatientErrorPlace where) => patient switch
    {
        null => [new(UnknownKeyIdentifier, $"The {which} id is not known to the registry.", where)],
        { IsActive: false } => [new(ApplicationError, $"The {which} id was itself merged into another.", where)],
        _ => [],
    };

    private static PatientFeedResponse Refuse(int code, string sentence, PatientErrorPlace where) => new([new PatientError(code, sentence, where)]);
}
