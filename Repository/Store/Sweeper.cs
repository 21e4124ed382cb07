using IheNode.Core;
using NLog;

namespace IheNode.Repository;

/// <summary>
/// Settles documents that wait for the registry's word longer than a while: kept if the registry has their entry, discarded if it surely has not,
/// left alone if it cannot tell. Younger ones are left too, since a slow registry may still be at work on them.
/// </summary>
internal sealed class Sweeper(
    string repositoryUniqueId,
    TimeSpan period,
    DocumentStore store,
    Incoming incoming,
    ContentPlaces places,
    Answer<AdhocQueryRequest, AdhocQueryResponse> storedQuery,
    TimeProvider clock)
{
    private const int VainAttempts = 3;
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");

    /// <summary>One pass over staged documents and unfinished uploads.</summary>
    public async Task<SweepResult> SweepAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow() - period;
        int kept = 0, discarded = 0, undecided = 0;
        var vain = 0;
        foreach (var document in await store.StagedBeforeAsync(before, cancellation).ConfigureAwait(false))
        {
            if (store.IsActive(document.Submission)) continue;
            // A registry that is away would cost its time limit for every document.
            var verdict = vain < VainAttempts ? await AskAsync(document, cancellation).ConfigureAwait(false) : Verdict.Unreachable;
            vain = verdict == Verdict.Unreachable ? vain + 1 : 0;
            switch (verdict)
            {
                case Verdict.Registered:
                    await store.KeepAsync(document.Submission, [document.UniqueId]).ConfigureAwait(false);
                    kept++;
                    break;
                case Verdict.Unregistered:
                    await store.DiscardAsync(document.Submission, [document.UniqueId]).ConfigureAwait(false);
                    discarded++;
                    break;
                default:
                    undecided++;
                    break;
            }
        }

        var result = new SweepResult(kept, discarded, undecided, RemoveOrphans(before) + await RemoveUnfinishedAsync(before, cancellation).ConfigureAwait(false));
        if (result != new SweepResult(0, 0, 0, 0)) Log.Info("Document store swept: {Result}", result);
        return result;
    }

    private async Task<Verdict> AskAsync(StoredDocument document, CancellationToken cancellation)
    {
        var query = new AdhocQueryRequest(
            Vocabulary.StoredQueryIds.GetDocuments, ReturnType.LeafClass, [new(Vocabulary.QueryParameterNames.DocumentEntryUniqueId, [document.UniqueId])]);
        var exchange = new Exchange
        {
            MessageId = Exchange.NewMessageId(),
            Time = clock.GetUtcNow(),
            Endpoint = "sweep",
            Requester = Requester.Node,
        };
        AdhocQueryResponse answer;
        try
        {
            answer = await storedQuery(query, exchange, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            Log.Warn("The registry cannot be asked about staged documents: {Failure}", failure.GetType().Name);
            return Verdict.Unreachable;
        }

        if (answer.Status != ResponseStatus.Success) return Verdict.Unclear;
        var entries = answer.Objects.DocumentEntries
            .Where(entry => entry.UniqueId == document.UniqueId && entry.RepositoryUniqueId == repositoryUniqueId).ToList();
        if (entries.Count == 0) return answer.Objects.ObjectRefs.Count == 0 ? Verdict.Unregistered : Verdict.Unclear;
        if (entries.Any(entry => string.Equals(entry.Hash, document.Sha1, StringComparison.OrdinalIgnoreCase))) return Verdict.Registered;
        // The update that was to tell the hash of a document assembled late did not take place; it will be assembled again.
        if (entries.TrueForAll(entry => entry.AwaitsAssembly)) return Verdict.Unregistered;
        // An entry of another content under the same uniqueId must not cost us these bytes: people have to look.
        Log.Error("The registry's hash of a staged document of submission {Submission} is not that of its bytes.", document.Submission);
        return Verdict.Unclear;
    }

    private enum Verdict
    {
        Registered,
        Unregistered,
        Unclear,
        Unreachable,
    }

    private int RemoveOrphans(DateTimeOffset before) => Directory.EnumerateFiles(incoming.Folder)
        .Where(file => File.GetLastWriteTimeUtc(file) <= before.UtcDateTime && !store.IsActive(file))
        .Count(Incoming.TryDelete);

    private async Task<int> RemoveUnfinishedAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        var removed = 0;
        foreach (var place in places.All)
        {
            try
            {
                removed += await place.RemoveUnfinishedAsync(before, cancellation).ConfigureAwait(false);
            }
            catch (IOException failure)
            {
                Log.Warn(failure, "The place {Place} cannot be swept now.", place.Name);
            }
        }

        return removed;
    }
}
