using System.Text.Json;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>What the registry holds of the things that a submission speaks of, read in the transaction that is to write it.</summary>
internal sealed class RegisteredState
{
    private readonly Dictionary<string, RegisteredObject> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DocumentEntry>> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _uniqueIds = new(StringComparer.Ordinal);
    private readonly List<(byte[]? Message, string? Warnings)> _receipts = [];
    private readonly Dictionary<string, KnownPatient> _patients = new(StringComparer.Ordinal);
    private readonly string _assigningAuthority;

    private RegisteredState(NodeProfile profile) => _assigningAuthority = profile.AffinityDomain.AssigningAuthority;

    /// <summary>
    /// Reads it, for several submissions alike. <paramref name="toWrite"/> keeps every other writer from the submissions' patients and from the patients of
    /// what they refer to until the transaction ends, and reads all after that, so that what was judged is still true when it is written.
    /// <paramref name="further"/> are entryUUIDs of which a submission speaks otherwise than by associations. <paramref name="companions"/> read in the same breath.
    /// </summary>
    public static async Task<RegisteredState> LoadAsync(
        IReadOnlyList<Submission> submissions, NodeProfile profile, RegistryStore store, bool toWrite = false, IReadOnlyList<string>? further = null,
        IReadOnlyList<ICompanion>? companions = null)
    {
        var state = new RegisteredState(profile);
        byte[][] uuids = [.. submissions.SelectMany(s => s.EntryUuids).Concat((further ?? []).Where(EntryUuid.IsValid)).Distinct().Select(RegistryStore.UuidBytes)];
        var held = toWrite ? await PatientsAsync(submissions, uuids, store).ConfigureAwait(false) : [];
        var own = submissions.SelectMany(s => s.PatientObjects).ToList();
        var (keys, same) = (new List<ObjectKey>(), new List<UniqueIdKey>());
        var (reads, batch) = store.Begin();
        store.Locks.Hold(held, batch);
        reads.Patients([.. own.Select(o => KnownPatient.Canonical(o.PatientId)).OfType<string>().Distinct()], patient => state.Add(patient, store.Locks));
        reads.Objects(uuids, keys.Add);
        reads.UniqueIds([.. own.Select(o => o.UniqueId).OfType<string>().Distinct()], same.Add);
        foreach (var companion in companions ?? []) companion.Read(batch);
        await batch.RunAsync().ConfigureAwait(false);
        if (toWrite)
            store.Locks.Require([.. OwnersOf(submissions).Select(state._patients.GetValueOrDefault).OfType<KnownPatient>().Select(p => p.Patient), .. keys.Select(k => k.Patient)]);
        if (keys.Count > 0) await state.LoadObjectsAsync(keys, store).ConfigureAwait(false);
        if (same.Count > 0) await state.LoadSameAsync(same, store).ConfigureAwait(false);
        return state;
    }

    /// <summary>The answer that this very message got when it came first; null when it comes for the first time.</summary>
    public RegistryResponse? FirstAnswer(byte[] message) =>
        _receipts.FindIndex(set => set.Message.AsSpan().SequenceEqual(message)) is not (>= 0 and var first) ? null
        : _receipts[first].Warnings is { } warnings ? RegistryResponse.From(JsonSerializer.Deserialize<XdsError[]>(warnings)!)
        : RegistryResponse.Success;

    /// <summary>The patient, if the feed told of it and its id is of the affinity domain.</summary>
    public KnownPatient? Patient(PatientId id) =>
        id.AssigningAuthority == _assigningAuthority && KnownPatient.Canonical(id) is { } canonical ? _patients.GetValueOrDefault(canonical) : null;

    /// <summary>The registered object with this entryUUID.</summary>
    public RegisteredObject? Find(string entryUuid) => _objects.GetValueOrDefault(entryUuid);

    /// <summary>Whether any object has this uniqueId.</summary>
    public bool HasUniqueId(string uniqueId) => _uniqueIds.Contains(uniqueId);

    /// <summary>The entries with this uniqueId.</summary>
    public IEnumerable<DocumentEntry> EntriesWithUniqueId(string uniqueId) => _entries.TryGetValue(uniqueId, out var entries) ? entries : [];

    // Whoever these are about, as far as can be seen before they are held.
    private static async Task<IReadOnlyCollection<long>> PatientsAsync(IReadOnlyList<Submission> submissions, byte[][] uuids, RegistryStore store)
    {
        var patients = new HashSet<long>();
        var (reads, batch) = store.Begin();
        reads.Patients([.. OwnersOf(submissions)], patient => patients.Add(patient.Patient));
        reads.Objects(uuids, key => patients.Add(key.Patient));
        await batch.RunAsync().ConfigureAwait(false);
        return patients;
    }

    private static IEnumerable<string> OwnersOf(IEnumerable<Submission> submissions) =>
        submissions.Select(s => KnownPatient.Canonical(s.Set?.PatientId)).OfType<string>().Distinct();

    private void Add(KnownPatient patient, PatientLocks locks)
    {
        patient.Objects = locks.Objects(patient.Patient);
        _patients[patient.Id] = patient;
    }

    private async Task LoadSameAsync(List<UniqueIdKey> same, RegistryStore store)
    {
        _uniqueIds.UnionWith(same.Select(s => s.UniqueId));
        foreach (var row in await store.RowsAsync(ObjectKind.DocumentEntry, NumbersOf(ObjectKind.DocumentEntry)).ConfigureAwait(false))
        {
            var entry = (DocumentEntry)ObjectBody.Decode(row.Body);
            if (!_entries.TryGetValue(entry.UniqueId!, out var entries)) _entries[entry.UniqueId!] = entries = [];
            entries.Add(entry);
        }

        _receipts.AddRange(await store.ReceiptsAsync(NumbersOf(ObjectKind.SubmissionSet)).ConfigureAwait(false));

        IEnumerable<long> NumbersOf(ObjectKind kind) => same.Where(s => s.Kind == (long)kind).Select(s => s.Number);
    }

    private async Task LoadObjectsAsync(List<ObjectKey> keys, RegistryStore store)
    {
        var transformations = await store.TransformationsAsync(keys.Select(k => k.Number)).ConfigureAwait(false);
        var survivors = await store.SurvivorsAsync(keys.Select(k => k.Patient)).ConfigureAwait(false);
        foreach (var kind in keys.GroupBy(k => (ObjectKind)k.Kind))
        {
            foreach (var row in await store.RowsAsync(kind.Key, kind.Select(k => k.Number)).ConfigureAwait(false))
            {
                var patient = survivors[row.Patient].Id;
                var value = row.ToObject(new PatientId(patient));
                _objects[value.Id] = new(value, row, patient, transformations.Contains(row.Number));
            }
        }
    }
}

/// <summary>A registered object.</summary>
/// <param name="Object">As it is now.</param>
/// <param name="Row">Its row.</param>
/// <param name="PatientId">Its patient's id now, merges applied.</param>
/// <param name="IsTransformation">Whether it is the source of an XFRM association.</param>
internal sealed record RegisteredObject(RegistryObject Object, StoredRow Row, string PatientId, bool IsTransformation);
