namespace IheNode.Core;

/// <summary>Patient Demographics Query, HL7 v3 (<c>ITI TF-2 3.47</c>): who matches these demographics?</summary>
public static class Iti47
{
    /// <summary>The contract.</summary>
    public static Transaction<PatientDemographicsQuery, PatientDemographicsQueryResponse> Contract { get; } = new()
    {
        Id = "ITI-47",
        Name = "Patient Demographics Query",
        Encoding = WireEncoding.SimpleSoap,
        Action = "urn:hl7-org:v3:PRPA_IN201305UV02",
        ResponseAction = "urn:hl7-org:v3:PRPA_IN201306UV02",
        AuditEvent = AuditEventShape.Query,
        Soap = new(
            (body, _) => DemographicsQueryMessage.Read(body),
            (writer, query, exchange, _) => DemographicsQueryMessage.Write(writer, query, exchange),
            (body, _) => DemographicsAnswerMessage.Read(body),
            (writer, response, query, exchange, _) => DemographicsAnswerMessage.Write(writer, response, query, exchange)),
        Audit = (query, response) => V3Audit.Query(
            query.QueryId, DemographicsQueryMessage.Text(query), query.V3, response?.Errors,
            response?.Matches.SelectMany(m => m.Patient.Ids.Take(1)) ?? []),
    };
}
