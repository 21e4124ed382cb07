using IheNode.Core;

namespace IheNode.Registry;

/// <summary>What a removal takes away, judged by what would be left after all of it (<c>ITI TF-2 3.62.4.1.3</c>).</summary>
internal sealed class Removal
{
    private readonly List<XdsError> _faults = [];

    private Removal(IReadOnlyList<ObjectKey> objects) => Objects = objects;

    /// <summary>The objects that are to go.</summary>
    public IReadOnlyList<ObjectKey> Objects { get; }

    /// <summary>Whose they are, merges applied.</summary>
    public ValueList<PatientId> Patients { get; private set; }

    /// <summary>The associations among them.</summary>
    public IReadOnlyList<AssociationEnds> Associations { get; private set; } = [];

    /// <summary>Every reason why nothing goes.</summary>
    public IReadOnlyList<XdsError> Faults => _faults;

    public static async Task<Removal> LoadAsync(IReadOnlyCollection<string> ids, RegistryStore store, RemovalRows rows)
    {
        var removal = new Removal(await store.FindByUuidAsync(ids).ConfigureAwait(false));
        var found = removal.Objects.Select(o => o.EntryUuid).ToHashSet(StringComparer.Ordinal);
        removal._faults.AddRange(ids.Where(id => !found.Contains(id)).Select(id =>
            new XdsError(XdsErrorCode.UnresolvedReference, $"ObjectRef {id}: no object with this entryUUID is registered.", id)));
        if (removal.Objects.Count == 0) return removal;
        var survivors = await store.SurvivorsAsync(removal.Objects.Select(o => ObjectNumber.Patient(o.Number))).ConfigureAwait(false);
        removal.Patients = survivors.Values.Select(p => new PatientId(p.Id)).Distinct().ToValueList();
        removal.Associations = await rows.AssociationsAsync(removal.Objects).ConfigureAwait(false);
        await removal.JudgeReferencesAsync(rows).ConfigureAwait(false);
        await removal.JudgeOrphansAsync(store, rows).ConfigureAwait(false);
        return removal;
    }

    private async Task JudgeReferencesAsync(RemovalRows rows)
    {
        var remaining = await rows.RemainingReferencesAsync(Objects).ConfigureAwait(false);
        var bySource = remaining.ToLookup(a => a.Source);
        var byTarget = remaining.ToLookup(a => a.Target);
        foreach (var item in Objects)
        {
            if (bySource[item.Number].Concat(byTarget[item.Number]).FirstOrDefault() is not { } reference) continue;
            _faults.Add(new(
                XdsErrorCode.ReferencesExist,
                $"{(ObjectKind)item.Kind} {item.EntryUuid}: Association {ObjectBody.Decode(reference.Body).Id} refers to it and is not removed with it.",
                item.EntryUuid));
        }
    }

    // A set must keep a member, and every other object a set that filed it.
    private async Task JudgeOrphansAsync(RegistryStore store, RemovalRows rows)
    {
        var gone = Objects.ToDictionary(o => o.Number, o => (ObjectKind)o.Kind);
        var ends = Associations.SelectMany(a => new[] { a.Source, a.Target }).Where(end => !gone.ContainsKey(end)).ToHashSet();
        var sets = await rows.SubmissionSetsAsync(ends).ConfigureAwait(false);
        var members = Associations
            .Where(a => a.Type == (long)AssociationType.HasMember && ends.Contains(a.Target))
            .Where(a => sets.Contains(a.Source) || gone.GetValueOrDefault(a.Source) == ObjectKind.SubmissionSet)
            .Select(a => a.Target).ToHashSet();
        HashSet<long> orphans =
        [
            .. await rows.WithoutMembersAsync(sets, Objects).ConfigureAwait(false), .. await rows.UnfiledAsync(members, Objects).ConfigureAwait(false),
        ];
        foreach (var kind in orphans.Count == 0 ? [] : Enum.GetValues<ObjectKind>())
        {
            foreach (var row in await store.RowsAsync(kind, orphans).ConfigureAwait(false))
            {
                var id = ObjectBody.Decode(row.Body).Id;
                var reason = kind == ObjectKind.SubmissionSet ? "it would be left without a member." : "no submission set would be left that has it as a member.";
                _faults.Add(new(XdsErrorCode.UnreferencedObject, $"{kind} {id}: {reason}", id));
            }
        }
    }
}
