using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>What the message alone tells of an update.</summary>
internal static class PlanRules
{
    public static IEnumerable<XdsError> Understood(UpdatePlan plan, NodeProfile profile) =>
        from fault in plan.Faults
        let code = fault.Kind switch
        {
            // Of folders the standard names no code for this, so the general one stands (ITI TF-2 3.57.4.1.3.1).
            PlanFault.InitialVersion => fault.Object is DocumentEntry ? XdsErrorCode.InvalidRequest : XdsErrorCode.MetadataUpdateError,
            _ => XdsErrorCode.MetadataUpdateOperationError,
        }
        select Fault.Of(code, fault.Object, fault.Attribute, fault.Sentence);

    public static IEnumerable<XdsError> AnnotationsInPlace(UpdatePlan plan, NodeProfile profile)
    {
        foreach (var association in plan.Submission.Associations)
        {
            var isMembership = association.Type == Vocabulary.HasMember && plan.Submission.Find(association.SourceId) is SubmissionSet
                && plan.Submission.Find(association.TargetId) is DocumentEntry or Folder;
            foreach (var name in Annotations.OfMembership.Where(name => !isMembership && Annotations.Has(association, name)))
                yield return Misplaced(association, name, "only of a new version's membership of the SubmissionSet.");
            foreach (var name in Annotations.OfStatus.Where(name => association.Type != Vocabulary.UpdateAvailabilityStatus && Annotations.Has(association, name)))
                yield return Misplaced(association, name, "only of an UpdateAvailabilityStatus association.");
        }

        static XdsError Misplaced(Association association, string name, string sentence) =>
            Fault.Of(XdsErrorCode.MetadataUpdateError, association, name, $"This is an annotation {sentence}");
    }

    public static IEnumerable<XdsError> OneVersionOfEach(UpdatePlan plan, NodeProfile profile) =>
        from same in plan.Versions.GroupBy(v => v.LogicalId)
        from further in same.Skip(1)
        select Fault.Of(
            XdsErrorCode.MetadataUpdateOperationError, further.Object, "logicalID", $"{same.Key} gets a new version by {same.First().Object.Id} already.");

    public static IEnumerable<XdsError> OnePatient(UpdatePlan plan, NodeProfile profile) =>
        from version in plan.Versions
        where version.Object.PatientId is { IsValid: true } && plan.Submission.Set?.PatientId is { IsValid: true }
        where version.Object.PatientId != plan.Submission.Set!.PatientId
        select Fault.Of(
            XdsErrorCode.PatientIdReconciliationError, version.Object, "patientId",
            $"{version.Object.PatientId} differs from the SubmissionSet's patientId {plan.Submission.Set!.PatientId}.");
}
