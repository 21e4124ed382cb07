namespace IheNode.Registry;

/// <summary>Rows belong to the patient that their number names, counters know every number, and merges end at a patient who is active.</summary>
internal static class PatientChecks
{
    private const int Rows = 1000;

    /// <summary>The objects of a page belong to patients whose counters have given out their numbers.</summary>
    public static async Task<List<Finding>> PlacesAsync(CheckedPage page)
    {
        var counters = (await page.QueryAsync<(long Patient, string Id, long Objects)>(
            "select patient, id, objects from registry_patient where patient between @firstPatient and @lastPatient", page.Range.Values).ConfigureAwait(false))
            .ToDictionary(p => p.Patient);
        var findings = new List<Finding>();
        foreach (var rows in page.Rows.GroupBy(r => ObjectNumber.Patient(r.Number)))
        {
            if (!counters.TryGetValue(rows.Key, out var counter))
            {
                findings.AddRange(rows.Select(row => new Finding("patient", row.Subject, $"Its patient {rows.Key} does not exist.")));
                continue;
            }

            var next = rows.Max(r => r.Number) - ObjectNumber.Of(rows.Key, 0) + 1;
            if (next <= counter.Objects) continue;
            findings.Add(new("places", $"Patient {counter.Id}", $"{counter.Objects} objects are counted, but one has the place {next}.", new(
                "update registry_patient set objects = @next where patient = @Key and objects < @next", new { next, rows.Key })));
        }

        return findings;
    }

    /// <summary>Rows of one table whose patient column is not the patient of their number; at most so many, after the last one seen.</summary>
    public static async Task<List<(long Number, Finding Finding)>> ColumnsAsync(CheckedState state, ObjectKind kind, long after)
    {
        var table = Tables.Name(kind);
        var rows = await state.QueryAsync<(long Number, long Patient)>(
            $"""
            select o.number, o.patient from {table} o
            where o.number > @after and o.patient <> {ObjectNumber.PatientOf("o.number")} order by o.number {state.Dialect.Limit($"{Rows}")}
            """,
            new { after }).ConfigureAwait(false);
        return rows.ConvertAll(row => (row.Number, new Finding(
            "patient-column", $"{kind} number {row.Number}", $"Its row says patient {row.Patient}, its number {ObjectNumber.Patient(row.Number)}.", new(
                $"update {table} set patient = @patient where patient = @wrong and number = @Number",
                new { patient = ObjectNumber.Patient(row.Number), wrong = row.Patient, row.Number }))));
    }

    /// <summary>Whoever was merged away has a survivor who was not; what <c>merged_into</c> says step by step tells who that is.</summary>
    public static async Task<List<Finding>> SurvivorsAsync(CheckedState state)
    {
        var findings = new List<Finding>();
        foreach (var broken in await state.QueryAsync<(long Patient, string Id, long? Survivor)>(
            """
            select p.patient, p.id, p.survivor from registry_patient p left join registry_patient s on s.patient = p.survivor
            where (p.survivor is not null and (s.patient is null or s.survivor is not null)) or (p.survivor is null and p.merged_into is not null)
            order by p.patient
            """,
            null).ConfigureAwait(false))
        {
            var (patient, id, survivor) = broken;
            var last = await EndAsync(state, patient).ConfigureAwait(false);
            findings.Add(new("survivor", $"Patient {id}",
                survivor is null ? "It was merged into another and has no survivor." : "Its survivor does not exist or was itself merged away.",
                last is null || last == patient ? null : new("update registry_patient set survivor = @last where patient = @patient", new { last, patient })));
        }

        return findings;
    }

    // Null when the merges lead nowhere or round in a circle.
    private static async Task<long?> EndAsync(CheckedState state, long patient)
    {
        var passed = new HashSet<long>();
        for (var at = patient; passed.Add(at);)
        {
            var into = await state.QueryAsync<long?>("select merged_into from registry_patient where patient = @at", new { at }).ConfigureAwait(false);
            if (into.Count == 0) return null;
            if (into[0] is not { } next) return at;
            at = next;
        }

        return null;
    }
}
