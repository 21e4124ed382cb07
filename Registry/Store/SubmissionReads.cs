using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>What a submission needs to know before it is judged, as statements of one batch.</summary>
internal sealed class SubmissionReads(StatementBatch batch)
{
    private static readonly RepeatedStatement PatientsById = new("select patient, id, survivor from registry_patient where id in (", "@id", ")");

    private static readonly RepeatedStatement ObjectsByUuid = new("select uuid, number, kind from registry_object where uuid in (", "@uuid", ")");

    private static readonly RepeatedStatement ObjectsByUniqueId =
        new("select unique_id, number, kind from registry_unique_id where unique_id in (", "@uniqueId", ")");

    /// <summary>Tells of the patients with these ids.</summary>
    public void Patients(IReadOnlyCollection<string> ids, Action<KnownPatient> found)
    {
        foreach (var chunk in Padded([.. ids.Select(id => (SqlValue)id)]))
        {
            batch.Read(
                PatientsById.Of(chunk.Length),
                row => found(new() { Patient = row.GetInt64(0), Id = row.GetString(1), Survivor = row.IsDBNull(2) ? null : row.GetInt64(2) }),
                chunk);
        }
    }

    /// <summary>Tells of the objects with these entryUUIDs.</summary>
    public void Objects(IReadOnlyCollection<byte[]> uuids, Action<ObjectKey> found)
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
    public void UniqueIds(IReadOnlyCollection<string> uniqueIds, Action<UniqueIdKey> found)
    {
        foreach (var chunk in Padded([.. uniqueIds.Select(id => (SqlValue)id)]))
        {
            batch.Read(
                ObjectsByUniqueId.Of(chunk.Length),
                row => found(new() { UniqueId = row.GetString(0), Number = row.GetInt64(1), Kind = row.GetInt64(2) }),
                chunk);
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
}
