using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>What the registry holds of the things that a submission speaks of, read in the transaction that is to write it.</summary>
internal sealed class RegisteredState
{
    private readonly Dictionary<string, RegisteredObject> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DocumentEntry>> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _uniqueIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KnownPatient> _patients = new(StringComparer.Ordinal);
    private readonly string _assigningAuthority;

    private RegisteredState(NodeProfile profile) => _assigningAuthority = profile.AffinityDomain.AssigningAuthority;

    public static async Task<RegisteredState> LoadAsync(Submission submission, NodeProfile profile, RegistryStore store)
    {
        var state = new RegisteredState(profile);
        var patientIds = submission.PatientObjects.Select(o => KnownPatient.Canonical(o.PatientId)).OfType<string>();
        foreach (var patient in await store.PatientsAsync(patientIds).ConfigureAwait(false)) state._patients[patient.Id] = patient;
        await state.LoadObjectsAsync(submission, store).ConfigureAwait(false);
        await state.LoadUniqueIdsAsync(submission, store).ConfigureAwait(false);
        return state;
    }

    /// <summary>The patient, if the feed told of it and its id is of the affinity domain.</summary>
    public KnownPatient? Patient(PatientId id) =>
        id.AssigningAuthority == _assigningAuthority && KnownPatient.Canonical(id) is { } canonical ? _patients.GetValueOrDefault(canonical) : null;

    /// <summary>The registered object with this entryUUID.</summary>
    public RegisteredObject? Find(string entryUuid) => _objects.GetValueOrDefault(entryUuid);

    /// <summary>Whether any object has this uniqueId.</summary>
    public bool HasUniqueId(string uniqueId) => _uniqueIds.Contains(uniqueId);

    /// <summary>The entries with this uniqueId.</summary>
    public IEnumerable<DocumentEntry> EntriesWithUniqueId(string uniqueId) => _entries.TryGetValue(uniqueId, out var entries) ? entries : [];

    private async Task LoadObjectsAsync(Submission submission, RegistryStore store)
    {
        var ids = submission.Objects.Select(o => o.Id).Concat(submission.Associations.SelectMany(a => new[] { a.SourceId, a.TargetId }));
        var keys = await store.FindByUuidAsync(ids).ConfigureAwait(false);
        if (keys.Count == 0) return;
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

    private async Task LoadUniqueIdsAsync(Submission submission, RegistryStore store)
    {
        var keys = await store.FindByUniqueIdAsync(submission.PatientObjects.Select(o => o.UniqueId).OfType<string>()).ConfigureAwait(false);
        if (keys.Count == 0) return;
        foreach (var key in keys) _uniqueIds.Add(key.UniqueId);
        var numbers = keys.Where(k => k.Kind == (long)ObjectKind.DocumentEntry).Select(k => k.Number);
        foreach (var row in await store.RowsAsync(ObjectKind.DocumentEntry, numbers).ConfigureAwait(false))
        {
            var entry = (DocumentEntry)ObjectBody.Decode(row.Body);
            if (!_entries.TryGetValue(entry.UniqueId!, out var entries)) _entries[entry.UniqueId!] = entries = [];
            entries.Add(entry);
        }
    }
}

/// <summary>A registered object.</summary>
/// <param name="Object">As it is now.</param>
/// <param name="Row">Its row.</param>
/// <param name="PatientId">Its patient's id now, merges applied.</param>
/// <param name="IsTransformation">Whether it is the source of an XFRM association.</param>
internal sealed record RegisteredObject(RegistryObject Object, StoredRow Row, string PatientId, bool IsTransformation);
