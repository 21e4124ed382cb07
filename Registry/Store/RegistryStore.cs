using System.Data.Common;
using System.Numerics;
using System.Text.Json;
using Dapper;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>What the registry's rows say, read on one connection so that all answers are of one moment.</summary>
internal sealed class RegistryStore(DbConnection connection, Dialect dialect, DbTransaction? transaction = null)
{
    private static readonly RepeatedStatement ObjectsByUuid = new("select uuid, number, kind from registry_object where uuid in (", "@key", ")");

    private static readonly RepeatedStatement ObjectsByUniqueId =
        new("select unique_id, number, kind from registry_unique_id where unique_id in (", "@key", ")");

    private static readonly RepeatedStatement PatientsById = new("select patient, id, survivor from registry_patient where id in (", "@key", ")");

    private static readonly RepeatedStatement ActiveWithMerged = new(
        "with named as (select patient, id from registry_patient where survivor is null and id in (", "@key",
        ")) select patient, id from named union all select m.patient, n.id from named n join registry_patient m on m.survivor = n.patient order by 1");

    private static readonly RepeatedStatement WithMerged = new(
        "with named as (select patient, id, survivor, merged_into from registry_patient where id in (", "@key",
        ")) select patient, id, survivor, merged_into from named "
        + "union select m.patient, m.id, m.survivor, m.merged_into from named n join registry_patient m on m.survivor = n.patient order by 1");

    private static readonly RepeatedStatement Survivors = new(
        "select m.patient, s.patient, s.id from registry_patient m join registry_patient s on s.patient = coalesce(m.survivor, m.patient) where m.patient in (",
        "@key", ")");

    private static readonly Dictionary<ObjectKind, (RepeatedStatement First, RepeatedStatement Later)> VersionsByLogicalId =
        new[] { ObjectKind.DocumentEntry, ObjectKind.Folder }.ToDictionary(kind => kind, kind => (
            new RepeatedStatement(
                $"""
                select o.number from registry_object u
                join {Tables.Name(kind)} o on o.patient = {ObjectNumber.PatientOf("u.number")} and o.number = u.number and o.logical_id is null
                where u.uuid in (
                """, "@key", ")"),
            new RepeatedStatement($"select o.number from {Tables.Name(kind)} o where o.logical_id in (", "@key", ")")));

    /// <summary>The patients that a write holds.</summary>
    public PatientLocks Locks { get; } = new(dialect);

    /// <summary>Keeps every other writer from these patients until the transaction ends.</summary>
    public Task HoldAsync(IEnumerable<long> patients)
    {
        var batch = new StatementBatch(connection, transaction);
        Locks.Hold(patients, batch);
        return batch.RunAsync();
    }

    /// <summary>What a submission reads before it is judged goes in a batch of its own.</summary>
    public (SubmissionReads Reads, StatementBatch Batch) Begin()
    {
        var batch = new StatementBatch(connection, transaction);
        return (new(batch), batch);
    }

    /// <summary>The registered objects with these entryUUIDs; ids that are no entryUUIDs are found nowhere.</summary>
    public async Task<IReadOnlyList<ObjectKey>> FindByUuidAsync(IEnumerable<string> uuids) =>
        await ByKeysAsync(
            ObjectsByUuid, Octets(uuids), row => new ObjectKey { Uuid = row.GetFieldValue<byte[]>(0), Number = row.GetInt64(1), Kind = row.GetInt64(2) }).ConfigureAwait(false);

    /// <summary>The registered objects with these uniqueIds; an entry's uniqueId may stand for several entries.</summary>
    public async Task<IReadOnlyList<UniqueIdKey>> FindByUniqueIdAsync(IEnumerable<string> uniqueIds) =>
        await ByKeysAsync(
            ObjectsByUniqueId, uniqueIds, row => new UniqueIdKey { UniqueId = row.GetString(0), Number = row.GetInt64(1), Kind = row.GetInt64(2) }).ConfigureAwait(false);

    /// <summary>The numbers of all versions of the entries or folders with these logicalIDs; a first version's is its own entryUUID.</summary>
    public async Task<IReadOnlyList<long>> FindByLogicalIdAsync(ObjectKind kind, IEnumerable<string> logicalIds)
    {
        var ids = Octets(logicalIds).ToArray();
        var (first, later) = VersionsByLogicalId[kind];
        return
        [
            .. await ByKeysAsync(first, ids, row => row.GetInt64(0)).ConfigureAwait(false),
            .. await ByKeysAsync(later, ids, row => row.GetInt64(0)).ConfigureAwait(false),
        ];
    }

    /// <summary>The rows of these objects of one kind.</summary>
    public async Task<IReadOnlyList<StoredRow>> RowsAsync(ObjectKind kind, IEnumerable<long> numbers) =>
        (await connection.QueryAsync<StoredRow>(
            $"{Tables.Select(kind)} join {dialect.Numbers("@numbers", "n")} on o.patient = {ObjectNumber.PatientOf("n.value")} and o.number = n.value",
            new { numbers = JsonSerializer.Serialize(numbers.Distinct()) }, transaction).ConfigureAwait(false)).AsList();

    /// <summary>As above, by a prepared statement, with the body or what is asked for in its place.</summary>
    public Task<List<StoredRow>> RowsAsync(ObjectKind kind, IEnumerable<long> numbers, string body, CancellationToken cancellation) =>
        connection.ReadPreparedAsync(
            $"{Tables.Select(kind, body)} join {dialect.Numbers("@numbers", "n")} on o.patient = {ObjectNumber.PatientOf("n.value")} and o.number = n.value",
            [new("@numbers", JsonSerializer.Serialize(numbers))],
            reader => StoredRow.Read(kind, reader),
            cancellation,
            transaction);

    /// <summary>What these submission sets remember of the messages that brought them: by what each is known, and the warnings of its answer as a JSON array.</summary>
    public async Task<IReadOnlyList<(byte[]? Message, string? Warnings)>> ReceiptsAsync(IEnumerable<long> sets) =>
        (await connection.QueryAsync<(byte[]?, string?)>(
            $"""
            select o.message, o.warnings from registry_submission_set o
            join {dialect.Numbers("@sets", "n")} on o.patient = {ObjectNumber.PatientOf("n.value")} and o.number = n.value
            """,
            new { sets = JsonSerializer.Serialize(sets) }, transaction).ConfigureAwait(false)).AsList();

    /// <summary>Which of these objects are the result of a transformation (source of an XFRM association).</summary>
    public async Task<IReadOnlySet<long>> TransformationsAsync(IEnumerable<long> numbers) =>
        (await connection.QueryAsync<long>(
            $"select source from registry_association where type = @transform and source in (select value from {dialect.Numbers("@numbers", "n")})",
            new { transform = (int)AssociationType.Transform, numbers = JsonSerializer.Serialize(numbers) }, transaction).ConfigureAwait(false)).ToHashSet();

    /// <summary>The addenda and transformations of an entry, as far as an update did not deprecate what joins them.</summary>
    public async Task<IReadOnlyList<long>> DerivedFromAsync(long entry) =>
        (await connection.QueryAsync<long>(
            "select source from registry_association where target = @entry and type in (@append, @transform) and status = @approved",
            new { entry, approved = StatusNumber.Approved, append = (int)AssociationType.Append, transform = (int)AssociationType.Transform }, transaction).ConfigureAwait(false)).AsList();

    /// <summary>The approved folders that hold an entry.</summary>
    public async Task<IReadOnlyList<StoredRow>> FoldersOfAsync(long entry) =>
        (await connection.QueryAsync<StoredRow>(
            $"""
            {Tables.Select(ObjectKind.Folder)}
            join registry_association a on o.patient = {ObjectNumber.PatientOf("a.source")} and o.number = a.source
            where a.target = @entry and a.type = @member and a.status = @approved and o.status = @approved
            """,
            new { entry, approved = StatusNumber.Approved, member = (int)AssociationType.HasMember }, transaction).ConfigureAwait(false)).AsList();

    /// <summary>The patients with these ids, as the feed told; ids are compared in canonical form.</summary>
    public async Task<IReadOnlyList<KnownPatient>> PatientsAsync(IEnumerable<string> ids) =>
        await ByKeysAsync(
            PatientsById, ids,
            row => new KnownPatient { Patient = row.GetInt64(0), Id = row.GetString(1), Survivor = row.IsDBNull(2) ? null : row.GetInt64(2) }).ConfigureAwait(false);

    /// <summary>The patients with these ids and all who were merged into them, held; every other writer is kept from them until the transaction ends.</summary>
    public async Task<IReadOnlyList<KnownPatient>> HoldWithMergedAsync(params string[] ids)
    {
        await HoldAsync((await WithMergedAsync(ids).ConfigureAwait(false)).Select(p => p.Patient)).ConfigureAwait(false);
        var patients = await WithMergedAsync(ids).ConfigureAwait(false);
        Locks.Require(patients.Select(p => p.Patient));
        foreach (var patient in patients) patient.Objects = Locks.Objects(patient.Patient);
        return patients;
    }

    /// <summary>The active patients with these ids and all who were merged into them, each with the id under which its objects are shown.</summary>
    public async Task<IReadOnlyList<(long Patient, string Id)>> MergedWithAsync(IEnumerable<string> ids) =>
        await ByKeysAsync(ActiveWithMerged, ids, row => (row.GetInt64(0), row.GetString(1))).ConfigureAwait(false);

    /// <summary>Who each of these patients is now: itself, or the survivor of its merges.</summary>
    public async Task<IReadOnlyDictionary<long, KnownPatient>> SurvivorsAsync(IEnumerable<long> patients) =>
        (await ByKeysAsync(
            Survivors, patients.Cast<object>(), row => (Patient: row.GetInt64(0), Now: new KnownPatient { Patient = row.GetInt64(1), Id = row.GetString(2) }))
            .ConfigureAwait(false)).ToDictionary(r => r.Patient, r => r.Now);

    private Task<List<KnownPatient>> WithMergedAsync(string[] ids) => ByKeysAsync(
        WithMerged, ids,
        row => new KnownPatient
        {
            Patient = row.GetInt64(0), Id = row.GetString(1), Survivor = row.IsDBNull(2) ? null : row.GetInt64(2), MergedInto = row.IsDBNull(3) ? null : row.GetInt64(3),
        });

    private static IEnumerable<byte[]> Octets(IEnumerable<string> uuids) => uuids.Select(EntryUuid.Canonical).Where(EntryUuid.IsValid).Distinct().Select(UuidBytes);

    // Lists are padded to a few lengths, so that few texts of a statement come about, which databases keep prepared.
    private async Task<List<T>> ByKeysAsync<T>(RepeatedStatement statement, IEnumerable<object> keys, Func<DbDataReader, T> row)
    {
        var found = new List<T>();
        foreach (var chunk in keys.Distinct().Chunk(RepeatedStatement.Most))
        {
            var count = (int)BitOperations.RoundUpToPowerOf2((uint)chunk.Length);
            var values = Enumerable.Range(0, count).Select(n => KeyValuePair.Create($"@key{n}", chunk[Math.Min(n, chunk.Length - 1)])).ToArray();
            found.AddRange(await connection.ReadPreparedAsync(statement.Of(count).Sql, values, row, CancellationToken.None, transaction).ConfigureAwait(false));
        }

        return found;
    }

    /// <summary>The 16 octets under which an entryUUID is stored.</summary>
    public static byte[] UuidBytes(string entryUuid) =>
        Guid.ParseExact(entryUuid.AsSpan(EntryUuid.Prefix.Length), "D").ToByteArray(bigEndian: true);
}

/// <summary>A registered object's entryUUID, number and kind.</summary>
internal sealed class ObjectKey
{
    public byte[] Uuid { get; set; } = [];

    public long Number { get; set; }

    public long Kind { get; set; }

    /// <summary>The number of its patient.</summary>
    public long Patient => ObjectNumber.Patient(Number);

    public string EntryUuid => Core.EntryUuid.From(new Guid(Uuid, bigEndian: true));
}

/// <summary>A registered object's uniqueId, number and kind.</summary>
internal sealed class UniqueIdKey
{
    public string UniqueId { get; set; } = "";

    public long Number { get; set; }

    public long Kind { get; set; }
}

/// <summary>A patient of the affinity domain.</summary>
internal sealed class KnownPatient
{
    public long Patient { get; set; }

    public string Id { get; set; } = "";

    /// <summary>Into whom it was merged itself, whoever that was merged into later; null while it is active.</summary>
    public long? MergedInto { get; set; }

    /// <summary>Into whom it was merged at last; null while it is active.</summary>
    public long? Survivor { get; set; }

    /// <summary>How many numbers its objects were given; known while it is held (<see cref="PatientLocks"/>).</summary>
    public long Objects { get; set; }

    /// <summary>Whether the patient was not merged into another.</summary>
    public bool IsActive => Survivor is null;

    /// <summary>The form of a patient id under which rows keep it; null when it has no id or no assigning authority.</summary>
    public static string? Canonical(PatientId? id) =>
        id is { Text: not null } given && given.Id is { Length: > 0 } value && Oid.IsValid(given.AssigningAuthority)
            ? Core.PatientId.Of(value, given.AssigningAuthority).Text
            : null;
}
