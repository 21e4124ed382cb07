using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>One document that was assembled for a retrieval, or why it was not.</summary>
/// <param name="Error">Why there is none; null = there is one.</param>
internal sealed record OnDemandAnswer(XdsError? Error)
{
    /// <summary>Its mimeType as registered.</summary>
    public string MimeType { get; init; } = "";

    /// <summary>The uniqueId of what was assembled.</summary>
    public string UniqueId { get; init; } = "";

    /// <summary>Its bytes; null = they are stored under <see cref="UniqueId"/>.</summary>
    public Content? Content { get; init; }

    /// <summary>Whether it is to be read from the store.</summary>
    public bool IsStored => Error is null && Content is null;
}

/// <summary>Lets documents be assembled by the systems that the profile names: on-demand ones (<c>ITI TF-2 3.43.4.2.3</c>) and delayed ones (<c>3.43.4.1.3.2</c>).</summary>
internal sealed class OnDemandDocuments(
    IReadOnlyList<OnDemandSource> sources, int atOnce, EntryLookup registry, Snapshots snapshots, DelayedAssembly delayed,
    IReadOnlyList<DocumentInspection> inspections, string spoolFolder)
{
    /// <summary>Whether the profile names any source; without one the registry is not asked.</summary>
    public bool Any => sources.Count > 0;

    /// <summary>What becomes of each of these documents, which the repository does not hold; one that is asked for twice is assembled twice.</summary>
    public async Task<ILookup<string, OnDemandAnswer>> AssembleAsync(IReadOnlyList<string> uniqueIds, Exchange exchange, CancellationToken cancellation)
    {
        var answers = new OnDemandAnswer[Any ? uniqueIds.Count : 0];
        var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation };
        await Parallel.ForAsync(0, answers.Length, options, async (i, token) => answers[i] = await TryAsync(uniqueIds[i], exchange, token).ConfigureAwait(false))
            .ConfigureAwait(false);
        return answers.Index().ToLookup(answer => uniqueIds[answer.Index], answer => answer.Item, StringComparer.Ordinal);
    }

    private async Task<OnDemandAnswer> TryAsync(string uniqueId, Exchange exchange, CancellationToken cancellation)
    {
        try
        {
            return await AssembleAsync(uniqueId, exchange, cancellation).ConfigureAwait(false);
        }
        catch (EntryLookupException failure)
        {
            return new(failure.Error);
        }
        catch (StorageException failure)
        {
            return new(failure.Error with { Location = uniqueId });
        }
        catch (DocumentSourceException failure)
        {
            return new(new XdsError(
                failure.IsAbsent ? XdsErrorCode.DocumentUniqueIdError : XdsErrorCode.RepositoryError,
                $"DocumentUniqueId {uniqueId} is assembled on demand: {failure.Message}", uniqueId));
        }
    }

    private async Task<OnDemandAnswer> AssembleAsync(string uniqueId, Exchange exchange, CancellationToken cancellation)
    {
        var entry = await registry.FindAsync(uniqueId, cancellation).ConfigureAwait(false);
        var isOnDemand = entry?.ObjectType == Vocabulary.OnDemandDocument;
        if (entry is null || !(isOnDemand || entry.AwaitsAssembly))
            return No(uniqueId, "is not in this repository, and the registry knows no entry by which it is assembled.");
        if (isOnDemand && entry.AvailabilityStatus != Vocabulary.Approved)
            return No(uniqueId, "is that of an on-demand entry that is deprecated; it is not assembled any more.");
        if (sources.FirstOrDefault(s => s.Profile.AssigningAuthority == entry.SourcePatientId?.AssigningAuthority) is not { } source)
            return No(uniqueId, "is assembled on demand, but no source of this repository serves the assigning authority of its sourcePatientId.");

        var document = await AssembledDocument.FetchAsync(source, entry, spoolFolder, cancellation).ConfigureAwait(false);
        var persists = isOnDemand && source.Profile.Persists;
        // What is persisted is submitted, and a submission is inspected.
        if (!persists && await InspectAsync(entry, document, exchange, cancellation).ConfigureAwait(false) is { } fault)
        {
            await document.DisposeAsync().ConfigureAwait(false);
            return new(fault);
        }

        var answer = new OnDemandAnswer(Error: null) { MimeType = entry.MimeType!, UniqueId = isOnDemand ? document.UniqueId : uniqueId };
        if (isOnDemand && !persists) return answer with { Content = document.Content };
        await using (document.ConfigureAwait(false))
        {
            var refusal = isOnDemand
                ? await snapshots.KeepAsync(entry, document, exchange, cancellation).ConfigureAwait(false)
                : await delayed.KeepAsync(entry, document, exchange, cancellation).ConfigureAwait(false);
            return refusal is null ? answer : new(refusal);
        }
    }

    private async Task<XdsError?> InspectAsync(DocumentEntry entry, AssembledDocument document, Exchange exchange, CancellationToken cancellation)
    {
        var inspected = new InspectedDocument(entry, document.Size, document.Sha256, _ => ValueTask.FromResult(document.Look()));
        foreach (var inspection in inspections)
        {
            var errors = await inspection.InspectAsync(inspected, exchange, cancellation).ConfigureAwait(false);
            if (errors.FirstOrDefault(error => !error.IsWarning) is { } error)
                return new(XdsErrorCode.RepositoryError, $"DocumentUniqueId {entry.UniqueId} was assembled, but may not be given: {error.Code}: {error.CodeContext}", entry.UniqueId);
        }

        return null;
    }

    private static OnDemandAnswer No(string uniqueId, string reason) => new(new XdsError(XdsErrorCode.DocumentUniqueIdError, $"DocumentUniqueId {uniqueId} {reason}", uniqueId));
}
