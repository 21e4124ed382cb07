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
    private readonly List<SameUniqueId> _sets = [];
    private readonly List<ObjectKey> _keys = [];
    private readonly Dictionary<string, KnownPatient> _patients = new(StringComparer.Ordinal);
    private readonly string _assigningAuthority;

    private RegisteredState(NodeProfile profile) => _assigningAuthority = profile.AffinityDomain.AssigningAuthority;

    /// <summary>
    /// Reads it. <paramref name="toWrite"/> keeps every other writer from the submission's patient and from the patients of what it refers to until the
    /// transaction ends, and reads all else after that, so that what was judged is still true when it is written. <paramref name="further"/> are entryUUIDs
    /// of which the submission speaks otherwise than by associations.
    /// </summary>
    public static async Task<RegisteredState> LoadAsync(
        Submission submission, NodeProfile profile, RegistryStore store, bool toWrite = false, IReadOnlyList<string>? further = null) =>
        (await LoadAsync([submission], profile, store, toWrite, further ?? []).ConfigureAwait(false))[0];

    /// <summary>As above, for several submissions by one batch.</summary>
    public static async Task<IReadOnlyList<RegisteredState>> LoadAsync(
        IReadOnlyList<Submission> submissions, NodeProfile profile, RegistryStore store, bool toWrite, IReadOnlyList<string> further)
    {
        var (reads, batch) = store.Begin();
        RegisteredState[] states = [.. submissions.Select(_ => new RegisteredState(profile))];
        foreach (var (state, submission) in states.Zip(submissions)) state.Ask(submission, further, reads, toWrite);
        await batch.RunAsync().ConfigureAwait(false);
        for (var i = 0; i < states.Length; i++)
        {
            // What was registered between the lock and this moment may belong to a patient who is not held yet.
            if (toWrite && states[i].MissesALock) states[i] = await LoadAsync(submissions[i], profile, store, toWrite, further).ConfigureAwait(false);
            else if (states[i]._keys.Count > 0) await states[i].LoadObjectsAsync(states[i]._keys, store).ConfigureAwait(false);
        }

        return states;
    }

    /// <summary>The answer that this very message got when it came first; null when it comes for the first time.</summary>
    public RegistryResponse? FirstAnswer(byte[] message) =>
        _sets.Find(set => set.Message.AsSpan().SequenceEqual(message)) is not { } first ? null
        : first.Warnings is { } warnings ? RegistryResponse.From(JsonSerializer.Deserialize<XdsError[]>(warnings)!)
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

    private bool MissesALock => _keys.Exists(key => _patients.Values.All(p => p.Patient != ObjectNumber.Patient(key.Number)));

    private void Ask(Submission submission, IReadOnlyList<string> further, SubmissionReads reads, bool toWrite)
    {
        byte[][] uuids = [.. submission.EntryUuids.Concat(further.Where(EntryUuid.IsValid)).Distinct().Select(RegistryStore.UuidBytes)];
        if (toWrite) reads.Lock(KnownPatient.Canonical(submission.Set?.PatientId) ?? "", uuids, Add);
        else reads.Patients(submission.PatientObjects.Select(o => KnownPatient.Canonical(o.PatientId)).OfType<string>().Distinct(), Add);
        reads.Objects(uuids, _keys.Add);
        reads.UniqueIds(submission.PatientObjects.Select(o => o.UniqueId).OfType<string>().Distinct(), Add);
    }

    private void Add(KnownPatient patient) => _patients[patient.Id] = patient;

    private void Add(SameUniqueId same)
    {
        _uniqueIds.Add(same.UniqueId);
        if (same.Message is not null) _sets.Add(same);
        if (same.Entry is null) return;
        if (!_entries.TryGetValue(same.UniqueId, out var entries)) _entries[same.UniqueId] = entries = [];
        entries.Add((DocumentEntry)ObjectBody.Decode(same.Entry));
    }

    private async Task LoadObjectsAsync(List<ObjectKey> keys, RegistryStore store)
    {
        var transformations = await store.TransformationsAsync(keys.Select(k => k.Number)).ConfigureAwait(false);
        var survivors = await store.SurvivorsAsync(keys.Select(k => ObjectNumber.Patient(k.Number))).ConfigureAwait(false);
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
