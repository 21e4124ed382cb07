namespace IheNode.Core;

/// <summary>Cross Gateway Patient Discovery (<c>ITI TF-2 3.55</c>): is this person known in your community?</summary>
public static class Iti55
{
    /// <summary>The contract. A request for a deferred answer is read too, and answered with NS250.</summary>
    public static Transaction<PatientDemographicsQuery, PatientDemographicsQueryResponse> Contract { get; } = new()
    {
        Id = "ITI-55",
        Name = "Cross Gateway Patient Discovery",
        Encoding = WireEncoding.SimpleSoap,
        Action = "urn:hl7-org:v3:PRPA_IN201305UV02:CrossGatewayPatientDiscovery",
        ResponseAction = "urn:hl7-org:v3:PRPA_IN201306UV02:CrossGatewayPatientDiscovery",
        ActionAliases = ["urn:hl7-org:v3:PRPA_IN201305UV02:Deferred:CrossGatewayPatientDiscovery"],
        AuditEvent = AuditEventShape.Query,
        Soap = new(
            (body, _) => DemographicsQueryMessage.ReadOfGateway(body),
            (writer, query, exchange, _) => DemographicsQueryMessage.Write(writer, query, exchange),
            (body, _) => DemographicsAnswerMessage.Read(body),
            (writer, response, query, exchange, _) => DemographicsAnswerMessage.WriteToGateway(writer, response, query, exchange)),

        // Only the responding side names patients; a query that came in has its parameters as they came, one that goes out has none yet.
        Audit = (query, response) => V3Audit.Query(
            query.QueryId, DemographicsQueryMessage.Text(query), query.V3, response?.Errors,
            query.V3 is { Parameters.Length: > 0 } ? response?.Matches.SelectMany(m => m.Patient.Ids.Take(1)) ?? [] : [],
            query.HomeCommunity is { Length: > 0 } home ? Oid.UrnPrefix + home : null),
    };
}
