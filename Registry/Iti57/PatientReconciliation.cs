using IheNode.Core;

namespace IheNode.Registry;

/// <summary>
/// After an update, submission sets, approved folders and approved entries that approved associations join are of one patient, but for entries that a set only
/// refers to (<c>ITI TF-2 3.57.4.1.3.4</c>).
/// </summary>
internal static class PatientReconciliation
{
    public static IEnumerable<XdsError> Check(UpdatePlan plan, UpdateState state) =>
        from link in Changed(plan, state)
        where link.Association.SubmissionSetStatus != Vocabulary.Reference
        where IsApproved(state, link.Association.SourceId) && IsApproved(state, link.Association.TargetId)
        let source = state.PatientAfter(link.Association.SourceId)
        let target = state.PatientAfter(link.Association.TargetId)
        where source is not null && target is not null && source != target
        select Fault.Of(
            XdsErrorCode.PatientIdReconciliationError, link.Trigger, "patientId",
            $"{Owner(plan, link.Association.SourceId, source)}, {Owner(plan, link.Association.TargetId, target)}; an association of type {link.Association.Type} would join different patients.");

    // What was joined before and stays as it was, was judged before.
    private static IEnumerable<(RegistryObject Trigger, Association Association)> Changed(UpdatePlan plan, UpdateState state)
    {
        foreach (var copy in Propagation.Of(plan, state)) yield return (copy.Version.Object, copy.Association);
        foreach (var association in plan.Associations) yield return (association, association);
        foreach (var status in plan.Statuses.Where(s => s is { From: StatusNumber.Deprecated, To: StatusNumber.Approved }))
        {
            if (state.Target(status) is not { } target) continue;
            foreach (var link in state.Links.Select(l => (Association)l.Object).Where(a => state.StatusAfter(a.Id) == StatusNumber.Approved))
            {
                if (link.Id == target.Object.Id || link.SourceId == target.Object.Id || link.TargetId == target.Object.Id) yield return (status.Trigger, link);
            }
        }
    }

    // Whoever updates need not know whose the registered objects are.
    private static string Owner(UpdatePlan plan, string id, string patient) =>
        plan.Submission.Find(id) is null ? $"{id} is registered for its patient" : $"{id} belongs to {patient}";

    private static bool IsApproved(UpdateState state, string id) => state.StatusAfter(id) == StatusNumber.Approved;
}
