using System.Text.Json;
using IheNode.Core;

namespace IheNode.Registry;

/// <summary>The tables that find objects by their ids and codes hold each object of a page.</summary>
internal static class KeyChecks
{
    private const int Chunk = 500;

    /// <summary>Each row is found by its entryUUID.</summary>
    public static IEnumerable<Finding> Uuids(CheckedPage page)
    {
        foreach (var row in page.Rows)
        {
            var uuid = RegistryStore.UuidBytes(row.Object.Id);
            var key = page.Keys.GetValueOrDefault(row.Object.Id);
            if (key is null)
            {
                yield return new("uuid-index", row.Subject, "It is not found by its entryUUID.", new(
                    "insert into registry_object (uuid, number, kind) values (@uuid, @Number, @kind)", new { uuid, row.Number, kind = (long)row.Kind }));
            }
            else if (key.Number != row.Number && page.Rows.Exists(r => r.Number == key.Number && r.Object.Id == row.Object.Id))
            {
                yield return new("uuid-index", row.Subject, "Two rows have this entryUUID.");
            }
            else if (key.Number != row.Number || key.Kind != (long)row.Kind)
            {
                yield return new("uuid-index", row.Subject, "Its entryUUID leads to another row.", new(
                    "update registry_object set number = @Number, kind = @kind where uuid = @uuid", new { uuid, row.Number, kind = (long)row.Kind }));
            }
        }
    }

    /// <summary>Each row is found by its uniqueId, and what may stand once only is guarded.</summary>
    public static async Task<List<Finding>> UniqueIdsAsync(CheckedPage page)
    {
        var findings = new List<Finding>();
        var rows = page.Rows.Where(r => r.Object is PatientObject { UniqueId: not null }).ToArray();
        var keys = new Dictionary<(string, long), UniqueIdRow>();
        foreach (var chunk in rows.Select(UniqueId).Distinct().Chunk(Chunk))
        {
            foreach (var key in await page.QueryAsync<UniqueIdRow>(
                $"select unique_id as UniqueId, number, kind, sole from registry_unique_id where unique_id in (select v.value from {page.Dialect.Values("@ids", "v")})",
                new { ids = JsonSerializer.Serialize(chunk) }).ConfigureAwait(false))
                keys[(key.UniqueId, key.Number)] = key;
        }

        var guards = keys.Values.Where(k => k.Sole == 1).ToLookup(k => k.UniqueId, k => k.Number);
        foreach (var row in rows)
        {
            var values = new { uniqueId = UniqueId(row), row.Number, kind = (long)row.Kind, sole = MustBeSole(row) ? 1L : 0L };
            var key = keys.GetValueOrDefault((values.uniqueId, row.Number));
            var isGuardedElsewhere = values.sole == 1 && guards[values.uniqueId].Any(number => number != row.Number);
            if (isGuardedElsewhere) findings.Add(new("unique-id", row.Subject, $"uniqueId {values.uniqueId} belongs to another submission set or folder too."));
            if (key is null)
            {
                findings.Add(new("unique-id", row.Subject, $"It is not found by its uniqueId {values.uniqueId}.", isGuardedElsewhere ? null : new(
                    "insert into registry_unique_id (unique_id, number, kind, sole) values (@uniqueId, @Number, @kind, @sole)", values)));
            }
            else if (key.Kind != values.kind || (key.Sole != values.sole && !MayGuard(row)))
            {
                findings.Add(new("unique-id", row.Subject, $"The row of its uniqueId {values.uniqueId} does not say what it is.", isGuardedElsewhere ? null : new(
                    "update registry_unique_id set kind = @kind, sole = @sole where unique_id = @uniqueId and number = @Number", values)));
            }
        }

        return findings;
    }

    /// <summary>Each entry is found by each of its event codes.</summary>
    public static async Task<List<Finding>> EventCodesAsync(CheckedPage page)
    {
        var wanted = EventCodes(page).ToArray();
        var found = new HashSet<(string, long)>();
        foreach (var chunk in wanted.Select(w => w.Code).Distinct().Chunk(Chunk))
        {
            var values = page.Range.Values;
            values.Add("codes", JsonSerializer.Serialize(chunk));
            found.UnionWith(await page.QueryAsync<(string, long)>(
                $"""
                select o.code, o.number from registry_event_code o
                where o.code in (select v.value from {page.Dialect.Values("@codes", "v")}) and {NumberRange.Condition}
                """,
                values).ConfigureAwait(false));
        }

        return [.. from one in wanted
                   where !found.Contains((one.Code, one.Row.Number))
                   let patient = ObjectNumber.Patient(one.Row.Number)
                   select new Finding("event-codes", one.Row.Subject, $"It is not found by its event code {one.Code}.", new(
                       "insert into registry_event_code (code, patient, number) values (@Code, @patient, @Number)", new { one.Code, patient, one.Row.Number }))];
    }

    /// <summary>The event codes of a page's entries, each once per entry.</summary>
    public static IEnumerable<(CheckedRow Row, string Code)> EventCodes(CheckedPage page) =>
        from row in page.Of(ObjectKind.DocumentEntry)
        from code in ((DocumentEntry)row.Object).EventCodes.Select(c => c.ToQueryValue()).Distinct()
        select (row, code);

    private static string UniqueId(CheckedRow row) => ((PatientObject)row.Object).UniqueId!;

    private static bool MustBeSole(CheckedRow row) => row.Kind == ObjectKind.SubmissionSet || (row.Kind == ObjectKind.Folder && row.LogicalId is null);

    // When a folder's first version was removed, a later one guards the uniqueId.
    private static bool MayGuard(CheckedRow row) => row.Kind == ObjectKind.Folder && row.LogicalId is not null;

    private sealed class UniqueIdRow
    {
        public string UniqueId { get; set; } = "";

        public long Number { get; set; }

        public long Kind { get; set; }

        public long Sole { get; set; }
    }
}
