using IheNode.Core;
using NLog;

namespace IheNode.Repository;

/// <summary>What the registry says about submissions whose registration was left open, by its stored queries.</summary>
/// <param name="repositoryUniqueId">The repository's own OID.</param>
/// <param name="storedQuery">ITI-18 of the registry, unfiltered.</param>
/// <param name="clock">The time.</param>
internal sealed class RegistryQuestions(
    string repositoryUniqueId, Answer<AdhocQueryRequest, AdhocQueryResponse> storedQuery, TimeProvider clock)
{
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");

    /// <summary>A registry may still be at work on what it did not answer.</summary>
    private static readonly TimeSpan[] Waits = [TimeSpan.Zero, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(400)];

    /// <summary>Whether a submission was registered, asked a few times until it was or the registry cannot be reached.</summary>
    public async Task<bool> IsRegisteredAsync(SubmitObjectsRequest submission, CancellationToken cancellation)
    {
        if (submission.Objects.SubmissionSets.FirstOrDefault()?.UniqueId is not { Length: > 0 } uniqueId) return false;
        var query = new AdhocQueryRequest(
            Vocabulary.StoredQueryIds.GetSubmissionSetAndContents, ReturnType.LeafClass, [new(Vocabulary.QueryParameterNames.SubmissionSetUniqueId, [uniqueId])]);
        foreach (var wait in Waits)
        {
            await Task.Delay(wait, clock, cancellation).ConfigureAwait(false);
            if (await AskAsync(query, cancellation).ConfigureAwait(false) is not { } answer) return false;
            if (answer.Status != ResponseStatus.Success || answer.Objects.SubmissionSets.All(set => set.UniqueId != uniqueId)) continue;
            return submission.Objects.DocumentEntries.All(ours => answer.Objects.DocumentEntries.Any(theirs => theirs.UniqueId == ours.UniqueId && IsOf(theirs, ours.Hash)));
        }

        return false;
    }

    /// <summary>Whether a staged document was registered.</summary>
    public async Task<Verdict> AskAsync(StoredDocument document, CancellationToken cancellation)
    {
        var query = new AdhocQueryRequest(
            Vocabulary.StoredQueryIds.GetDocuments, ReturnType.LeafClass, [new(Vocabulary.QueryParameterNames.DocumentEntryUniqueId, [document.UniqueId])]);
        if (await AskAsync(query, cancellation).ConfigureAwait(false) is not { } answer) return Verdict.Unreachable;
        if (answer.Status != ResponseStatus.Success) return Verdict.Unclear;
        var entries = answer.Objects.DocumentEntries
            .Where(entry => entry.UniqueId == document.UniqueId && entry.RepositoryUniqueId == repositoryUniqueId).ToList();
        if (entries.Count == 0) return answer.Objects.ObjectRefs.Count == 0 ? Verdict.Unregistered : Verdict.Unclear;
        if (entries.Exists(entry => IsOf(entry, document.Sha1))) return Verdict.Registered;
        // The update that was to tell the hash of a document assembled late did not take place; it will be assembled again.
        if (entries.TrueForAll(entry => entry.AwaitsAssembly)) return Verdict.Unregistered;
        // An entry of another content under the same uniqueId must not cost us these bytes: people have to look.
        Log.Error("The registry's hash of a staged document of submission {Submission} is not that of its bytes.", document.Submission);
        return Verdict.Unclear;
    }

    private bool IsOf(DocumentEntry entry, string? hash) =>
        entry.RepositoryUniqueId == repositoryUniqueId && string.Equals(entry.Hash, hash, StringComparison.OrdinalIgnoreCase);

    private async Task<AdhocQueryResponse?> AskAsync(AdhocQueryRequest query, CancellationToken cancellation)
    {
        var exchange = new Exchange
        {
            MessageId = Exchange.NewMessageId(),
            Time = clock.GetUtcNow(),
            Endpoint = "sweep",
            Requester = Requester.Node,
        };
        try
        {
            return await storedQuery(query, exchange, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            Log.Warn("The registry cannot be asked about staged documents: {Failure}", failure.GetType().Name);
            return null;
        }
    }
}

/// <summary>What the registry says of a staged document.</summary>
internal enum Verdict
{
    /// <summary>It has its entry.</summary>
    Registered,

    /// <summary>It surely has not.</summary>
    Unregistered,

    /// <summary>Its answer does not tell.</summary>
    Unclear,

    /// <summary>It did not answer.</summary>
    Unreachable,
}
