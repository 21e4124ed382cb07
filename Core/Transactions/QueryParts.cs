namespace IheNode.Core;

/// <summary>What the query transactions of HL7 v2 have in common: QPD, QAK and their audit record (<c>ITI TF-2 3.9</c>, <c>3.21</c>).</summary>
internal static class QueryParts
{
    /// <summary>QPD, with its tag checked; a nameless segment when there is none.</summary>
    public static Er7Segment Definition(Er7Message message, List<Er7Error> errors)
    {
        if (message.Segment("QPD") is not { } query)
        {
            errors.Add(new(100, "The segment QPD is missing.", "QPD^1"));
            return new("", []);
        }

        if (query.Text(2).Length == 0) errors.Add(new(101, "QPD-2 (query tag) is missing.", "QPD^1^2"));
        var priority = message.Segment("RCP")?.Text(1) ?? "";
        if (priority is not ("" or "I")) errors.Add(new(103, "RCP-1 (query priority) must be I: answers are immediate.", "RCP^1^1"));
        return query;
    }

    /// <summary>The domains that a repeating CX field of QPD names.</summary>
    public static ValueList<string> Domains(Er7Segment query, int field, List<Er7Error> errors)
    {
        var domains = query.Repetitions(field).Select(Er7Person.ReadDomain).ToList();
        for (var i = 0; i < domains.Count; i++)
        {
            if (domains[i].Length == 0)
                errors.Add(new(101, $"Repetition {i + 1} of QPD-{field} names no assigning authority in its fourth component.", $"QPD^1^{field}^{i + 1}"));
        }

        return domains.ToValueList();
    }

    /// <summary>An answer without errors: MSH MSA QAK QPD and the records; QAK-2 says OK or NF.</summary>
    public static Er7Message Answer(Er7Message request, Exchange exchange, IReadOnlyCollection<Er7Segment> records)
    {
        var outcome = records.Count > 0 ? "OK" : "NF";
        var accepted = Er7Acknowledgement.Of(request, exchange, []).Segments
            .Select(segment => segment.Name == "QAK" ? segment with { Fields = [segment.Field(1), outcome] } : segment);
        return new([.. accepted, .. records]);
    }

    /// <summary>One record for each person, so that each person's trail is complete by itself (<c>ITI TF-2 3.20.4.1.1.1</c>): their ids and the query, each with MSH-10.</summary>
    public static AuditSubject Audit(
        string tag, string text, string messageId, IEnumerable<IEnumerable<PatientId>> persons, ValueList<PatientError>? errors)
    {
        KeyValuePair<string, string> detail = new("MSH-10", messageId);
        var query = new AuditObject(AuditObjectKind.Query, tag, text, [detail]);
        var outcome = AuditSubjects.Outcome(errors);
        return new()
        {
            Records = persons.DefaultIfEmpty([]).Select(ids => outcome with
            {
                Objects = ids.Select(id => new AuditObject(AuditObjectKind.Patient, id.Text, Details: [detail])).Append(query).ToValueList(),
            }).ToValueList(),
        };
    }
}
