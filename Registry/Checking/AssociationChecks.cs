using IheNode.Core;

namespace IheNode.Registry;

/// <summary>What associations do to a page's objects: they end somewhere, they file everything, they deprecate what is replaced.</summary>
internal static class AssociationChecks
{
    /// <summary>Both ends of each association are registered, and its row joins them.</summary>
    public static async Task<List<Finding>> EndsAsync(CheckedPage page)
    {
        var findings = new List<Finding>();
        foreach (var row in page.Of(ObjectKind.Association))
        {
            var association = (Association)row.Object;
            foreach (var (column, attribute, id) in new[] { ("source", "sourceObject", association.SourceId), ("target", "targetObject", association.TargetId) })
            {
                var number = page.Keys.GetValueOrDefault(id)?.Number;
                if (number == row.Value(column)) continue;
                // That the end itself is not found by its id is another break, told of once.
                if (number is null && await page.IdAtAsync(row.Value(column)).ConfigureAwait(false) == id) continue;
                findings.Add(number is null
                    ? new("association-ends", row.Subject, $"{attribute} {id} is not registered.")
                    : new("association-ends", row.Subject, $"{column}: its row does not lead to {id}.", row.Set([(column, number)])));
            }
        }

        return findings;
    }

    /// <summary>
    /// Each entry, folder and folder membership is a member of a submission set (<c>ITI TF-3 4.2.1.4</c>). A set may be without members: that of an update which
    /// only changes status (<c>ITI TF-2 3.57.4.1.3.3.2</c>).
    /// </summary>
    public static async Task<List<Finding>> FilingAsync(CheckedPage page)
    {
        var filed = (await page.QueryAsync<long>(
            $"""
            select distinct a.target from registry_association a join registry_submission_set s on s.patient = a.patient and s.number = a.source
            where a.type = {(long)AssociationType.HasMember} and a.target between @from and @to
            """,
            page.Range.Values).ConfigureAwait(false)).ToHashSet();
        return [.. from row in page.Rows
                   let sentence = row.Object switch
                   {
                       SubmissionSet => null,
                       Association { Type: not Vocabulary.HasMember } => null,
                       Association membership when IsOfSet(membership) => null,
                       _ => filed.Contains(row.Number) ? null : "No submission set has it as a member.",
                   }
                   where sentence is not null
                   select new Finding("filing", row.Subject, sentence)];

        bool IsOfSet(Association membership) =>
            page.Keys.GetValueOrDefault(membership.SourceId) is null or { Kind: (long)ObjectKind.SubmissionSet };
    }

    /// <summary>
    /// No entry is approved together with one that replaces it, directly or by further replacements (<c>ITI TF-2 3.42.4.1.3.5</c>). An update may leave one
    /// (<c>ITI TF-2 3.57.4.1.3.3.2, 3.57.4.1.3.3.6</c>), so where the patient has one it is a note.
    /// </summary>
    public static async Task<List<Finding>> ReplacedAsync(CheckedPage page)
    {
        var replaced = (await page.QueryAsync<long>($"select distinct a.target {Replacements} and a.target between @from and @to", page.Range.Values)
            .ConfigureAwait(false)).ToHashSet();
        var findings = new List<Finding>();
        foreach (var row in page.Of(ObjectKind.DocumentEntry).Where(r => r.Value("status") == StatusNumber.Approved && replaced.Contains(r.Number)))
        {
            if (await HasApprovedReplacementAsync(page, row.Number).ConfigureAwait(false))
            {
                findings.Add(new("replaced", row.Subject, "It is Approved although what replaces it is Approved too.")
                {
                    IsNote = await HasUpdatesAsync(page, ObjectNumber.Patient(row.Number)).ConfigureAwait(false),
                });
            }
        }

        return findings;
    }

    // What triggers an update of status or of associations is not stored: of it remains a submission set without members. Other updates leave versions.
    private static async Task<bool> HasUpdatesAsync(CheckedPage page, long patient) => (await page.QueryAsync<long>(
        """
        select s.number from registry_submission_set s
        where (s.patient = @patient or s.patient in (select p.survivor from registry_patient p where p.patient = @patient))
        and not exists (select 1 from registry_association a where a.source = s.number)
        union all
        select e.number from registry_document_entry e where e.patient = @patient and e.version > 1
        """,
        new { patient }).ConfigureAwait(false)).Count > 0;

    private static string Replacements { get; } =
        $"""
        from registry_association a
        where a.type in ({(long)AssociationType.Replace}, {(long)AssociationType.TransformAndReplace}) and a.status = {StatusNumber.Approved}
        """;

    private static async Task<bool> HasApprovedReplacementAsync(CheckedPage page, long entry)
    {
        var (seen, next) = (new HashSet<long> { entry }, new Queue<long>([entry]));
        while (next.TryDequeue(out var target))
        {
            foreach (var source in await page.QueryAsync<long>($"select a.source {Replacements} and a.target = @target", new { target }).ConfigureAwait(false))
            {
                var status = await page.QueryAsync<long>(
                    "select status from registry_document_entry where patient = @patient and number = @source", new { patient = ObjectNumber.Patient(source), source })
                    .ConfigureAwait(false);
                if (status.Contains(StatusNumber.Approved)) return true;
                if (seen.Add(source)) next.Enqueue(source);
            }
        }

        return false;
    }
}
