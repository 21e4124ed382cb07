using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>ITI-92 (<c>ITI TF-2 3.92.4.1.3</c>): an update that may only give entries new metadata, and not all of them.</summary>
internal static class RestrictedUpdate
{
    private static readonly string[] Unmodifiable = ["sourcePatientId", "objectType", "repositoryUniqueId", "documentAvailability"];

    /// <summary>Its rules under the policy of a domain.</summary>
    public static UpdateRules Rules(NodeProfile profile) => new(
        [
            .. UpdateRules.OfMetadata,
            new("Each object triggers one operation", "ITI TF-2 3.92.4.1.2.2", Understood),
            new("Only entries are updated", "ITI TF-2 3.92.4.1.2.1", OnlyEntries),
            new("Entries are stable or on-demand", "ITI TF-2 3.92.4.1.3", ObjectTypes),
            new("The update is for this community", "ITI TF-2 3.92.4.1.3.1", Community),
            new("Annotations stand where they mean something", "ITI TF-2 3.92.4.1.2.2", PlanRules.AnnotationsInPlace),
            new("A logical object gets one new version", "ITI TF-2 3.57.4.1.3.1", PlanRules.OneVersionOfEach),
            new("New versions are of the set's patient", "ITI TF-2 3.57.4.1.3.4", PlanRules.OnePatient),
        ],
        [
            .. UpdateRules.OfRegistration,
            new("There is something to update", "ITI TF-2 3.92.4.1.3", (plan, state) => VersionRules.Missing(plan, state, _ => XdsErrorCode.MetadataVersionError)),
            new("A version keeps kind and uniqueId", "ITI TF-2 3.92.4.1.3", VersionRules.SameUniqueId),
            new("A version follows the current one", "ITI TF-2 3.92.4.1.3", VersionRules.FollowsCurrent),
            new("A version keeps its patient", "ITI TF-2 3.92.4.1.3", SamePatient),
            new("A version keeps what no restricted update changes", "ITI TF-2 3.92.4.1.3", KeepsUnmodifiable),
            new("A version keeps what the domain's policy forbids to change", "ITI TF-2 3.92.4.1.3", (plan, state) => KeepsForbidden(plan, state, profile)),
            new("Linked versions propagate alike", "ITI TF-2 3.57.4.1.3.1.1", Propagation.Agreement),
            new("What is linked is of one patient", "ITI TF-2 3.57.4.1.3.4", PatientReconciliation.Check),
        ]);

    private static IEnumerable<XdsError> Understood(UpdatePlan plan, NodeProfile profile) =>
        from fault in plan.Faults
        let code = fault.Kind switch
        {
            PlanFault.InitialVersion => XdsErrorCode.InvalidRequest,
            PlanFault.Annotation => XdsErrorCode.MetadataAnnotationError,
            _ => XdsErrorCode.MetadataUpdateOperationError,
        }
        select Fault.Of(code, fault.Object, fault.Attribute, fault.Sentence);

    private static IEnumerable<XdsError> OnlyEntries(UpdatePlan plan, NodeProfile profile) =>
        from item in plan.Submission.Objects
        where item is Folder or Association { Type: Vocabulary.UpdateAvailabilityStatus or Vocabulary.SubmitAssociation }
        select Fault.Of(
            XdsErrorCode.MetadataUpdateError, item, item is Association ? "associationType" : "logicalID",
            "A restricted update gives new metadata to entries; folders, status and associations are updated by ITI-57.");

    private static IEnumerable<XdsError> ObjectTypes(UpdatePlan plan, NodeProfile profile) =>
        from entry in plan.Submission.Entries
        where entry.ObjectType is not (Vocabulary.StableDocument or Vocabulary.OnDemandDocument)
        select Fault.Of(XdsErrorCode.ObjectTypeError, entry, "objectType", $"{entry.ObjectType} is the type neither of a stable nor of an on-demand document.");

    // This registry keeps what it is told and forwards nothing, so another community is one that it does not know.
    private static IEnumerable<XdsError> Community(UpdatePlan plan, NodeProfile profile) =>
        from item in plan.Submission.Objects
        let home = item.HomeCommunityId ?? (item is SubmissionSet ? plan.HomeCommunityId : null)
        where home is not null && home != profile.Network.HomeCommunityId
        select Fault.Of(XdsErrorCode.UnknownCommunity, item, "homeCommunityId", $"{home} is not this community, and updates are not forwarded to others.");

    private static IEnumerable<XdsError> SamePatient(UpdatePlan plan, UpdateState state) =>
        from pair in Pairs(plan, state)
        where pair.New.PatientId is { IsValid: true } id && KnownPatient.Canonical(id) != pair.Current.PatientId?.Text
        select Fault.Of(
            XdsErrorCode.PatientIdReconciliationError, pair.New, "patientId",
            $"{pair.New.PatientId} is not the patient of {pair.Version.LogicalId}; a restricted update keeps the patient.");

    private static IEnumerable<XdsError> KeepsUnmodifiable(UpdatePlan plan, UpdateState state)
    {
        foreach (var (version, entry, current) in Pairs(plan, state))
        {
            foreach (var attribute in Unmodifiable.Where(a => DocumentEntryAttributes.Differ(a, entry, current))) yield return Changed(entry, attribute);
            if (entry.AvailabilityStatus is { } status && status != current.AvailabilityStatus) yield return Changed(entry, "availabilityStatus");
            // A sender may name the version that it read, or the one that it makes.
            if (entry.Version is { } number && number != current.Version && number != $"{state.Current(version)!.Row.Version + 1}")
                yield return Changed(entry, "version");
        }

        static XdsError Changed(DocumentEntry entry, string attribute) =>
            Fault.Of(XdsErrorCode.UnmodifiableMetadataError, entry, attribute, "A restricted update does not change this attribute.");
    }

    private static IEnumerable<XdsError> KeepsForbidden(UpdatePlan plan, UpdateState state, NodeProfile profile) =>
        from pair in Pairs(plan, state)
        from attribute in profile.Policy.RestrictedUpdateForbids
        where DocumentEntryAttributes.Differ(attribute, pair.New, pair.Current)
        select Fault.Of(XdsErrorCode.LocalPolicyRestrictionError, pair.New, attribute, "The policy of this domain forbids restricted updates to change this attribute.");

    private static IEnumerable<(NewVersion Version, DocumentEntry New, DocumentEntry Current)> Pairs(UpdatePlan plan, UpdateState state) =>
        from version in plan.Versions
        let entry = version.Object as DocumentEntry
        let current = state.Current(version)?.Object as DocumentEntry
        where entry is not null && current is not null
        select (version, entry, current);
}
