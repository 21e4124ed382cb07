namespace IheNode.Core;

/// <summary>The audit record of v3 queries: the query as XML with the message's id, and the patients (<c>ITI TF-2 3.45.5.1, 3.47.5.1, 3.55.5.1</c>).</summary>
internal static class V3Audit
{
    public static AuditSubject Query(
        string queryId, string text, V3Request? request, bool unanswered, ValueList<PatientError> errors, IEnumerable<PatientId> patients, string? home = null)
    {
        List<KeyValuePair<string, string>> details = [];
        if (request is { MessageId.Length: > 0 }) details.Add(new("II", request.MessageId));
        if (home is not null) details.Add(new("ihe:homeCommunityID", home));
        return new()
        {
            Records =
            [
                new()
                {
                    Outcome = unanswered ? 8 : errors.Count > 0 ? 4 : 0,
                    OutcomeDescription = errors.Count > 0 ? string.Join("; ", errors.Select(e => e.Text)) : null,
                    Objects =
                    [
                        .. patients.Where(p => p.IsValid).Distinct().Select(p => new AuditObject(AuditObjectKind.Patient, p.Text)),
                        new(AuditObjectKind.Query, queryId, text, details.ToValueList()),
                    ],
                },
            ],
        };
    }
}
