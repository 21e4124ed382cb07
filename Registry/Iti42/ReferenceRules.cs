using IheNode.Core;

namespace IheNode.Registry;

/// <summary>What associations may lead to in the registry.</summary>
internal static class ReferenceRules
{
    public static IEnumerable<XdsError> Resolve(Submission submission, RegisteredState registered)
    {
        foreach (var association in submission.Associations)
        {
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
            var source = submission.Find(association.SourceId) is null ? registered.Find(association.SourceId)?.Object : null;
            if (association.Type == Vocabulary.HasMember && source is not (null or Folder))
            {
                yield return Fault.Metadata(
                    association, "sourceObject", $"The registered {ObjectKinds.Of(source)} {association.SourceId} takes no further members.");
            }

            var target = submission.Find(association.TargetId) ?? registered.Find(association.TargetId)?.Object;
            var isOwn = submission.Find(association.TargetId) is not null;
            if (target is not null and not DocumentEntry && !(isOwn && association.Type == Vocabulary.HasMember))
            {
                yield return Fault.Metadata(
                    association, "targetObject", $"{association.TargetId} is a {ObjectKinds.Of(target)}; this association needs a DocumentEntry.");
            }

            if (association.Type == Vocabulary.IsSnapshotOf && target is DocumentEntry { ObjectType: not Vocabulary.OnDemandDocument })
                yield return Fault.Metadata(association, "targetObject", $"{association.TargetId} is not an on-demand entry, of which alone there are snapshots.");
        }
    }

    public static IEnumerable<XdsError> Approved(Submission submission, RegisteredState registered) =>
        from association in submission.Associations
        from end in new[] { ("sourceObject", association.SourceId), ("targetObject", association.TargetId) }
        let found = submission.Find(end.Item2) is null ? registered.Find(end.Item2) : null
        where found is { Object: DocumentEntry or Folder, Row.Status: not StatusNumber.Approved }
        select Fault.Of(XdsErrorCode.RegistryDeprecatedDocumentError, association, end.Item1, $"{end.Item2} is deprecated.");

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
                    $"{association.SourceId} belongs to {source}, {association.TargetId} to {target}.");
            }
        }

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
