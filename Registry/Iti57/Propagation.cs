using IheNode.Core;

namespace IheNode.Registry;

/// <summary>An association that the registry makes because one was there for the version before.</summary>
/// <param name="Version">The new version for whose sake it is made.</param>
/// <param name="Association">It, with the id of the association of which it is a copy.</param>
internal sealed record PropagatedLink(NewVersion Version, Association Association);

/// <summary>
/// Links new versions as the versions before them were linked: memberships of folders and relationships that are not deprecated
/// (<c>ITI TF-2 3.57.4.1.3.3.1.5, 3.57.4.1.3.3.3.5</c>). New versions are there first, so that what joined two old ones joins the two new ones
/// (<c>ITI TF-2 3.57.4.1.3.1.1</c>).
/// </summary>
internal static class Propagation
{
    /// <summary>The associations that are to be made.</summary>
    public static IEnumerable<PropagatedLink> Of(UpdatePlan plan, UpdateState state)
    {
        foreach (var (association, source, target) in Joining(state))
        {
            var (ofSource, ofTarget) = (state.Successor(source), state.Successor(target));
            if ((ofSource ?? ofTarget) is not { Propagates: true } version) continue;
            if (ofSource is not null && ofTarget is null && (source.Object is Folder ? target.Row.Status != StatusNumber.Approved : IsOutdated(state, association, source, target)))
                continue;
            if (ofSource is null && IsOutdated(state, association, target, source)) continue;
            yield return new(version, association with
            {
                SourceId = ofSource?.Object.Id ?? association.SourceId,
                TargetId = ofTarget?.Object.Id ?? association.TargetId,
            });
        }
    }

    /// <summary>Two new versions of which the old ones are joined must say the same of propagation.</summary>
    public static IEnumerable<XdsError> Agreement(UpdatePlan plan, UpdateState state) =>
        from link in Joining(state)
        let ofSource = state.Successor(link.Source)
        let ofTarget = state.Successor(link.Target)
        where ofSource is not null && ofTarget is not null && ofSource.Propagates != ofTarget.Propagates
        select Fault.Of(
            XdsErrorCode.MetadataUpdateError, ofSource.Object, Vocabulary.SlotNames.AssociationPropagation,
            $"It differs from that of {ofTarget.Object.Id}, to which {link.Association.Id} joins it.");

    // Memberships of folders and relationships, approved also when this update is done.
    private static IEnumerable<(Association Association, RegisteredObject Source, RegisteredObject Target)> Joining(UpdateState state) =>
        from link in state.Links
        let association = (Association)link.Object
        let source = state.Find(association.SourceId)
        let target = state.Find(association.TargetId)
        where source is { Object: Folder or DocumentEntry } && target is { Object: DocumentEntry } && state.StatusAfter(association.Id) == StatusNumber.Approved
        select (association, source, target);

    // The other end may be an old version, whose newest version has the same association by an earlier propagation: that one is copied, not this.
    private static bool IsOutdated(UpdateState state, Association association, RegisteredObject own, RegisteredObject other) =>
        other.Row.Latest == 0 && Joining(state).Any(further =>
            further.Association.Type == association.Type
            && (further.Source == own ? further.Target : further.Target == own ? further.Source : null) is { Row.Latest: 1 } newest
            && newest.Object.LogicalId == other.Object.LogicalId);
}
