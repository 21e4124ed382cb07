using System.Globalization;
using IheNode.Core;

namespace IheNode.Registry;

/// <summary>
/// What an accepted update changes (<c>ITI TF-2 3.57.4.1.3.3</c>). The set and its memberships are stored as submitted, annotations included; trigger
/// associations are not stored, for what they ask for is done.
/// </summary>
internal sealed class UpdateEffects
{
    private readonly UpdatePlan _plan;
    private readonly UpdateState _state;
    private readonly Func<string> _newId;
    private readonly SubmissionEffects _effects;
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    private UpdateEffects(UpdatePlan plan, UpdateState state, Func<string> newId, Receipt receipt) =>
        (_plan, _state, _newId, _effects) = (plan, state, newId, new SubmissionEffects(newId) { Receipt = receipt });

    /// <summary>Derives the effects of an update that broke no rule; <paramref name="newId"/> gives entryUUIDs for symbolic ids.</summary>
    public static SubmissionEffects Of(UpdatePlan plan, UpdateState state, Func<string> newId, Receipt receipt)
    {
        var effects = new UpdateEffects(plan, state, newId, receipt);
        foreach (var item in plan.Submission.Objects) effects._ids[item.Id] = EntryUuid.IsSymbolic(item.Id) ? newId() : item.Id;
        effects.Store(plan.Submission.Set!);
        foreach (var version in plan.Versions) effects.Install(version);
        foreach (var membership in plan.Submission.Memberships.Where(m => plan.Submission.Find(m.SourceId) is SubmissionSet && !plan.Associations.Any(a => a.Id == m.TargetId)))
            effects.Link(membership, effects._ids[membership.Id]);
        foreach (var association in plan.Associations) effects.Add(association, effects._ids[association.Id]);
        foreach (var copy in Propagation.Of(plan, state)) effects.Add(copy.Association, newId());
        foreach (var status in plan.Statuses) effects.Change(status);
        return effects._effects;
    }

    private void Store(SubmissionSet set) => _effects.Objects.Add(set with { Id = _ids[set.Id], AvailabilityStatus = null, LogicalId = null, Version = null });

    private void Install(NewVersion version)
    {
        var current = _state.Current(version)!.Row;
        _effects.Objects.Add(version.Object with
        {
            Id = _ids[version.Object.Id],
            AvailabilityStatus = StatusNumber.ToUrn(_state.StatusAfter(version.Object.Id)!.Value),
            Version = (current.Version + 1).ToString(CultureInfo.InvariantCulture),
        });
        _effects.Changes.Add(new(ObjectKinds.Of(version.Object), current.Number, StatusNumber.Deprecated, HasNewerVersion: true));
    }

    // A membership of a folder is itself a member of the set that brought it (ITI TF-3 4.2.2.1.4).
    private void Add(Association association, string id)
    {
        Link(association, id);
        if (association.Type != Vocabulary.HasMember) return;
        if (_state.Find(association.SourceId) is { Object: Folder, Row.Number: var folder }) _effects.TouchedFolders.Add(folder);
        var given = _plan.Submission.Memberships.FirstOrDefault(m => m.TargetId == association.Id && _plan.Submission.Find(m.SourceId) is SubmissionSet);
        var filing = given ?? new Association { Id = "", Type = Vocabulary.HasMember, SourceId = _plan.Submission.Set!.Id, TargetId = "" };
        Link(filing with { TargetId = id }, given is null ? _newId() : _ids[given.Id]);
    }

    private void Link(Association association, string id)
    {
        foreach (var end in new[] { association.SourceId, association.TargetId })
        {
            if (!_ids.ContainsKey(end) && _state.Find(end) is { } registered) _effects.Registered[end] = registered.Row.Number;
        }

        _effects.Objects.Add(association with
        {
            Id = id,
            SourceId = _ids.GetValueOrDefault(association.SourceId, association.SourceId),
            TargetId = _ids.GetValueOrDefault(association.TargetId, association.TargetId),
            AvailabilityStatus = null,
            LogicalId = null,
            Version = null,
        });
    }

    private void Change(NewStatus status)
    {
        var target = _state.Target(status)!;
        // The new version has its status already, and the old one is deprecated by it.
        if (_state.Successor(target) is not null) return;
        _effects.Changes.Add(new(ObjectKinds.Of(target.Object), target.Row.Number, status.To));
        var folder = target.Object is Association { Type: Vocabulary.HasMember } membership ? _state.Find(membership.SourceId) : target;
        if (folder is { Object: Folder }) _effects.TouchedFolders.Add(folder.Row.Number);
    }
}
