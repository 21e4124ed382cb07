namespace IheNode.Core;

/// <summary>ITI-9 PIX Query: QBP^Q23 answered by RSP^K23 (<c>ITI TF-2 3.9</c>).</summary>
public static class Iti9
{
    /// <summary>The transaction.</summary>
    public static Transaction<PixQuery, PixQueryResponse> Contract { get; } = new()
    {
        Id = "ITI-9",
        Name = "PIX Query",
        Encoding = WireEncoding.Er7,
        Triggers = ["QBP^Q23"],
        AuditEvent = AuditEventShape.Query,
        Er7 = new(ReadRequest, WriteRequest, ReadResponse, WriteResponse),
        Audit = Audit,
    };

    private static PixQuery ReadRequest(Er7Message message)
    {
        var errors = new List<Er7Error>();
        var query = QueryParts.Definition(message, errors);
        PatientId? id = null;
        if (query.Repetitions(3).Count > 1) errors.Add(new(102, "QPD-3 (person identifier) must hold one identifier.", "QPD^1^3^2"));
        else if (query.Name.Length > 0 && (id = Er7Person.ReadId(query.Field(3))) is null)
            errors.Add(new(101, "QPD-3 (person identifier) is missing.", "QPD^1^3^1^1"));
        var domains = QueryParts.Domains(query, 4, errors);
        if (errors.Count > 0) throw new Er7RejectedException(errors.ToValueList());
        return new(id!.Value, domains)
        {
            QueryId = query.Text(2),
            MessageId = message.Header.Text(10),
            Text = Er7Writer.Text(message),
        };
    }

    private static Er7Message WriteRequest(PixQuery query, Exchange exchange) => Er7Writer.WithCharacterSet(new(
    [
        Er7Acknowledgement.RequestHeader(exchange, null, "QBP^Q23^QBP_Q21", "2.5"),
        Er7Segment.Of(
            "QPD", "IHE PIX Query", Er7Text.Escape(query.QueryId.Length > 0 ? query.QueryId : exchange.MessageId), Er7Person.WriteId(query.Id.Text),
            string.Join('~', query.Domains.Select(Er7Person.WriteDomain))),
        Er7Segment.Of("RCP", "I"),
    ]));

    private static PixQueryResponse ReadResponse(Er7Message answer)
    {
        var errors = PatientErrors.Read(answer);
        var ids = answer.All("PID").SelectMany(pid => pid.Repetitions(3)).Select(Er7Person.ReadId).OfType<PatientId>();
        return errors.Count > 0 ? new([], errors) : new(ids.ToValueList());
    }

    private static Er7Message WriteResponse(PixQueryResponse response, Er7Message request, Exchange exchange)
    {
        var errors = PatientErrors.ToEr7(response.Errors, domainField: 4);
        if (errors.Count > 0) return Er7Acknowledgement.Of(request, exchange, errors);
        // PID-5 is required but not wanted here: its first repetition stays empty and the second is of type S (ITI TF-2 3.9.4.2.2.6).
        return QueryParts.Answer(request, exchange, response.Ids.Count == 0
            ? []
            : [Er7Segment.Of("PID", "", "", string.Join('~', response.Ids.Select(id => Er7Person.WriteId(id.Text))), "", "~^^^^^^S")]);
    }

    private static AuditSubject Audit(PixQuery query, PixQueryResponse? response) =>
        QueryParts.Audit(query.QueryId, query.Text, query.MessageId, [[query.Id, .. response?.Ids ?? []]], response?.Errors);
}
