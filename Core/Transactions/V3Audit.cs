namespace IheNode.Core;

/// <summary>The audit record of v3 queries: the query as XML with the message's id, and the patients (<c>ITI TF-2 3.45.5.1, 3.47.5.1, 3.55.5.1</c>).</summary>
internal static class V3Audit
{
    public static AuditSubject Query(
        string queryId, string text, V3Request? request, ValueList<PatientError>? errors, IEnumerable<PatientId> patients, string? home = null)
    {
        List<KeyValuePair<string, string>> details = [];
        if (request is { MessageId.Length: > 0 }) details.Add(new("II", request.MessageId));
        if (home is not null) details.Add(new("ihe:homeCommunityID", home));
        var query = new AuditObject(AuditObjectKind.Query, queryId, text, details.ToValueList());
        var record = AuditSubjects.Outcome(errors) with { Objects = [query] };

        // One message per patient, since each patient's audit trail must be complete by itself (ITI TF-2 3.20.4.1.1.1).
        var perPatient = patients.Select(p => InstanceIdentifier.Of(p).ToPatientId()).Where(p => p.IsValid).Distinct()
            .Select(p => record with { Objects = [new(AuditObjectKind.Patient, p.Text), query] }).ToValueList();
        return new() { Records = perPatient.Count > 0 ? perPatient : [record] };
    }
}
