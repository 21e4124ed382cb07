using IheNode.Core;

namespace IheNode.Registry;

/// <summary>What associations do to a page's objects: they end somewhere, they file everything.</summary>
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
}
