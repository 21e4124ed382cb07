using IheNode.Core;

namespace IheNode.Registry;

/// <summary>Of the versions of an entry or folder one is the latest: that of the highest number; the others are not approved (Metadata Update 4.1.5).</summary>
internal static class VersionCheck
{
    public static async Task<List<Finding>> CheckAsync(CheckedPage page)
    {
        var findings = new List<Finding>();
        foreach (var row in page.Of(ObjectKind.DocumentEntry, ObjectKind.Folder))
        {
            if (row.LogicalId is null && row.Value("latest") == 1 && row.Value("version") == 1) continue;
            var chain = await ChainAsync(page, row).ConfigureAwait(false);
            // Each chain is told of once: by its first later version, or by the first one when it stands alone.
            if ((chain.Find(v => v.LogicalId is not null) ?? chain[0]).Number == row.Number) findings.AddRange(Judge(row, chain));
        }

        return findings;
    }

    private static IEnumerable<Finding> Judge(CheckedRow row, List<Version> chain)
    {
        var id = row.LogicalId is { } first ? EntryUuid.From(new Guid(first, bigEndian: true)) : row.Object.Id;
        var subject = $"{row.Kind} with the logicalID {id}";
        var newest = chain[^1];
        if (chain.Select(v => v.Ordinal).Distinct().Count() < chain.Count) yield return new("versions", subject, "Two of its versions have the same number.");
        foreach (var version in chain)
        {
            var latest = version.Number == newest.Number ? 1L : 0L;
            if (version.Latest != latest)
            {
                yield return new("versions", subject, $"Version {version.Ordinal} is {(latest == 1 ? "not " : "")}marked as the latest.", new(
                    $"update {Tables.Name(row.Kind)} set latest = @latest where patient = @patient and number = @Number",
                    new { latest, patient = ObjectNumber.Patient(version.Number), version.Number }));
            }

            if (latest == 0 && version.Status == StatusNumber.Approved)
                yield return new("versions", subject, $"Version {version.Ordinal} is Approved although there is a newer one.");
        }
    }

    private static async Task<List<Version>> ChainAsync(CheckedPage page, CheckedRow row)
    {
        const string columns = "o.number, o.logical_id as LogicalId, o.version as Ordinal, o.latest, o.status";
        var first = row.LogicalId ?? RegistryStore.UuidBytes(row.Object.Id);
        var number = row.LogicalId is null
            ? row.Number
            : (await page.QueryAsync<long>("select number from registry_object where uuid = @first", new { first }).ConfigureAwait(false)).FirstOrDefault(-1);
        return [.. (await page.QueryAsync<Version>(
            $"""
            select {columns} from {Tables.Name(row.Kind)} o where o.logical_id = @first
            union all
            select {columns} from {Tables.Name(row.Kind)} o where o.patient = @patient and o.number = @number
            """,
            new { first, number, patient = ObjectNumber.Patient(number) }).ConfigureAwait(false)).OrderBy(v => v.Ordinal).ThenBy(v => v.Number)];
    }

    private sealed class Version
    {
        public long Number { get; set; }

        public byte[]? LogicalId { get; set; }

        public long Ordinal { get; set; }

        public long Latest { get; set; }

        public long Status { get; set; }
    }
}
