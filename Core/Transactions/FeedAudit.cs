namespace IheNode.Core;

/// <summary>The audit records of a patient identity feed in either generation of HL7 (<c>ITI TF-2 3.8.5.1, 3.44.5.1</c>).</summary>
internal static class FeedAudit
{
    /// <param name="feed">What was fed.</param>
    /// <param name="response">What was answered; null when nothing was.</param>
    /// <param name="messageIdType">What the message's id is called: MSH-10 or II.</param>
    public static AuditSubject Subject(PatientFeed feed, PatientFeedResponse? response, string messageIdType)
    {
        AuditRecord Record(char action, IEnumerable<PatientId> ids) => AuditSubjects.Outcome(response?.Errors) with
        {
            Action = action,
            Objects = ids.Select(id => new AuditObject(AuditObjectKind.Patient, id.Text, Details: [new(messageIdType, feed.MessageId)])).ToValueList(),
        };

        return new()
        {
            // A merge leaves two records: the subsumed id is deleted, the survivor updated.
            Records = feed.Event switch
            {
                PatientFeedEvent.Merge => [Record('D', feed.Subsumed is { } subsumed ? [subsumed] : []), Record('U', feed.Patient.Ids)],
                PatientFeedEvent.Revise => [Record('U', feed.Patient.Ids)],
                _ => [Record('C', feed.Patient.Ids)],
            },
        };
    }
}
