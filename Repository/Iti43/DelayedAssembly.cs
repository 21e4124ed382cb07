using System.Globalization;
using IheNode.Core;
using NLog;

namespace IheNode.Repository;

/// <summary>
/// Delayed Document Assembly (<c>ITI TF-2 3.43.4.1.3.2</c>): a stable document that was registered without bytes is assembled when it is first asked for, stored
/// for ever, and the registry is told its hash and size by ITI-57 before it is given.
/// </summary>
internal sealed class DelayedAssembly(OwnSubmission own, EntryLookup registry, DocumentStore store, Answer<SubmitObjectsRequest, RegistryResponse> update)
{
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");
    private readonly ContentLocks _locks = new();

    /// <summary>Stores a document under its entry's uniqueId, unless somebody was faster. The document is used up.</summary>
    /// <returns>Why it is not stored; null = it is.</returns>
    /// <exception cref="EntryLookupException">The registry cannot be asked for the entry's version.</exception>
    public async Task<XdsError?> KeepAsync(DocumentEntry entry, AssembledDocument document, Exchange exchange, CancellationToken cancellation)
    {
        var uniqueId = entry.UniqueId!;
        using var held = await _locks.EnterAsync([AssembledDocument.NameOf(uniqueId)], cancellation).ConfigureAwait(false);
        if ((await store.FindAsync([uniqueId], cancellation).ConfigureAwait(false)).Count > 0) return null;
        var current = await registry.VersionAsync(entry, cancellation).ConfigureAwait(false);

        using var staging = store.Begin();
        await using var content = await document.Content.Open(cancellation).ConfigureAwait(false);
        staging.Documents.Add(new(uniqueId, entry.MimeType!, await staging.ReceiveAsync(content, cancellation).ConfigureAwait(false)));
        var conflicts = await store.StageAsync(staging, staging.Documents, cancellation).ConfigureAwait(false);
        if (conflicts.Count > 0)
            return new(XdsErrorCode.RepositoryError, $"DocumentUniqueId {uniqueId} was assembled, but other bytes have had this uniqueId before.", uniqueId);
        RegistryResponse answer;
        try
        {
            answer = await update(Update(current, document), own.Because(exchange), cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // Staged it stays: the sweeper asks which of the two hashes the registry has.
            Log.Warn("The registry gave no word on the update for a document that was assembled: {Failure}", failure.GetType().Name);
            return new(XdsErrorCode.RepositoryError, $"DocumentUniqueId {uniqueId} was assembled, but the registry does not answer the update of its entry.", uniqueId);
        }

        if (answer.Status == ResponseStatus.Success)
        {
            await store.KeepAsync(staging).ConfigureAwait(false);
            return null;
        }

        await store.DiscardAsync(staging, staging.Documents).ConfigureAwait(false);
        return OwnSubmission.Refused(uniqueId, "the registry refused the update of its entry", answer);
    }

    private SubmitObjectsRequest Update(DocumentEntry current, AssembledDocument document)
    {
        var next = own.Fresh(current, "Version") with
        {
            LogicalId = current.LogicalId ?? current.Id, Hash = document.Sha1, Size = document.Size.ToString(CultureInfo.InvariantCulture),
        };
        var set = own.SetFor(current);
        var member = OwnSubmission.Member(set, next) with { ExtraSlots = [new(Vocabulary.SlotNames.PreviousVersion, [current.Version ?? "1"])] };
        return new(new([set, next, member]));
    }
}
