namespace IheNode.Core;

/// <summary>
/// Patient Identity Feed, HL7 v3 (<c>ITI TF-2 3.44</c>): a patient was added, revised, or two were found to be one. Each of these is a message of its own with
/// a wsa:Action of its own, so that there is a contract for each.
/// </summary>
public static class Iti44
{
    /// <summary>PRPA_IN201301UV02: a patient was added.</summary>
    public static Transaction<PatientFeed, PatientFeedResponse> Contract { get; } = Of(PatientFeedEvent.Add);

    /// <summary>PRPA_IN201302UV02: a patient's data were revised.</summary>
    public static Transaction<PatientFeed, PatientFeedResponse> Revised { get; } = Of(PatientFeedEvent.Revise);

    /// <summary>PRPA_IN201304UV02: two patients were found to be one.</summary>
    public static Transaction<PatientFeed, PatientFeedResponse> DuplicatesResolved { get; } = Of(PatientFeedEvent.Merge);

    /// <summary>The contract for an event.</summary>
    public static Transaction<PatientFeed, PatientFeedResponse> ContractFor(PatientFeedEvent happened) => happened switch
    {
        PatientFeedEvent.Add => Contract,
        PatientFeedEvent.Revise => Revised,
        _ => DuplicatesResolved,
    };

    private static Transaction<PatientFeed, PatientFeedResponse> Of(PatientFeedEvent happened) => new()
    {
        Id = "ITI-44",
        Name = "Patient Identity Feed",
        Encoding = WireEncoding.SimpleSoap,
        Action = $"urn:hl7-org:v3:{PatientFeedMessage.InteractionOf(happened)}",
        ResponseAction = "urn:hl7-org:v3:MCCI_IN000002UV01",
        AuditEvent = AuditEventShape.PatientRecord,
        Soap = new(
            (body, _) => PatientFeedMessage.ReadRequest(body, happened),
            (writer, feed, exchange, _) => PatientFeedMessage.WriteRequest(writer, feed, exchange),
            (body, _) => PatientFeedMessage.ReadResponse(body),
            (writer, response, feed, exchange, _) => PatientFeedMessage.WriteResponse(writer, response, feed, exchange)),
        Audit = (feed, response) => FeedAudit.Subject(feed, response, "II"),
    };
}
