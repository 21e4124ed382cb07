namespace IheNode.Registry;

/// <summary>Rows belong to the patient that their number names, counters know every number, and merges end at a patient who is active.</summary>
internal static class PatientChecks
{
    private const int Rows = 1000;

    /// <summary>The objects of a page belong to patients whose counters have given out their numbers.</summary>
    public static async Task<List<Finding>> PlacesAsync(CheckedPage page)
    {
        var ids = (await page.QueryAsync<(long Patient, string Id)>(
            "select patient, id from registry_patient where patient between @firstPatient and @lastPatient", page.Range.Values).ConfigureAwait(false))
            .ToDictionary(p => p.Patient, p => p.Id);
        var counters = (await page.QueryAsync<(long Patient, long Objects)>(
            "select patient, objects from registry_patient_objects where patient between @firstPatient and @lastPatient", page.Range.Values).ConfigureAwait(false))
            .ToDictionary(p => p.Patient, p => p.Objects);
        var findings = new List<Finding>();
        foreach (var rows in page.Rows.GroupBy(r => ObjectNumber.Patient(r.Number)))
        {
            if (!ids.TryGetValue(rows.Key, out var id))
            {
                findings.AddRange(rows.Select(row => new Finding("patient", row.Subject, $"Its patient {rows.Key} does not exist.")));
                continue;
            }

            var next = rows.Max(r => r.Number) - ObjectNumber.Of(rows.Key, 0) + 1;
            if (!counters.TryGetValue(rows.Key, out var objects) || next <= objects) continue;
            findings.Add(new("places", $"Patient {id}", $"{objects} objects are counted, but one has the place {next}.", new(
                "update registry_patient_objects set objects = @next where patient = @Key and objects < @next", new { next, rows.Key })));
        }

        // Whoever has no counter has nothing that a writer could hold.
        foreach (var (patient, id) in ids.Where(p => !counters.ContainsKey(p.Key)))
        {
            var next = page.Rows.Where(r => ObjectNumber.Patient(r.Number) == patient).Select(r => r.Number - ObjectNumber.Of(patient, 0) + 1).DefaultIfEmpty().Max();
            findings.Add(new("places", $"Patient {id}", "Its objects have no counter.", new(
                "insert into registry_patient_objects (patient, objects) values (@patient, @next)", new { patient, next })));
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
        await state.HoldAsync(rows.SelectMany(row => new[] { row.Patient, ObjectNumber.Patient(row.Number) })).ConfigureAwait(false);
        return rows.ConvertAll(row => (row.Number, new Finding(
            "patient-column", $"{kind} number {row.Number}", $"Its row says patient {row.Patient}, its number {ObjectNumber.Patient(row.Number)}.", new(
                $"update {table} set patient = @patient where patient = @wrong and number = @Number",
                new { patient = ObjectNumber.Patient(row.Number), wrong = row.Patient, row.Number }))));
    }

    /// <summary>Whoever was merged away has a survivor who was not; what <c>merged_into</c> says step by step tells who that is.</summary>
    public static async Task<List<Finding>> SurvivorsAsync(CheckedState state)
    {
        var findings = new List<Finding>();
        if (state.IsRepair) await state.HoldAsync((await BrokenAsync(state).ConfigureAwait(false)).Select(p => p.Patient)).ConfigureAwait(false);
        foreach (var (patient, id, survivor) in await BrokenAsync(state).ConfigureAwait(false))
        {
            var last = await EndAsync(state, patient).ConfigureAwait(false);
            findings.Add(new("survivor", $"Patient {id}",
                survivor is null ? "It was merged into another and has no survivor." : "Its survivor does not exist or was itself merged away.",
                last is null || last == patient ? null : new("update registry_patient set survivor = @last where patient = @patient", new { last, patient })));
        }

        return findings;
    }

    private static Task<List<(long Patient, string Id, long? Survivor)>> BrokenAsync(CheckedState state) => state.QueryAsync<(long, string, long?)>(
        """
        select p.patient, p.id, p.survivor from registry_patient p left join registry_patient s on s.patient = p.survivor
        where (p.survivor is not null and (s.patient is null or s.survivor is not null)) or (p.survivor is null and p.merged_into is not null)
        order by p.patient
        """,
        null);

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
