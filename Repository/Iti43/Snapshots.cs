using IheNode.Core;

namespace IheNode.Repository;

/// <summary>
/// Stores what was assembled and registers it as a snapshot of its on-demand entry, the previous one replaced, before it is given
/// (<c>ITI TF-2 3.43.4.2.3</c>, Persistence of Retrieved Documents). It goes the way of a submission, with all its care for crashes.
/// </summary>
internal sealed class Snapshots(
    OwnSubmission own, EntryLookup registry, DocumentStore store, Answer<ProvideAndRegisterDocumentSetRequest, RegistryResponse> provide)
{
    private readonly ContentLocks _locks = new();

    /// <summary>Makes a document the current snapshot, unless it is so already. The document is used up.</summary>
    /// <returns>Why it is not so; null = done.</returns>
    /// <exception cref="EntryLookupException">The registry cannot be asked for the previous snapshot.</exception>
    public async Task<XdsError?> KeepAsync(DocumentEntry onDemand, AssembledDocument document, Exchange exchange, CancellationToken cancellation)
    {
        // Two who ask at the same time must not both replace the same snapshot.
        using var held = await _locks.EnterAsync([AssembledDocument.NameOf(onDemand.UniqueId!)], cancellation).ConfigureAwait(false);
        var previous = await registry.SnapshotsAsync(onDemand, cancellation).ConfigureAwait(false);
        if (previous is [{ } current] && current.UniqueId == document.UniqueId
            && (await store.FindAsync([document.UniqueId], cancellation).ConfigureAwait(false)).Count > 0) return null;

        var snapshot = own.Fresh(onDemand, "Snapshot") with
        {
            LogicalId = null, ObjectType = Vocabulary.StableDocument, UniqueId = document.UniqueId, RepositoryUniqueId = null, Hash = null, Size = null,
        };
        var set = own.SetFor(onDemand);
        RegistryObjectList objects = new([
            set, snapshot, OwnSubmission.Member(set, snapshot), OwnSubmission.Link("IsSnapshotOf", Vocabulary.IsSnapshotOf, snapshot, onDemand.Id),
            .. previous.Select((entry, i) => OwnSubmission.Link($"Replace{i}", Vocabulary.Replace, snapshot, entry.Id)),
        ]);
        var answer = await provide(new(new(objects), [new(snapshot.Id, document.Content)]), own.Because(exchange), cancellation).ConfigureAwait(false);
        return answer.Status == ResponseStatus.Success
            ? null
            : OwnSubmission.Refused(onDemand.UniqueId!, "its snapshot could not be stored and registered", answer);
    }
}
