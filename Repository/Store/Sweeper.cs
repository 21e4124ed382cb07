using NLog;

namespace IheNode.Repository;

/// <summary>
/// Settles documents that wait for the registry's word longer than a while: kept if the registry has their entry, discarded if it surely has not,
/// left alone if it cannot tell. Younger ones are left too, since a slow registry may still be at work on them.
/// </summary>
internal sealed class Sweeper(
    TimeSpan period, DocumentStore store, Incoming incoming, ContentPlaces places, RegistryQuestions questions, TimeProvider clock)
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
            var verdict = vain < VainAttempts ? await questions.AskAsync(document, cancellation).ConfigureAwait(false) : Verdict.Unreachable;
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
