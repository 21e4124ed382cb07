using System.Text;
using System.Xml;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Writes registered objects as they are now, as one <c>lcm:SubmitObjectsRequest</c>; memory does not grow with their number.</summary>
/// <param name="database">The registry's database.</param>
public sealed class RegistryDump(Database database)
{
    private const long Places = 2000;

    /// <summary>Hears of each object that cannot be read; the others are written all the same.</summary>
    public Action<string> Unreadable { get; init; } = _ => { };

    /// <summary>Writes every object, in the order of registration of each patient.</summary>
    public Task<long> WriteAllAsync(Stream output, CancellationToken cancellation) => WriteAsync(
        output,
        async write =>
        {
            await foreach (var (range, _) in new NumberRanges(database).AllAsync(cancellation).ConfigureAwait(false))
                write(await ReadAsync(range, cancellation).ConfigureAwait(false));
        });

    /// <summary>Writes the objects of a patient and of those who were merged into it.</summary>
    /// <returns>How many there were; null when the registry does not know the patient.</returns>
    public async Task<long?> WritePatientAsync(Stream output, PatientId patient, CancellationToken cancellation)
    {
        var known = await database.ReadAsync(
            connection => new CheckedState(connection, null, database.Dialect).QueryAsync<(long Patient, long Objects)>(
                """
                select o.patient, o.objects from registry_patient_objects o join registry_patient p on p.patient = o.patient where p.id = @id
                union all
                select o.patient, o.objects from registry_patient_objects o
                join registry_patient m on m.patient = o.patient join registry_patient p on p.patient = m.survivor where p.id = @id
                """,
                new { id = KnownPatient.Canonical(patient) }),
            cancellation).ConfigureAwait(false);
        if (known.Count == 0) return null;
        return await WriteAsync(
            output,
            async write =>
            {
                foreach (var one in known)
                {
                    for (var place = 0L; place < one.Objects; place += Places)
                    {
                        var range = new NumberRange(ObjectNumber.Of(one.Patient, place), ObjectNumber.Of(one.Patient, Math.Min(place + Places, one.Objects) - 1));
                        write(await ReadAsync(range, cancellation).ConfigureAwait(false));
                    }
                }
            }).ConfigureAwait(false);
    }

    /// <summary>Writes the objects that have these entryUUIDs or uniqueIds.</summary>
    /// <returns>How many there were, and the ids that nothing has.</returns>
    public async Task<(long Objects, IReadOnlyList<string> Unknown)> WriteAsync(Stream output, IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        var (objects, unknown) = await database.ReadAsync(
            async connection =>
            {
                var store = new RegistryStore(connection, database.Dialect);
                var byUuid = await store.FindByUuidAsync(ids).ConfigureAwait(false);
                var byUniqueId = await store.FindByUniqueIdAsync(ids.Where(id => !EntryUuid.IsValid(id))).ConfigureAwait(false);
                var found = byUuid.Select(k => k.EntryUuid).Concat(byUniqueId.Select(k => k.UniqueId)).ToHashSet(StringComparer.Ordinal);
                var rows = new List<StoredRow>();
                foreach (var kind in byUuid.Select(k => (k.Kind, k.Number)).Concat(byUniqueId.Select(k => (k.Kind, k.Number))).Distinct().GroupBy(k => k.Kind, k => k.Number))
                    rows.AddRange(await store.RowsAsync((ObjectKind)kind.Key, kind).ConfigureAwait(false));
                return (await ObjectsAsync(rows, store).ConfigureAwait(false), ids.Where(id => !found.Contains(id)).ToList());
            },
            cancellation).ConfigureAwait(false);
        var count = await WriteAsync(
            output,
            write =>
            {
                write(objects);
                return Task.CompletedTask;
            }).ConfigureAwait(false);
        return (count, unknown);
    }

    private static async Task<long> WriteAsync(Stream output, Func<Action<IReadOnlyList<RegistryObject>>, Task> run)
    {
        var settings = new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CloseOutput = false, Async = true };
        await using var writer = XmlWriter.Create(output, settings);
        writer.WriteStartElement("lcm", "SubmitObjectsRequest", EbrimNames.Lcm.NamespaceName);
        writer.WriteStartElement("rim", "RegistryObjectList", EbrimNames.Rim.NamespaceName);
        var count = 0L;
        await run(objects =>
        {
            foreach (var item in objects) EbrimWriter.Write(writer, item);
            writer.Flush();
            count += objects.Count;
        }).ConfigureAwait(false);
        writer.WriteEndElement();
        writer.WriteEndElement();
        return count;
    }

    private Task<IReadOnlyList<RegistryObject>> ReadAsync(NumberRange range, CancellationToken cancellation) => database.ReadAsync(
        async connection =>
        {
            var state = new CheckedState(connection, null, database.Dialect);
            var rows = new List<StoredRow>();
            foreach (var kind in Enum.GetValues<ObjectKind>())
                rows.AddRange(await state.QueryAsync<StoredRow>($"{Tables.Select(kind)} where {NumberRange.Condition}", range.Values).ConfigureAwait(false));
            return await ObjectsAsync(rows, state.Store).ConfigureAwait(false);
        },
        cancellation);

    private async Task<IReadOnlyList<RegistryObject>> ObjectsAsync(List<StoredRow> rows, RegistryStore store)
    {
        var survivors = await store.SurvivorsAsync(rows.Select(r => r.Patient)).ConfigureAwait(false);
        var objects = new List<RegistryObject>(rows.Count);
        foreach (var row in rows.OrderBy(r => r.Number))
        {
            if (CheckedPage.Decode(row.Body, out var damage) is null) Unreadable($"Object number {row.Number}: its body cannot be read: {damage}");
            else objects.Add(row.ToObject(survivors.TryGetValue(row.Patient, out var patient) ? new PatientId(patient.Id) : null));
        }

        return objects;
    }
}
