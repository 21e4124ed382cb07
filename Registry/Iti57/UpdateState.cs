using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>What the registry holds of the things that an update speaks of, read in the transaction that is to write it, and what will be so afterwards.</summary>
internal sealed class UpdateState
{
    private readonly UpdatePlan _plan;
    private readonly Dictionary<string, RegisteredObject> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RegisteredObject> _current = new(StringComparer.Ordinal);
    private readonly List<RegisteredObject> _links = [];

    private UpdateState(UpdatePlan plan, RegisteredState registered) => (_plan, Registered) = (plan, registered);

    /// <summary>What a registration would look at.</summary>
    public RegisteredState Registered { get; }

    /// <summary>The registered associations that begin or end at what is updated, and those that are updated themselves.</summary>
    public IReadOnlyList<RegisteredObject> Links => _links;

    /// <summary>
    /// Reads it. <paramref name="toWrite"/> keeps every other writer from the patients of what the update speaks of, of the first and of the newest version
    /// alike, until the transaction ends; so two updates of one logical object follow one another.
    /// </summary>
    public static async Task<UpdateState> LoadAsync(UpdatePlan plan, NodeProfile profile, RegistryStore store, VersionStore versions, bool toWrite)
    {
        var logicalIds = plan.Versions.Select(v => v.LogicalId).ToArray();
        var ids = toWrite ? [.. logicalIds, .. (await versions.CurrentAsync(logicalIds).ConfigureAwait(false)).Select(o => o.Object.Id)] : logicalIds;
        var state = new UpdateState(plan, await RegisteredState.LoadAsync([plan.Submission], profile, store, toWrite, ids).ConfigureAwait(false));
        var currents = await versions.CurrentAsync(logicalIds).ConfigureAwait(false);
        if (toWrite) store.Locks.Require(currents.Select(c => c.Row.Patient));
        foreach (var current in currents)
            state._current[current.Object.LogicalId!] = state._objects[current.Object.Id] = current;
        await state.LoadLinksAsync(versions).ConfigureAwait(false);
        return state;
    }

    /// <summary>The registered object with this entryUUID, as far as the update has to do with it.</summary>
    public RegisteredObject? Find(string entryUuid) => _objects.GetValueOrDefault(entryUuid) ?? Registered.Find(entryUuid);

    /// <summary>The newest registered version of the object of which this is a new one.</summary>
    public RegisteredObject? Current(NewVersion version) => _current.GetValueOrDefault(version.LogicalId);

    /// <summary>What a change of status is about as it is registered; for a new version of the message, the version before it.</summary>
    public RegisteredObject? Target(NewStatus status) =>
        _plan.Version(status.Trigger.TargetId) is { } version ? Current(version) : Find(status.Trigger.TargetId);

    /// <summary>The new version that follows this registered object; null when there is none.</summary>
    public NewVersion? Successor(RegisteredObject item) =>
        item.Object is Association ? null : _plan.VersionOf(item.Object.LogicalId) is { } version && Current(version)?.Object.Id == item.Object.Id ? version : null;

    /// <summary>The status of an object after the update: of the message or registered. Sets are always approved.</summary>
    public long? StatusAfter(string id)
    {
        if (_plan.Version(id) is { } version)
        {
            return Current(version) is not { } current ? null : StatusOf(current)?.To ?? current.Row.Status;
        }

        if (_plan.Submission.Find(id) is SubmissionSet or Association) return StatusNumber.Approved;
        if (Find(id) is not { } registered) return null;
        // The new status of an object that has a new version is that of the new one (ITI TF-2 3.57.4.1.3.1).
        return Successor(registered) is not null ? StatusNumber.Deprecated : StatusOf(registered)?.To ?? registered.Row.Status;
    }

    /// <summary>The patient to whom an object belongs after the update; null for associations and what is unknown.</summary>
    public string? PatientAfter(string id) => (_plan.Submission.Find(id) ?? Find(id)?.Object) switch
    {
        PatientObject own when _plan.Submission.Find(id) is not null => KnownPatient.Canonical(own.PatientId),
        PatientObject => Find(id)!.PatientId,
        _ => null,
    };

    private NewStatus? StatusOf(RegisteredObject item) => _plan.Statuses.FirstOrDefault(s => Target(s)?.Object.Id == item.Object.Id);

    private async Task LoadLinksAsync(VersionStore versions)
    {
        var targets = _plan.Statuses.Select(Target).OfType<RegisteredObject>().ToList();
        var ends = _current.Values.Concat(targets.Where(t => t.Object is not Association)).Select(o => o.Row.Number);
        _links.AddRange(await versions.LinksAsync(ends).ConfigureAwait(false));
        _links.AddRange(targets.Where(t => t.Object is Association && _links.TrueForAll(l => l.Object.Id != t.Object.Id)));
        foreach (var link in _links) _objects[link.Object.Id] = link;
        var others = _links.Select(l => (Association)l.Object).SelectMany(a => new[] { a.SourceId, a.TargetId }).Where(id => Find(id) is null);
        foreach (var found in await versions.ObjectsAsync(others).ConfigureAwait(false)) _objects[found.Object.Id] = found;
    }
}
