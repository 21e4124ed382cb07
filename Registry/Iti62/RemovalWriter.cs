using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Deletes the rows of objects, and makes those that were beside them say what is true without them.</summary>
internal sealed class RemovalWriter(DbConnection connection, DbTransaction transaction, Dialect dialect)
{
    // Well below the number of parameters that any of the databases takes in one statement.
    private const int Chunk = 500;

    /// <summary>Removes everything.</summary>
    public async Task ApplyAsync(Removal removal, DateTimeOffset now)
    {
        var versions = new List<RemovedVersion>();
        foreach (var kind in removal.Objects.GroupBy(o => (ObjectKind)o.Kind))
        {
            foreach (var chunk in kind.Chunk(Chunk)) versions.AddRange(await RemoveAsync(kind.Key, chunk).ConfigureAwait(false));
        }

        await TouchFoldersAsync(removal, now).ConfigureAwait(false);
        foreach (var chain in versions.DistinctBy(v => (v.Kind, Convert.ToHexString(v.Chain)))) await CloseChainAsync(chain).ConfigureAwait(false);
    }

    private async Task<List<RemovedVersion>> RemoveAsync(ObjectKind kind, ObjectKey[] objects)
    {
        var table = Tables.Name(kind);
        var hasVersions = kind is ObjectKind.DocumentEntry or ObjectKind.Folder;
        var values = new
        {
            numbers = JsonSerializer.Serialize(objects.Select(o => o.Number)),
            patients = JsonSerializer.Serialize(objects.Select(o => ObjectNumber.Patient(o.Number)).Distinct()),
        };
        var which = $"number in (select n.value from {dialect.Numbers("@numbers", "n")}) and patient in (select n.value from {dialect.Numbers("@patients", "n")})";
        var rows = (await connection.QueryAsync<RemovedRow>(
            $"select number, {(hasVersions ? "logical_id" : "null")} as LogicalId, body from {table} where {which}", values, transaction).ConfigureAwait(false)).AsList();
        var decoded = rows.ConvertAll(row => (Row: row, Object: ObjectBody.Decode(row.Body)));
        await ExecuteAsync($"delete from {table} where {which}", values).ConfigureAwait(false);
        await ExecuteAsync("delete from registry_object where uuid = @Uuid", objects.Select(o => new { o.Uuid })).ConfigureAwait(false);
        await ExecuteAsync(
            "delete from registry_unique_id where unique_id = @UniqueId and number = @Number",
            from one in decoded where one.Object is PatientObject { UniqueId: not null } select new { ((PatientObject)one.Object).UniqueId, one.Row.Number })
            .ConfigureAwait(false);
        await ExecuteAsync(
            "delete from registry_event_code where code = @code and patient = @patient and number = @Number",
            from one in decoded
            where one.Object is DocumentEntry
            from code in ((DocumentEntry)one.Object).EventCodes.Select(c => c.ToQueryValue()).Distinct()
            select new { code, patient = ObjectNumber.Patient(one.Row.Number), one.Row.Number }).ConfigureAwait(false);
        return hasVersions
            ? decoded.ConvertAll(one => new RemovedVersion(
                kind, one.Row.LogicalId ?? RegistryStore.UuidBytes(one.Object.Id), ((PatientObject)one.Object).UniqueId))
            : [];
    }

    // A folder that loses a member is another folder than before (ITI TF-3 4.2.3.4.6).
    private async Task TouchFoldersAsync(Removal removal, DateTimeOffset now)
    {
        var time = long.Parse(Hl7Time.From(now).Earliest, CultureInfo.InvariantCulture);
        var sources = removal.Associations.Where(a => a.Type == (long)AssociationType.HasMember).Select(a => a.Source).Distinct();
        await ExecuteAsync(
            "update registry_folder set last_update_time = @time where patient = @patient and number = @number",
            sources.Select(number => new { time, patient = ObjectNumber.Patient(number), number })).ConfigureAwait(false);
    }

    // Of the versions that are left, one is the newest; and one of a folder's guards the uniqueId that all of them have.
    private async Task CloseChainAsync(RemovedVersion removed)
    {
        var table = Tables.Name(removed.Kind);
        var first = await connection.QuerySingleOrDefaultAsync<long?>(
            "select number from registry_object where uuid = @Chain", new { removed.Chain }, transaction).ConfigureAwait(false);
        var left = (await connection.QueryAsync<VersionRow>(
            $"""
            select number, version, latest from {table} where logical_id = @Chain
            union all
            select number, version, latest from {table} where patient = @patient and number = @first
            """,
            new { removed.Chain, first = first ?? -1, patient = ObjectNumber.Patient(first ?? -1) }, transaction).ConfigureAwait(false)).OrderBy(v => v.Version).ToArray();
        if (left.Length == 0) return;
        if (!left.Any(v => v.Latest == 1))
        {
            await ExecuteAsync(
                $"update {table} set latest = 1 where patient = @patient and number = @Number",
                new { patient = ObjectNumber.Patient(left[^1].Number), left[^1].Number }).ConfigureAwait(false);
        }

        if (removed is { Kind: ObjectKind.Folder, UniqueId: { } uniqueId } && first is null)
        {
            await ExecuteAsync("update registry_unique_id set sole = 1 where unique_id = @uniqueId and number = @Number", new { uniqueId, left[0].Number })
                .ConfigureAwait(false);
        }
    }

    private Task<int> ExecuteAsync(string sql, object values) => connection.ExecuteAsync(sql, values, transaction);

    private sealed record RemovedVersion(ObjectKind Kind, byte[] Chain, string? UniqueId);

    private sealed class RemovedRow
    {
        public long Number { get; set; }

        public byte[]? LogicalId { get; set; }

        public byte[] Body { get; set; } = [];
    }

    private sealed class VersionRow
    {
        public long Number { get; set; }

        public long Version { get; set; }

        public long Latest { get; set; }
    }
}
