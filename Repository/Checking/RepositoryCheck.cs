using System.Collections.Concurrent;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>
/// Verifies a whole repository: every content by its octets, every document by what is known of it here and in the registry, every entry of the registry
/// that names this repository, and whatever else lies in the places of contents. Memory does not grow with the repository.
/// </summary>
public sealed class RepositoryCheck : IDisposable
{
    private const int AtOnce = 4, Listed = 500;
    private readonly CheckedRows _rows;
    private readonly ContentPlaces _places;
    private readonly StoredContentCheck _contentCheck;
    private readonly EntryCheck? _entryCheck;
    private readonly Func<CancellationToken, IAsyncEnumerable<DocumentEntry>>? _entries;
    private bool _repairs;
    private Action<RepositoryBreak> _found = _ => { };
    private RepositoryCheckResult _sum = new(0, 0, 0, 0, 0, 0, 0);

    /// <param name="profile">The node.</param>
    /// <param name="database">Its database.</param>
    /// <param name="dataFolder">Its data folder.</param>
    /// <param name="entriesOf">The entries of some documents in its registry, by uniqueId, of however many patients; null = the registry is elsewhere and is not asked.</param>
    /// <param name="entries">All document entries of its registry; null = they cannot be listed.</param>
    /// <param name="clock">The time.</param>
    public RepositoryCheck(
        NodeProfile profile,
        Database database,
        string dataFolder,
        Func<IReadOnlyCollection<string>, CancellationToken, Task<IReadOnlyList<DocumentEntry>>>? entriesOf,
        Func<CancellationToken, IAsyncEnumerable<DocumentEntry>>? entries,
        TimeProvider clock)
    {
        _rows = new(database);
        _places = ContentPlaces.Of(profile.Documents, Path.Combine(dataFolder, "documents"), clock);
        _contentCheck = new(_rows, _places, new StoredForm(new KeyRing(profile.Documents.Encryption)));
        _entryCheck = entriesOf is null ? null : new(profile.RepositoryUniqueId, _rows, entriesOf);
        _entries = entries;
    }

    /// <summary>Checks everything.</summary>
    /// <param name="repair">Whether to put right what the octets and rows tell; no node may run then.</param>
    /// <param name="found">Hears of each break and note.</param>
    /// <param name="progressed">Hears how far the check has come.</param>
    /// <param name="cancellation">Ends it; what was repaired stays so.</param>
    /// <exception cref="IOException">A place of contents or the registry cannot be asked at all.</exception>
    public async Task<RepositoryCheckResult> RunAsync(
        bool repair, Action<RepositoryBreak> found, Action<RepositoryCheckProgress> progressed, CancellationToken cancellation)
    {
        (_repairs, _found, _sum) = (repair, found, new(0, 0, 0, 0, 0, 0, 0));
        foreach (var place in _places.All) await CheckPlaceAsync(place, cancellation).ConfigureAwait(false);
        await CheckContentsAsync(progressed, cancellation).ConfigureAwait(false);
        await CheckDocumentsAsync(cancellation).ConfigureAwait(false);
        await CheckEntriesAsync(cancellation).ConfigureAwait(false);
        return _sum;
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async Task CheckPlaceAsync(ContentPlace place, CancellationToken cancellation)
    {
        await foreach (var contents in place.ListAsync(cancellation).Chunk(Listed).WithCancellation(cancellation).ConfigureAwait(false))
        {
            var known = await _rows.PlacedAsync(contents.Select(content => content.Sha256), place.Name, cancellation).ConfigureAwait(false);
            foreach (var content in contents.Where(content => !known.Contains(content.Sha256)))
            {
                // Beside a node that runs, it may have gone in good order meanwhile.
                if (await place.SizeOfAsync(content.Sha256, cancellation).ConfigureAwait(false) is null) continue;
                await TellAsync(
                    new("stray-content", $"Content {content.Sha256}", $"It lies in its place ({place.Name}), but no row says so.", token => place.DeleteAsync(content.Sha256, token)),
                    cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task CheckContentsAsync(Action<RepositoryCheckProgress> progressed, CancellationToken cancellation)
    {
        var total = await _rows.TotalAsync(cancellation).ConfigureAwait(false);
        var last = "";
        while (await _rows.ContentsAfterAsync(last, cancellation).ConfigureAwait(false) is { Count: > 0 } page)
        {
            var documents = (await _rows.DocumentsOfAsync(page.Select(content => content.Sha256), cancellation).ConfigureAwait(false)).ToLookup(document => document.Sha256);
            var findings = new ConcurrentBag<Finding>();
            await Parallel.ForEachAsync(page, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (content, token) =>
            {
                foreach (var finding in await _contentCheck.CheckAsync(content, [.. documents[content.Sha256]], token).ConfigureAwait(false)) findings.Add(finding);
                lock (_rows)
                {
                    _sum = _sum with { Contents = _sum.Contents + 1, Octets = _sum.Octets + content.Size };
                    progressed(new(_sum.Octets, total, _sum.Contents));
                }
            }).ConfigureAwait(false);
            foreach (var finding in findings.OrderBy(finding => finding.Subject, StringComparer.Ordinal)) await TellAsync(finding, cancellation).ConfigureAwait(false);
            last = page[^1].Sha256;
        }
    }

    private async Task CheckDocumentsAsync(CancellationToken cancellation)
    {
        var (uniqueId, submission) = ("", "");
        while (await _rows.DocumentsAfterAsync(uniqueId, submission, cancellation).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (var finding in page.SelectMany(RowFindings)) await TellAsync(finding, cancellation).ConfigureAwait(false);
            if (_entryCheck is not null)
                foreach (var finding in await _entryCheck.DocumentsAsync(page, cancellation).ConfigureAwait(false)) await TellAsync(finding, cancellation).ConfigureAwait(false);
            _sum = _sum with { Documents = _sum.Documents + page.Count };
            (uniqueId, submission) = (page[^1].UniqueId, page[^1].Submission);
        }

        foreach (var stray in await _rows.StrayUniqueIdsAsync(cancellation).ConfigureAwait(false))
            await TellAsync(new("unique-id", $"uniqueId {stray}", "It is taken, but no document has it.", token => _rows.WriteAsync(
                "DELETE FROM repository_unique_id WHERE unique_id = @stray", new { stray }, token)), cancellation).ConfigureAwait(false);
    }

    private IEnumerable<Finding> RowFindings(CheckedDocument document)
    {
        if (document.HasContent == 0) yield return new("missing-content", document.Subject, $"Nothing is known of its content {document.Sha256}.");
        if (document.Known is null)
            yield return new("unique-id", document.Subject, "Its uniqueId is not guarded against other contents.", token => _rows.WriteAsync(
                "INSERT INTO repository_unique_id (unique_id, sha256) VALUES (@UniqueId, @Sha256)", new { document.UniqueId, document.Sha256 }, token));
        else if (document.Known != document.Sha256) yield return new("unique-id", document.Subject, "Its uniqueId belongs to another content.");
        if (document.Kept == 0) yield return new("staged", document.Subject, "It waits for the registry's word; the node's sweep settles it.") { IsNote = true };
    }

    private async Task CheckEntriesAsync(CancellationToken cancellation)
    {
        if (_entryCheck is null || _entries is null) return;
        await foreach (var entries in _entries(cancellation).Where(_entryCheck.IsMine).Chunk(Listed).WithCancellation(cancellation).ConfigureAwait(false))
        {
            foreach (var finding in await _entryCheck.EntriesAsync(entries, cancellation).ConfigureAwait(false)) await TellAsync(finding, cancellation).ConfigureAwait(false);
            _sum = _sum with { Entries = _sum.Entries + entries.Length };
        }
    }

    private async Task TellAsync(Finding finding, CancellationToken cancellation)
    {
        var repaired = _repairs && finding.Repair is not null;
        if (repaired) await finding.Repair!(cancellation).ConfigureAwait(false);
        _sum = finding.IsNote
            ? _sum with { Notes = _sum.Notes + 1 }
            : _sum with { Breaks = _sum.Breaks + 1, Repaired = _sum.Repaired + (repaired ? 1 : 0) };
        _found(new(finding.Check, finding.Subject, finding.Sentence, repaired) { IsNote = finding.IsNote });
    }
}
