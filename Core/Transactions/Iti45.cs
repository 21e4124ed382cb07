namespace IheNode.Core;

/// <summary>PIX Query, HL7 v3 (<c>ITI TF-2 3.45</c>): which ids does this person have?</summary>
public static class Iti45
{
    /// <summary>The contract.</summary>
    public static Transaction<PixQuery, PixQueryResponse> Contract { get; } = new()
    {
        Id = "ITI-45",
        Name = "PIX Query",
        Encoding = WireEncoding.SimpleSoap,
        Action = "urn:hl7-org:v3:PRPA_IN201309UV02",
        ResponseAction = "urn:hl7-org:v3:PRPA_IN201310UV02",
        AuditEvent = AuditEventShape.Query,
        Soap = new(
            (body, _) => PixQueryMessages.ReadRequest(body),
            (writer, query, exchange, _) => PixQueryMessages.WriteRequest(writer, query, exchange),
            (body, _) => PixQueryMessages.ReadResponse(body),
            (writer, response, query, exchange, _) => PixQueryMessages.WriteResponse(writer, response, query, exchange)),
        Audit = (query, response) => V3Audit.Query(
            query.QueryId, PixQueryMessages.Text(query), query.V3, response?.Errors, [query.Id]),
    };
}
