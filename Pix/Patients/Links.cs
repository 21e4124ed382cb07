using System.Data.Common;
using System.Text.Json;
using Dapper;
using IheNode.Platform;

namespace IheNode.Pix;

/// <summary>Which records are the same person as which: pairs, from which <see cref="Persons"/> makes groups.</summary>
internal sealed class Links(DbConnection connection, DbTransaction transaction, Dialect dialect)
{
    public Task AddAsync(long one, long other) => one == other ? Task.CompletedTask : connection.ExecuteAsync(
        """
        INSERT INTO pix_link (record_id, other_id) SELECT @one, @other WHERE NOT EXISTS (SELECT 1 FROM pix_link WHERE record_id = @one AND other_id = @other);
        INSERT INTO pix_link (record_id, other_id) SELECT @other, @one WHERE NOT EXISTS (SELECT 1 FROM pix_link WHERE record_id = @other AND other_id = @one)
        """,
        new { one, other }, transaction);

    public Task RemoveAsync(long one, long other) => connection.ExecuteAsync(
        "DELETE FROM pix_link WHERE (record_id = @one AND other_id = @other) OR (record_id = @other AND other_id = @one)",
        new { one, other }, transaction);

    public async Task<IReadOnlyList<long>> OfAsync(long record) => (await connection.QueryAsync<long>(
        "SELECT other_id FROM pix_link WHERE record_id = @record", new { record }, transaction).ConfigureAwait(false)).AsList();

    public async Task<IReadOnlyList<(long One, long Other)>> AmongAsync(IEnumerable<long> records) => (await connection.QueryAsync<(long, long)>(
        $"SELECT record_id, other_id FROM pix_link WHERE record_id IN (SELECT n.value FROM {dialect.Numbers("@records", "n")})",
        new { records = JsonSerializer.Serialize(records) }, transaction).ConfigureAwait(false)).AsList();

    /// <summary>Gives the links of one record to another.</summary>
    public async Task<IReadOnlyList<long>> MoveAsync(long from, long to)
    {
        var others = await OfAsync(from).ConfigureAwait(false);
        foreach (var other in others)
        {
            await RemoveAsync(from, other).ConfigureAwait(false);
            await AddAsync(to, other).ConfigureAwait(false);
        }

        return others;
    }

    /// <summary>Links a record with all that are the same person, and parts it from those that its data now contradict.</summary>
    public async Task CrossReferenceAsync(PatientIndex index, PatientRecord record)
    {
        var keys = PatientKeys.Of(record.Patient);
        foreach (var other in await index.ReadAsync(await OfAsync(record.RecordId).ConfigureAwait(false)).ConfigureAwait(false))
        {
            if (Matching.Contradict(keys, PatientKeys.Of(other.Patient))) await RemoveAsync(record.RecordId, other.RecordId).ConfigureAwait(false);
        }

        foreach (var other in await index.CandidatesAsync(record.RecordId, keys).ConfigureAwait(false))
        {
            if (Matching.SamePerson(keys, PatientKeys.Of(other.Patient))) await AddAsync(record.RecordId, other.RecordId).ConfigureAwait(false);
        }
    }
}
