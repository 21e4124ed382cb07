using System.Globalization;

namespace IheNode.Core;

/// <summary>ITI-21 Patient Demographics Query: QBP^Q22 answered by RSP^K22 (<c>ITI TF-2 3.21</c>).</summary>
public static class Iti21
{
    /// <summary>The transaction.</summary>
    public static Transaction<PatientDemographicsQuery, PatientDemographicsQueryResponse> Contract { get; } = new()
    {
        Id = "ITI-21",
        Name = "Patient Demographics Query",
        Encoding = WireEncoding.Er7,
        Triggers = ["QBP^Q22"],
        AuditEvent = AuditEventShape.Query,
        Er7 = new(ReadRequest, WriteRequest, ReadResponse, WriteResponse),
        Audit = Audit,
    };

    private static PatientDemographicsQuery ReadRequest(Er7Message message)
    {
        var errors = new List<Er7Error>();
        var definition = QueryParts.Definition(message, errors);
        var query = DemographicsParameters.Read(definition, errors) with
        {
            QueryId = definition.Text(2),
            Domains = QueryParts.Domains(definition, 8, errors),
            Quantity = Quantity(message.Segment("RCP"), errors),
            Continuation = message.Segment("DSC")?.Text(1) is { Length: > 0 } pointer ? pointer : null,
            MessageId = message.Header.Text(10),
            Text = Er7Writer.Text(message),
        };
        return errors.Count == 0 ? query : throw new Er7RejectedException(errors.ToValueList());
    }

    private static int? Quantity(Er7Segment? rcp, List<Er7Error> errors)
    {
        if (rcp is null || rcp.Field(2).Length == 0) return null;
        if (rcp.Text(2, 2) is not ("" or "RD")) errors.Add(new(103, "RCP-2.2 (unit of the quantity) must be RD: records.", "RCP^1^2^1^2"));
        if (int.TryParse(rcp.Text(2), NumberStyles.None, CultureInfo.InvariantCulture, out var quantity) && quantity > 0) return quantity;
        errors.Add(new(102, "RCP-2.1 (quantity) is not a positive number.", "RCP^1^2^1^1"));
        return null;
    }

    private static Er7Message WriteRequest(PatientDemographicsQuery query, Exchange exchange)
    {
        var message = new List<Er7Segment>
        {
            Er7Acknowledgement.RequestHeader(exchange, null, "QBP^Q22^QBP_Q21", "2.5"),
            Er7Segment.Of(
                "QPD", "IHE PDQ Query", Er7Text.Escape(query.QueryId.Length > 0 ? query.QueryId : exchange.MessageId), DemographicsParameters.Write(query),
                "", "", "", "", string.Join('~', query.Domains.Select(Er7Person.WriteDomain))),
            Er7Segment.Of("RCP", "I", query.Quantity is { } quantity ? $"{quantity}^RD" : ""),
        };
        if (query.Continuation is { } pointer) message.Add(Er7Segment.Of("DSC", Er7Text.Escape(pointer), "I"));
        return Er7Writer.WithCharacterSet(new(message.ToValueList()));
    }

    private static PatientDemographicsQueryResponse ReadResponse(Er7Message answer)
    {
        if (PatientErrors.Read(answer) is { Count: > 0 } errors) return new([], errors);
        // A record that its sender filled badly is still a record: what cannot be read of it is left out.
        var patients = answer.All("PID").Select(pid => new PatientMatch(Er7Patient.Read(pid, []))).ToValueList();
        return new(patients)
        {
            Continuation = answer.Segment("DSC")?.Text(1) is { Length: > 0 } pointer ? pointer : null,
            Total = patients.Count,
        };
    }

    private static Er7Message WriteResponse(PatientDemographicsQueryResponse response, Er7Message request, Exchange exchange)
    {
        var errors = PatientErrors.ToEr7(response.Errors, domainField: 8);
        if (errors.Count > 0) return Er7Acknowledgement.Of(request, exchange, errors);
        var records = response.Matches.Select((match, i) => Er7Patient.Write(match.Patient, (i + 1).ToString(CultureInfo.InvariantCulture))).ToList();
        if (response.Continuation is { } pointer) records.Add(Er7Segment.Of("DSC", Er7Text.Escape(pointer), "I"));
        return QueryParts.Answer(request, exchange, records);
    }

    private static AuditSubject Audit(PatientDemographicsQuery query, PatientDemographicsQueryResponse? response) => QueryParts.Audit(
        query.QueryId, query.Text, query.MessageId, (response?.Matches ?? []).Select(match => match.Patient.Ids.Take(1)), response?.Errors);
}
