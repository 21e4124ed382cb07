namespace IheNode.Core;

/// <summary>ITI-8 Patient Identity Feed: ADT^A01, A04, A05, A08, A40 (<c>ITI TF-2 3.8</c>).</summary>
public static class Iti8
{
    private static readonly string[] Events = ["A01", "A04", "A05", "A08", "A40"];

    /// <summary>The transaction.</summary>
    public static Transaction<PatientFeed, PatientFeedResponse> Contract { get; } = new()
    {
        Id = "ITI-8",
        Name = "Patient Identity Feed",
        Encoding = WireEncoding.Er7,
        Triggers = Events.Select(trigger => $"ADT^{trigger}").ToValueList(),
        AuditEvent = AuditEventShape.PatientRecord,
        Er7 = new(ReadRequest, WriteRequest, answer => new(PatientErrors.Read(answer)), (response, request, exchange) =>
            Er7Acknowledgement.Of(request, exchange, PatientErrors.ToEr7(response.Errors))),
        Audit = (feed, response) => FeedAudit.Subject(feed, response, "MSH-10"),
    };

    private static PatientFeed ReadRequest(Er7Message message)
    {
        var errors = new List<Er7Error>();
        var trigger = message.Header.Text(9, 2);
        var merge = trigger == "A40";
        Require(message, merge ? ["EVN", "PID", "MRG"] : ["EVN", "PID", "PV1"], errors);
        if (message.Segment("EVN") is { } recorded)
        {
            if (recorded.Text(2).Length == 0) errors.Add(new(101, "EVN-2 (recorded date/time) is missing.", "EVN^1^2"));
            if (recorded.Text(1) is { Length: > 0 } told && told != trigger)
                errors.Add(new(103, $"EVN-1 is not the trigger event {Er7Text.Escape(trigger)} of MSH-9.", "EVN^1^1"));
        }

        var patient = message.Segment("PID") is { } pid ? Er7Patient.Read(pid, errors) : new Patient();
        PatientId? subsumed = merge && message.Segment("MRG") is { } mrg ? Subsumed(mrg, errors) : null;
        if (errors.Count > 0) throw new Er7RejectedException(errors.ToValueList());
        return new(merge ? PatientFeedEvent.Merge : trigger == "A08" ? PatientFeedEvent.Revise : PatientFeedEvent.Add, patient, subsumed,
            Er7Acknowledgement.Party(message.Header, 3))
        {
            Trigger = trigger,
            MessageId = message.Header.Text(10),
        };
    }

    // A second pair would be lost, and with it a merge that the sender takes for done: the standard allows one per message.
    private static void Require(Er7Message message, string[] names, List<Er7Error> errors)
    {
        foreach (var name in names)
        {
            var count = message.All(name).Count();
            if (count == 0) errors.Add(new(100, $"The segment {name} is missing.", $"{name}^1"));
            else if (count > 1 && name is "PID" or "MRG") errors.Add(new(100, $"The segment {name} must stand once.", $"{name}^2"));
        }
    }

    private static PatientId? Subsumed(Er7Segment mrg, List<Er7Error> errors)
    {
        var ids = mrg.Repetitions(1).Select(Er7Person.ReadId).OfType<PatientId>().ToList();
        if (ids.Count == 0) errors.Add(new(101, "MRG-1 (prior patient identifier) is missing.", "MRG^1^1"));
        if (ids.Count > 1) errors.Add(new(102, "MRG-1 must hold one identifier.", "MRG^1^1^2"));
        return ids.Count > 0 ? ids[0] : null;
    }

    private static Er7Message WriteRequest(PatientFeed feed, Exchange exchange)
    {
        var trigger = Events.Contains(feed.Trigger) ? feed.Trigger : feed.Event switch
        {
            PatientFeedEvent.Revise => "A08",
            PatientFeedEvent.Merge => "A40",
            _ => "A04",
        };
        var type = $"ADT^{trigger}^{(trigger == "A40" ? "ADT_A39" : "ADT_A01")}";
        var header = Er7Acknowledgement.RequestHeader(exchange, feed.Source, type, "2.3.1");
        return Er7Writer.WithCharacterSet(new(
        [
            header,
            Er7Segment.Of("EVN", trigger, header.Field(7)),
            Er7Patient.Write(feed.Patient),
            trigger == "A40" ? Er7Segment.Of("MRG", Er7Person.WriteId(feed.Subsumed?.Text)) : Er7Segment.Of("PV1", "", "N"),
        ]));
    }
}
