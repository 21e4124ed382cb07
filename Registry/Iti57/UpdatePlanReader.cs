using IheNode.Core;
using static IheNode.Core.Vocabulary;

namespace IheNode.Registry;

/// <summary>Tells which operation each object of an update triggers (<c>ITI TF-2 3.57.4.1.3.3</c>): exactly one, or the update cannot be understood.</summary>
internal sealed class UpdatePlanReader
{
    private readonly Submission _submission;
    private readonly List<UpdateOperation> _operations = [];
    private readonly List<(PlanFault, RegistryObject, string, string)> _faults = [];

    private UpdatePlanReader(Submission submission) => _submission = submission;

    public static UpdatePlan Read(Submission submission)
    {
        var reader = new UpdatePlanReader(submission);
        foreach (var item in submission.Objects)
        {
            switch (item)
            {
                case DocumentEntry or Folder: reader.ReadVersion((PatientObject)item); break;
                case Association { Type: Vocabulary.UpdateAvailabilityStatus } trigger: reader.ReadStatus(trigger); break;
                case Association { Type: Vocabulary.SubmitAssociation } trigger: reader.ReadTrigger(trigger); break;
                case Association association: reader.ReadAssociation(association); break;
            }
        }

        if (submission.Set is { } set && reader._operations.Count == 0 && reader._faults.Count == 0)
            reader.NoOperation(set, "HasMember", "The update asks for nothing: it holds no new version, no change of status and no further association.");
        return new(submission, reader._operations, reader._faults);
    }

    private void ReadVersion(PatientObject item)
    {
        var faults = _faults.Count;
        if (item.LogicalId is not { } logical || logical == item.Id)
        {
            _faults.Add((PlanFault.InitialVersion, item, "logicalID", "An initial version is registered by ITI-42 or ITI-61; an update has a logicalID that differs from the id."));
            return;
        }

        if (!EntryUuid.IsValid(logical)) NoOperation(item, "logicalID", $"{logical} is not urn:uuid: with a UUID in lower-case hexadecimal digits.");
        var memberships = _submission.Memberships.Where(m => m.TargetId == item.Id && IsSet(m.SourceId)).ToList();
        if (memberships is not [var membership])
        {
            Annotation(item, "HasMember", $"A new version has one HasMember association from the SubmissionSet; this one has {memberships.Count}.");
            return;
        }

        if (Annotations.PreviousVersion(membership) is null)
            Annotation(item, SlotNames.PreviousVersion, $"Its membership {membership.Id} names no previous version: one number, 1 or more.");
        if (Annotations.Propagates(membership) is null)
            Annotation(item, SlotNames.AssociationPropagation, $"Its membership {membership.Id} must say 'yes' or 'no'.");
        if (_faults.Count == faults)
            _operations.Add(new NewVersion(item, Annotations.PreviousVersion(membership)!.Value, Annotations.Propagates(membership)!.Value));
    }

    private void ReadStatus(Association trigger)
    {
        var faults = _faults.Count;
        CheckSource(trigger);
        if (!EntryUuid.IsValid(trigger.TargetId)) NoOperation(trigger, "targetObject", $"{trigger.TargetId} is not the UUID of a registered object.");
        foreach (var name in Annotations.OfStatus)
        {
            if (Annotations.Status(trigger, name) is null)
                Annotation(trigger, name, $"It must have one value, {Vocabulary.Approved} or {Vocabulary.Deprecated}.");
        }

        if (_faults.Count == faults)
        {
            _operations.Add(new NewStatus(
                trigger, Annotations.Status(trigger, SlotNames.OriginalStatus)!.Value, Annotations.Status(trigger, SlotNames.NewStatus)!.Value));
        }
    }

    private void ReadTrigger(Association trigger)
    {
        CheckSource(trigger);
        if (_submission.Find(trigger.TargetId) is not Association { Type: not (Vocabulary.SubmitAssociation or Vocabulary.UpdateAvailabilityStatus) } target || IsSet(target.SourceId))
            NoOperation(trigger, "targetObject", $"{trigger.TargetId} is not a further association of this update.");
    }

    private void ReadAssociation(Association association)
    {
        // A membership of the set triggers nothing by itself; but no other kind of association begins at the set.
        if (association.Type == HasMember && IsSet(association.SourceId)) return;
        switch (_submission.Associations.Count(a => a.Type == Vocabulary.SubmitAssociation && a.TargetId == association.Id && IsSet(a.SourceId)))
        {
            case 1: _operations.Add(new NewAssociation(association)); break;
            case 0: NoOperation(association, "associationType", "No SubmitAssociation of the SubmissionSet leads to this association."); break;
            case var count: NoOperation(association, "associationType", $"{count} SubmitAssociations lead to this association."); break;
        }
    }

    private void CheckSource(Association trigger)
    {
        if (!IsSet(trigger.SourceId)) NoOperation(trigger, "sourceObject", $"{trigger.SourceId} is not the SubmissionSet of this update.");
    }

    private bool IsSet(string id) => _submission.Find(id) is SubmissionSet;

    private void NoOperation(RegistryObject item, string attribute, string sentence) => _faults.Add((PlanFault.NoOperation, item, attribute, sentence));

    private void Annotation(RegistryObject item, string attribute, string sentence) => _faults.Add((PlanFault.Annotation, item, attribute, sentence));
}
