using System.Globalization;
using IheNode.Core;

namespace IheNode.Registry;

/// <summary>
/// A folder was last updated when its last member was filed or later (<c>ITI TF-3 4.2.3.4.6</c>). When that was, the entryUUID of the membership tells if the
/// registry gave it (UUID version 7); memberships that came with UUIDs of their own tell nothing.
/// </summary>
internal static class FolderTimeCheck
{
    public static async Task<List<Finding>> CheckAsync(CheckedPage page, DateTimeOffset now)
    {
        var folders = page.Of(ObjectKind.Folder).ToDictionary(r => r.Number);
        if (folders.Count == 0) return [];
        var newest = new Dictionary<long, DateTimeOffset>();
        foreach (var (folder, body) in await page.QueryAsync<(long, byte[])>(
            $"select a.source, a.body from registry_association a where a.source between @from and @to and a.type = {(long)AssociationType.HasMember}",
            page.Range.Values).ConfigureAwait(false))
        {
            if (!folders.ContainsKey(folder) || TimeOf(ObjectBody.Decode(body).Id) is not { } filed || filed > now) continue;
            if (!newest.TryGetValue(folder, out var known) || filed > known) newest[folder] = filed;
        }

        return [.. from one in newest
                   let time = long.Parse(Hl7Time.From(one.Value).Earliest, CultureInfo.InvariantCulture)
                   let row = folders[one.Key]
                   where row.Value("last_update_time") < time
                   select new Finding("folder-time", row.Subject, $"lastUpdateTime is before {time}, when a member was filed.", row.Set([("last_update_time", time)]))];
    }

    private static DateTimeOffset? TimeOf(string entryUuid)
    {
        if (!EntryUuid.IsValid(entryUuid)) return null;
        var uuid = Guid.ParseExact(entryUuid.AsSpan(EntryUuid.Prefix.Length), "D");
        if (uuid.Version != 7) return null;
        return DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(uuid.ToString("N").AsSpan(0, 12), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
