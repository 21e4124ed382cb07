using System.Data.Common;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>What a submission needs to know before it is judged, read in one batch: patients first, and locked when it is to be written.</summary>
internal sealed class SubmissionReads(StatementBatch batch, Dialect dialect)
{
    private const string PatientColumns = "patient, id, survivor, objects";

    private static readonly RepeatedStatement PatientsById = new($"select {PatientColumns} from registry_patient where id in (", "@id", ")");

    private static readonly RepeatedStatement ObjectsByUuid = new("select uuid, number, kind from registry_object where uuid in (", "@uuid", ")");

    private static readonly RepeatedStatement ObjectsByUniqueId = new(
        $"""
        select u.unique_id, u.kind, e.body, s.message, s.warnings
        from registry_unique_id u
        left join registry_document_entry e on e.patient = {ObjectNumber.PatientOf("u.number")} and e.number = u.number
        left join registry_submission_set s on s.patient = {ObjectNumber.PatientOf("u.number")} and s.number = u.number
        where u.unique_id in (
        """, "@uniqueId", ")");

    private static readonly Dictionary<Type, RepeatedStatement> Locks = [];

    /// <summary>Keeps every other writer from the patient and from those to whose objects these entryUUIDs lead, in ascending order, and tells of them.</summary>
    public void Lock(string patientId, IReadOnlyList<byte[]> uuids, Action<KnownPatient> found)
    {
        var statement = LockOf(dialect);
        // An UUID that nobody has stands for none.
        foreach (var chunk in Padded(uuids.Count == 0 ? [new byte[16]] : [.. uuids.Select(u => (SqlValue)u)]))
            batch.Read(statement.Of(chunk.Length), row => found(Patient(row)), [patientId, .. chunk]);
    }

    /// <summary>Tells of the patients with these ids.</summary>
    public void Patients(IEnumerable<string> ids, Action<KnownPatient> found)
    {
        foreach (var chunk in Padded([.. ids.Select(id => (SqlValue)id)])) batch.Read(PatientsById.Of(chunk.Length), row => found(Patient(row)), chunk);
    }

    /// <summary>Tells of the objects with these entryUUIDs.</summary>
    public void Objects(IReadOnlyList<byte[]> uuids, Action<ObjectKey> found)
    {
        foreach (var chunk in Padded([.. uuids.Select(u => (SqlValue)u)]))
        {
            batch.Read(
                ObjectsByUuid.Of(chunk.Length),
                row => found(new() { Uuid = row.GetFieldValue<byte[]>(0), Number = row.GetInt64(1), Kind = row.GetInt64(2) }),
                chunk);
        }
    }

    /// <summary>Tells of the objects with these uniqueIds.</summary>
    public void UniqueIds(IEnumerable<string> uniqueIds, Action<SameUniqueId> found)
    {
        foreach (var chunk in Padded([.. uniqueIds.Select(id => (SqlValue)id)]))
        {
            batch.Read(
                ObjectsByUniqueId.Of(chunk.Length),
                row => found(new(row.GetString(0), (ObjectKind)row.GetInt64(1), Octets(row, 2), Octets(row, 3), row.IsDBNull(4) ? null : row.GetString(4))),
                chunk);
        }
    }

    private static RepeatedStatement LockOf(Dialect dialect)
    {
        lock (Locks)
        {
            if (Locks.TryGetValue(dialect.GetType(), out var known)) return known;
            var parts = dialect.SelectForUpdate(
                PatientColumns, "registry_patient",
                $$"""
                patient in (
                  select p.patient from registry_patient p where p.id = @id
                  union select {{ObjectNumber.PatientOf("o.number")}} from registry_object o where o.uuid in ({uuids})) order by patient
                """).Split("{uuids}");
            return Locks[dialect.GetType()] = new(parts[0], "@uuid", parts[1]);
        }
    }

    // Lists come in few lengths, so that few statements stay prepared: the last item is repeated up to the next power of two.
    private static IEnumerable<SqlValue[]> Padded(SqlValue[] items)
    {
        foreach (var chunk in items.Chunk(RepeatedStatement.Most))
        {
            var length = 1;
            while (length < chunk.Length) length *= 2;
            yield return [.. chunk, .. Enumerable.Repeat(chunk[^1], length - chunk.Length)];
        }
    }

    private static KnownPatient Patient(DbDataReader row) => new()
    {
        Patient = row.GetInt64(0), Id = row.GetString(1), Survivor = row.IsDBNull(2) ? null : row.GetInt64(2), Objects = row.GetInt64(3),
    };

    private static byte[]? Octets(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);
}

/// <summary>A registered object that has a uniqueId of the submission.</summary>
/// <param name="UniqueId">The uniqueId.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Entry">The body of an entry.</param>
/// <param name="Message">By what the message that brought a submission set is known.</param>
/// <param name="Warnings">The warnings with which that message was answered, as a JSON array.</param>
internal sealed record SameUniqueId(string UniqueId, ObjectKind Kind, byte[]? Entry, byte[]? Message, string? Warnings);
