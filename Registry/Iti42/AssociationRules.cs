using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>What associations may join, as far as the submission itself tells.</summary>
internal static class AssociationRules
{
    public static IEnumerable<XdsError> KnownTypes(Submission submission, NodeProfile profile) =>
        from association in submission.Associations
        where AssociationTypes.Of(association.Type) is null && !Vocabulary.OfUpdates.Contains(association.Type)
        select Fault.Metadata(association, "associationType", $"{association.Type} is not an association type of a submission.");

    public static IEnumerable<XdsError> NoUpdates(Submission submission, NodeProfile profile)
    {
        foreach (var association in submission.Associations)
        {
            if (Vocabulary.OfUpdates.Contains(association.Type))
                yield return Fault.Metadata(association, "associationType", $"{association.Type} changes what is registered; that is for ITI-57.");
        }

        foreach (var item in submission.Objects)
        {
            foreach (var slot in item.ExtraSlots.Where(slot => Vocabulary.OfUpdates.Contains(slot.Name)))
                yield return Fault.Metadata(item, $"Slot {slot.Name}", "The slot belongs to a change of what is registered; that is for ITI-57.");
        }
    }

    public static IEnumerable<XdsError> Memberships(Submission submission, NodeProfile profile)
    {
        foreach (var membership in submission.Memberships)
        {
            if (membership.Documentation is not null)
                yield return Fault.Metadata(membership, "association documentation", "A HasMember association has no documentation code.");
            var target = submission.Find(membership.TargetId);
            var fault = submission.Find(membership.SourceId) switch
            {
                SubmissionSet => SetMembership(submission, membership, target),
                Folder or null => target is null or DocumentEntry ? null : ("targetObject", "A folder has only DocumentEntries as members."),
                var other => ("sourceObject", $"A {ObjectKinds.Of(other)} has no members."),
            };
            if (fault is var (attribute, sentence)) yield return Fault.Metadata(membership, attribute, sentence);
        }
    }

    public static IEnumerable<XdsError> RelationshipSources(Submission submission, NodeProfile profile) =>
        from relationship in submission.Relationships
        where submission.Find(relationship.SourceId) is not DocumentEntry
        select Fault.Of(
            XdsErrorCode.UnresolvedReference, relationship, "sourceObject", $"{relationship.SourceId} is not a DocumentEntry of this submission.");

    public static IEnumerable<XdsError> ReplacedIsRegistered(Submission submission, NodeProfile profile) =>
        from relationship in submission.Relationships
        where AssociationTypes.Replaces(relationship.Type) || relationship.Type == Vocabulary.IsSnapshotOf
        where submission.Find(relationship.TargetId) is not null
        select Fault.Of(
            XdsErrorCode.UnresolvedReference, relationship, "targetObject",
            $"{relationship.TargetId} stands in this submission; this association needs an entry that is registered already.");

    /// <summary>Only an approved entry can be replaced: what one association of the submission replaces is not there for a second.</summary>
    public static IEnumerable<XdsError> ReplacedOnce(Submission submission, NodeProfile profile) =>
        from same in submission.Relationships.Where(r => AssociationTypes.Replaces(r.Type)).GroupBy(r => r.TargetId)
        from further in same.Skip(1)
        select Fault.Of(
            XdsErrorCode.RegistryDeprecatedDocumentError, further, "targetObject", $"{same.Key} is replaced by association {same.First().Id} of this submission already.");

    public static IEnumerable<XdsError> BetweenTwo(Submission submission, NodeProfile profile) =>
        from relationship in submission.Relationships
        where relationship.SourceId == relationship.TargetId && !AssociationTypes.Replaces(relationship.Type) && relationship.Type != Vocabulary.IsSnapshotOf
        select Fault.Metadata(relationship, "targetObject", $"{relationship.TargetId} is the sourceObject too.");

    private static (string Attribute, string Sentence)? SetMembership(Submission submission, Association membership, RegistryObject? target) => target switch
    {
        DocumentEntry when membership.SubmissionSetStatus != Vocabulary.Original =>
            ("SubmissionSetStatus", $"It must be Original for an entry of this submission, not '{membership.SubmissionSetStatus}'."),
        SubmissionSet => ("targetObject", "A submission set is not a member of a submission set."),
        Association member when !submission.IsFolderMembership(member) =>
            ("targetObject", "Of associations, a submission set has only memberships of folders as members."),
        _ => null,
    };
}
