using IheNode.Core;

namespace IheNode.Registry;

/// <summary>What associations may lead to in the registry.</summary>
internal static class ReferenceRules
{
    public static IEnumerable<XdsError> Resolve(Submission submission, RegisteredState registered)
    {
        foreach (var association in submission.Associations)
        {
            if (AssociationTypes.Of(association.Type) is null) continue;
            // A relationship's source is judged by AssociationRules.RelationshipSources.
            if (association.Type == Vocabulary.HasMember && IsNowhere(association.SourceId))
                yield return Unresolved(association, "sourceObject", association.SourceId);
            if (IsNowhere(association.TargetId))
                yield return Unresolved(association, "targetObject", association.TargetId);
        }

        bool IsNowhere(string id) => submission.Find(id) is null && registered.Find(id) is null;
    }

    public static IEnumerable<XdsError> Kinds(Submission submission, RegisteredState registered)
    {
        foreach (var association in submission.Associations)
        {
            if (AssociationTypes.Of(association.Type) is null) continue;
            var faults = association.Type == Vocabulary.HasMember ? Membership(association, submission, registered) : Relationship(association, submission, registered);
            foreach (var fault in faults) yield return fault;
        }
    }

    public static IEnumerable<XdsError> Approved(Submission submission, RegisteredState registered) =>
        from association in submission.Associations
        from end in new[] { ("sourceObject", association.SourceId), ("targetObject", association.TargetId) }
        let found = submission.Find(end.Item2) is null ? registered.Find(end.Item2) : null
        where found is { Object: DocumentEntry or Folder, Row.Status: not StatusNumber.Approved }
        select Fault.Of(XdsErrorCode.RegistryDeprecatedDocumentError, association, end.Item1, $"{end.Item2} is deprecated.");

    private static IEnumerable<XdsError> Membership(Association membership, Submission submission, RegisteredState registered)
    {
        var own = submission.Find(membership.SourceId);
        if (own is null && registered.Find(membership.SourceId)?.Object is { } source and not Folder)
            yield return Fault.Metadata(membership, "sourceObject", $"The registered {ObjectKinds.Of(source)} {membership.SourceId} takes no further members.");

        if (submission.Find(membership.TargetId) is not null || registered.Find(membership.TargetId)?.Object is not { } target) yield break;
        if (target is not DocumentEntry)
            yield return Fault.Metadata(membership, "targetObject", $"{membership.TargetId} is a {ObjectKinds.Of(target)}; this association needs a DocumentEntry.");
        else if (own is SubmissionSet && membership.SubmissionSetStatus != Vocabulary.Reference)
        {
            yield return Fault.Metadata(
                membership, "SubmissionSetStatus", $"It must be Reference for an entry that is registered already, not '{membership.SubmissionSetStatus}'.");
        }
    }

    private static IEnumerable<XdsError> Relationship(Association relationship, Submission submission, RegisteredState registered)
    {
        var target = submission.Find(relationship.TargetId) ?? registered.Find(relationship.TargetId)?.Object;
        if (target is not (null or DocumentEntry))
        {
            yield return Fault.Of(
                XdsErrorCode.UnresolvedReference, relationship, "targetObject",
                $"{relationship.TargetId} is a {ObjectKinds.Of(target)}; this association needs a DocumentEntry.");
        }

        if (relationship.Type != Vocabulary.IsSnapshotOf) yield break;
        // One of this submission is refused by AssociationRules.ReplacedIsRegistered.
        if (submission.Find(relationship.TargetId) is null && target is DocumentEntry { ObjectType: not Vocabulary.OnDemandDocument })
            yield return Fault.Metadata(relationship, "targetObject", $"{relationship.TargetId} is not an on-demand entry, of which alone there are snapshots.");
        if (submission.Find(relationship.SourceId) is DocumentEntry { ObjectType: not Vocabulary.StableDocument })
            yield return Fault.Metadata(relationship, "sourceObject", $"{relationship.SourceId} is not a stable entry, as a snapshot is.");
    }

    /// <summary>Whoever puts an entry into a registered folder is of the folder's patient (<c>ITI TF-3 4.2.2.1.4</c>).</summary>
    public static IEnumerable<XdsError> FoldersOfSet(Submission submission, RegisteredState registered) =>
        from membership in submission.FolderMemberships
        let folder = submission.Find(membership.SourceId) is null ? registered.Find(membership.SourceId) : null
        where folder is { Object: Folder } && submission.Set?.PatientId is { IsValid: true } set && KnownPatient.Canonical(set) != folder.PatientId
        select Fault.Of(
            XdsErrorCode.PatientIdDoesNotMatch, membership, "sourceObject",
            $"SubmissionSet {submission.Set!.Id} belongs to {submission.Set.PatientId}, Folder {membership.SourceId} to another patient.");

    public static IEnumerable<XdsError> SamePatient(Submission submission, RegisteredState registered)
    {
        foreach (var association in submission.Associations)
        {
            // A submission set may refer to another patient's entry: only of entries and folders does ITI TF-2 3.42.4.1.3.3.2 ask for one patient.
            if (submission.Find(association.SourceId) is SubmissionSet) continue;
            var source = PatientOf(association.SourceId);
            var target = PatientOf(association.TargetId);
            if (source is not null && target is not null && source != target)
            {
                yield return Fault.Of(
                    XdsErrorCode.PatientIdDoesNotMatch, association, "targetObject",
                    $"{Owner(association.SourceId, source)}, {Owner(association.TargetId, target)}: they are of different patients.");
            }
        }

        // Whoever submits need not know whose the registered objects are.
        string Owner(string id, string patient) => submission.Find(id) is null ? $"{id} is registered for its patient" : $"{id} belongs to {patient}";

        string? PatientOf(string id) =>
            submission.Find(id) is PatientObject { PatientId: { IsValid: true } own } ? KnownPatient.Canonical(own) : registered.Find(id)?.PatientId;
    }

    public static IEnumerable<XdsError> NoAddendumToTransformation(Submission submission, RegisteredState registered) =>
        from association in submission.Associations
        where association.Type == Vocabulary.Append
        where registered.Find(association.TargetId) is { IsTransformation: true }
            || submission.Relationships.Any(r => r.Type == Vocabulary.Transform && r.SourceId == association.TargetId)
        select Fault.Metadata(association, "targetObject", $"{association.TargetId} is a transformation, to which nothing is appended.");

    private static XdsError Unresolved(Association association, string attribute, string id) =>
        Fault.Of(XdsErrorCode.UnresolvedReference, association, attribute, $"{id} is neither in the submission nor registered.");
}
