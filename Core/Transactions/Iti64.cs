namespace IheNode.Core;

/// <summary>ITI-64 Notify XAD-PID Link Change: ADT^A43 (<c>ITI TF-2 3.64</c>).</summary>
public static class Iti64
{
    private const string IdType = "urn:ihe:iti:xpid:2017:patientIdentifierType";
    private const int Origination = 1;
    private const int LogicalDeletion = 14;

    /// <summary>The transaction.</summary>
    public static Transaction<LinkChange, LinkChangeResponse> Contract { get; } = new()
    {
        Id = "ITI-64",
        Name = "Notify XAD-PID Link Change",
        Encoding = WireEncoding.Er7,
        Triggers = ["ADT^A43"],
        AuditEvent = AuditEventShape.PatientRecord,
        Er7 = new(ReadRequest, WriteRequest, answer => new(PatientErrors.Read(answer)), (response, request, exchange) =>
            Er7Acknowledgement.Of(request, exchange, PatientErrors.ToEr7(response.Errors))),
        Audit = Audit,
    };

    private static LinkChange ReadRequest(Er7Message message)
    {
        var errors = new List<Er7Error>();
        var header = message.Header;
        var source = header.Repetitions(3).SelectMany(name => new[] { Er7Text.Value(name, 1), Er7Text.Value(name, 2) }).FirstOrDefault(Oid.IsValid);
        if (source is null) errors.Add(new(102, "MSH-3 (sending application) must hold the OID of the PIX manager.", "MSH^1^3"));
        foreach (var name in new[] { "EVN", "PID", "MRG" })
        {
            var count = message.All(name).Count();
            if (count != 1) errors.Add(new(100, $"The segment {name} must stand once; it stands {count} times.", $"{name}^1"));
        }

        var own = Ids(message.Segment("PID"), "PID", 3, 2, 2, errors);
        var prior = Ids(message.Segment("MRG"), "MRG", 1, 1, 2, errors);
        if (errors.Count > 0) throw new Er7RejectedException(errors.ToValueList());
        return new(own[0], prior[0], own[1], prior.Count > 1 ? prior[1] : null) { SourceId = source!, MessageId = header.Text(10) };
    }

    // Each id with the OID of its assigning authority: a namespace alone would mean something else in another network.
    private static List<PatientId> Ids(Er7Segment? segment, string name, int field, int least, int most, List<Er7Error> errors)
    {
        var ids = new List<PatientId>();
        var given = segment?.Repetitions(field) ?? [];
        if (segment is not null && (given.Count < least || given.Count > most))
            errors.Add(new(101, $"{name}-{field} must hold {(least == most ? $"{most}" : $"{least} or {most}")} identifiers; it holds {given.Count}.", $"{name}^1^{field}"));
        foreach (var (raw, index) in given.Select((raw, index) => (raw, index)))
        {
            var (id, oid, type) = (Er7Text.Value(raw, 1).Trim(), Er7Text.Value(raw, 4, 2), Er7Text.Value(raw, 4, 3));
            if (id is "" or Er7Text.Deletion) errors.Add(new(101, "An identifier has no value (CX.1).", $"{name}^1^{field}^{index + 1}^1"));
            else if (!Oid.IsValid(oid) || type != "ISO") errors.Add(new(102, "An identifier names no assigning authority by OID (CX.4.2, CX.4.3 = ISO).", $"{name}^1^{field}^{index + 1}^4"));
            else ids.Add(PatientId.Of(id, oid));
        }

        return ids;
    }

    private static Er7Message WriteRequest(LinkChange change, Exchange exchange)
    {
        var header = Er7Acknowledgement.RequestHeader(exchange, $"|{change.SourceId}", "ADT^A43^ADT_A43", "2.5");
        string Field(params PatientId?[] ids) => string.Join('~', ids.OfType<PatientId>().Select(id => Er7Person.WriteId(id.Text)));
        // A single space as name: the receiver is not to take any of several domains' names (ITI TF-2 3.64.4.1.2.3).
        return Er7Writer.WithCharacterSet(new(
        [
            header,
            Er7Segment.Of("EVN", "", header.Field(7)),
            Er7Segment.Of("PID", "", "", Field(change.Current, change.Local), "", " "),
            Er7Segment.Of("MRG", Field(change.Previous, change.SubsumedLocal)),
        ]));
    }

    private static AuditSubject Audit(LinkChange change, LinkChangeResponse? response)
    {
        AuditObject Id(PatientId id, string type, int? lifeCycle) =>
            new(AuditObjectKind.Patient, id.Text, Details: [new("MSH-10", change.MessageId), new(IdType, type)]) { LifeCycle = lifeCycle };

        var moved = change.Current != change.Previous;
        List<AuditObject> objects =
        [
            Id(change.Local, "localPatientId", change.SubsumedLocal is null ? null : Origination),
            Id(change.Current, "newPatientId", moved ? Origination : null),
            Id(change.Previous, "previousPatientId", moved ? LogicalDeletion : null),
        ];
        if (change.SubsumedLocal is { } subsumed) objects.Insert(1, Id(subsumed, "subsumedPatientId", LogicalDeletion));
        if (response?.SubmissionSet is { } set) objects.Add(new(AuditObjectKind.SubmissionSet, set));
        return new() { Records = [AuditSubjects.Outcome(response?.Errors) with { Action = 'U', Objects = objects.ToValueList() }] };
    }
}
