using IheNode.Core;

namespace IheNode.Registry;

/// <summary>The documents that a change of a patient link concerns, with everything to which they are joined.</summary>
/// <param name="Entries">The documents, by number.</param>
/// <param name="Links">The approved associations that begin or end in one of them.</param>
/// <param name="Folders">The approved folders that hold one of them, by number.</param>
/// <param name="Members">The approved memberships of these folders whose entry is approved.</param>
/// <param name="Others">The entries to which they are related, by number.</param>
/// <param name="Survivors">Who the patients of all these are now.</param>
internal sealed record LinkChangeState(
    IReadOnlyDictionary<long, StoredRow> Entries,
    IReadOnlyList<LinkRow> Links,
    IReadOnlyDictionary<long, StoredRow> Folders,
    ILookup<long, LinkRow> Members,
    IReadOnlyDictionary<long, StoredRow> Others,
    IReadOnlyDictionary<long, KnownPatient> Survivors)
{
    public static async Task<LinkChangeState> LoadAsync(IReadOnlyList<StoredRow> entries, LinkChangeRows rows, RegistryStore store)
    {
        var byNumber = entries.ToDictionary(e => e.Number);
        var links = (await rows.LinksAsync("source", byNumber.Keys).ConfigureAwait(false))
            .Concat(await rows.LinksAsync("target", byNumber.Keys).ConfigureAwait(false)).DistinctBy(l => l.Number).OrderBy(l => l.Number).ToList();
        var folders = (await store.RowsAsync(ObjectKind.Folder, links.Select(l => l.Source)).ConfigureAwait(false))
            .Where(f => f.Status == StatusNumber.Approved).ToDictionary(f => f.Number);
        var memberships = await rows.LinksAsync("source", folders.Keys).ConfigureAwait(false);
        var others = (await store.RowsAsync(
            ObjectKind.DocumentEntry, links.SelectMany(l => new[] { l.Source, l.Target }).Concat(memberships.Select(m => m.Target))).ConfigureAwait(false))
            .ToDictionary(e => e.Number);
        var survivors = await store.SurvivorsAsync(others.Values.Concat(folders.Values).Select(r => r.Patient)).ConfigureAwait(false);
        return new(
            byNumber, links, folders, memberships.Where(m => others.TryGetValue(m.Target, out var entry) && entry.Status == StatusNumber.Approved).ToLookup(m => m.Source),
            others, survivors);
    }
}
