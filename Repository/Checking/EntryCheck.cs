using System.Globalization;
using IheNode.Core;

namespace IheNode.Repository;

/// <summary>Compares documents with the entries that a registry has of them, from either side.</summary>
internal sealed class EntryCheck(
    string repositoryUniqueId, CheckedRows rows, Func<IReadOnlyCollection<string>, CancellationToken, Task<IReadOnlyList<DocumentEntry>>> entriesOf)
{
    /// <summary>What the registry says otherwise of documents that are final.</summary>
    public async Task<IReadOnlyList<Finding>> DocumentsAsync(IReadOnlyList<CheckedDocument> documents, CancellationToken cancellation)
    {
        var kept = documents.Where(document => document.Kept == 1).ToList();
        if (kept.Count == 0) return [];
        var entries = (await entriesOf([.. kept.Select(document => document.UniqueId)], cancellation).ConfigureAwait(false)).Where(IsMine).ToLookup(entry => entry.UniqueId!, StringComparer.Ordinal);
        var findings = new List<Finding>();
        foreach (var document in kept)
        {
            if (!entries.Contains(document.UniqueId))
                findings.Add(new("unregistered", document.Subject, "The registry has no entry of it: one that was removed (ITI-62), or was lost.") { IsNote = true });
            else if (entries[document.UniqueId].FirstOrDefault(entry => !IsOf(entry, document)) is { } other)
                findings.Add(new("entry-hash", document.Subject, $"Hash or size of its entry {other.Id} in the registry is not that of the document."));
        }

        return findings;
    }

    /// <summary>Which of the registry's entries have no document here.</summary>
    public async Task<IReadOnlyList<Finding>> EntriesAsync(IReadOnlyList<DocumentEntry> entries, CancellationToken cancellation)
    {
        var stored = await rows.StoredAsync(entries.Select(entry => entry.UniqueId!).Distinct(), cancellation).ConfigureAwait(false);
        var findings = new List<Finding>();
        foreach (var entry in entries)
        {
            var subject = $"Entry {entry.Id} of document {entry.UniqueId}";
            var (isStored, removedAt) = stored.GetValueOrDefault(entry.UniqueId!);
            if (isStored) continue;
            findings.Add(removedAt is { } time
                ? new("missing-document", subject, string.Create(
                    CultureInfo.InvariantCulture, $"Its document was removed on {DateTimeOffset.FromUnixTimeMilliseconds(time):yyyy-MM-dd} (ITI-86); the entry is left.")) { IsNote = true }
                : new("missing-document", subject, "The registry has it, but its document is not here."));
        }

        return findings;
    }

    /// <summary>Whether an entry says that its document, which is not assembled on demand, is here.</summary>
    public bool IsMine(DocumentEntry entry) =>
        entry.RepositoryUniqueId == repositoryUniqueId && entry.UniqueId is { Length: > 0 } && entry.ObjectType != Vocabulary.OnDemandDocument;

    private static bool IsOf(DocumentEntry entry, CheckedDocument document) =>
        (entry.Hash is null || entry.Hash.Equals(document.Sha1, StringComparison.OrdinalIgnoreCase))
        && (entry.Size is null || entry.Size == document.Size.ToString(CultureInfo.InvariantCulture));
}
