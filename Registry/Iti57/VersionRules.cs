using IheNode.Core;

namespace IheNode.Registry;

/// <summary>What a new version must be to what is registered.</summary>
internal static class VersionRules
{
    public static IEnumerable<XdsError> Registered(UpdatePlan plan, UpdateState state) =>
        Missing(plan, state, version => version.Object is DocumentEntry ? XdsErrorCode.UnresolvedReference : XdsErrorCode.MetadataUpdateError);

    /// <summary>One error for each new version of something that is not registered.</summary>
    public static IEnumerable<XdsError> Missing(UpdatePlan plan, UpdateState state, Func<NewVersion, string> code) =>
        from version in plan.Versions
        where state.Find(version.LogicalId) is not { Object: DocumentEntry or Folder } first || first.Object.LogicalId != version.LogicalId
        select Fault.Of(code(version), version.Object, "logicalID", $"{version.LogicalId} is not the initial version of a registered entry or folder.");

    public static IEnumerable<XdsError> FolderApproved(UpdatePlan plan, UpdateState state) =>
        from version in plan.Versions
        where version.Object is Folder && state.Current(version) is { Row.Status: not StatusNumber.Approved }
        select Fault.Of(
            XdsErrorCode.MetadataUpdateError, version.Object, "logicalID", $"The current version of {version.LogicalId} is deprecated; only an approved folder is updated.");

    public static IEnumerable<XdsError> SameUniqueId(UpdatePlan plan, UpdateState state)
    {
        foreach (var version in plan.Versions)
        {
            if (state.Current(version)?.Object is not PatientObject current) continue;
            if (ObjectKinds.Of(current) != ObjectKinds.Of(version.Object))
                yield return Conflict(version, "logicalID", $"{version.LogicalId} is a {ObjectKinds.Of(current)}.");
            if (current.UniqueId != version.Object.UniqueId)
                yield return Conflict(version, "uniqueId", $"{version.Object.UniqueId} differs from {current.UniqueId}, which all versions of {version.LogicalId} have.");
        }
    }

    public static IEnumerable<XdsError> SameObjectType(UpdatePlan plan, UpdateState state) =>
        from version in plan.Versions
        let entry = version.Object as DocumentEntry
        let current = state.Current(version)?.Object as DocumentEntry
        where entry is not null && current is not null && entry.ObjectType != current.ObjectType
        select Conflict(version, "objectType", $"{entry.ObjectType} differs from {current.ObjectType}, which all versions of {version.LogicalId} have.");

    public static IEnumerable<XdsError> FollowsCurrent(UpdatePlan plan, UpdateState state) =>
        from version in plan.Versions
        let current = state.Current(version)
        where current is not null && current.Row.Version != version.PreviousVersion
        select Fault.Of(
            XdsErrorCode.MetadataVersionError, version.Object, Vocabulary.SlotNames.PreviousVersion,
            $"The current version of {version.LogicalId} is {current.Row.Version}, not {version.PreviousVersion}.");

    private static XdsError Conflict(NewVersion version, string attribute, string sentence) =>
        Fault.Of(XdsErrorCode.MetadataIdentifierError, version.Object, attribute, sentence);
}
