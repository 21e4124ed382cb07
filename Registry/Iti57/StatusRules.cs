using IheNode.Core;

namespace IheNode.Registry;

/// <summary>What may get another availabilityStatus.</summary>
internal static class StatusRules
{
    public static IEnumerable<XdsError> Targets(UpdatePlan plan, UpdateState state)
    {
        foreach (var status in plan.Statuses)
        {
            var sentence = state.Target(status)?.Object switch
            {
                null => "is not registered.",
                SubmissionSet => "is a SubmissionSet, whose status does not change.",
                Association association when state.Find(association.SourceId)?.Object is SubmissionSet =>
                    "belongs to a SubmissionSet; only memberships of folders and relationships get another status.",
                _ => null,
            };
            if (sentence is not null)
                yield return Fault.Of(XdsErrorCode.MetadataUpdateError, status.Trigger, "targetObject", $"{status.Trigger.TargetId} {sentence}");
        }
    }

    public static IEnumerable<XdsError> Newest(UpdatePlan plan, UpdateState state) =>
        from status in plan.Statuses
        where state.Target(status) is { Object: DocumentEntry or Folder, Row.Latest: 0 }
        select Fault.Of(XdsErrorCode.MetadataUpdateError, status.Trigger, "targetObject", $"{status.Trigger.TargetId} is not the newest version of its object.");

    public static IEnumerable<XdsError> OriginalStatus(UpdatePlan plan, UpdateState state) =>
        from status in plan.Statuses
        let target = state.Target(status)
        where target is not null && target.Row.Status != status.From
        select Fault.Of(
            XdsErrorCode.MetadataUpdateError, status.Trigger, Vocabulary.SlotNames.OriginalStatus,
            $"The status of {status.Trigger.TargetId} is {StatusNumber.ToUrn(target.Row.Status)}.");

    public static IEnumerable<XdsError> OneStatusOfEach(UpdatePlan plan, UpdateState state) =>
        from same in plan.Statuses.GroupBy(s => state.Target(s)?.Object is { } target ? target.LogicalId ?? target.Id : s.Trigger.TargetId)
        from further in same.Skip(1)
        select Fault.Of(
            XdsErrorCode.MetadataUpdateOperationError, further.Trigger, "targetObject", $"{same.Key} gets a status by {same.First().Trigger.Id} already.");
}
