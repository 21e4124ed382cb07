using System.Security.Cryptography;
using System.Text;
using IheNode.Core;
using Oid = IheNode.Core.Oid;

namespace IheNode.Repository;

/// <summary>
/// Stores what was assembled and registers it as a snapshot of its on-demand entry, the previous one replaced, before it is given
/// (<c>ITI TF-2 3.43.4.2.3</c>, Persistence of Retrieved Documents). It goes the way of a submission, with all its care for crashes.
/// </summary>
internal sealed class Snapshots(
    string deviceId,
    string contentType,
    EntryLookup registry,
    DocumentStore store,
    Answer<ProvideAndRegisterDocumentSetRequest, RegistryResponse> provide,
    TimeProvider clock)
{
    private readonly ContentLocks _locks = new();

    /// <summary>Makes a document the current snapshot, unless it is so already. The document is used up.</summary>
    /// <returns>Why it is not so; null = done.</returns>
    /// <exception cref="EntryLookupException">The registry cannot be asked for the previous snapshot.</exception>
    public async Task<XdsError?> KeepAsync(DocumentEntry onDemand, AssembledDocument document, Exchange exchange, CancellationToken cancellation)
    {
        // Two who ask at the same time must not both replace the same snapshot.
        using var held = await _locks.EnterAsync([Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(onDemand.UniqueId!)))], cancellation).ConfigureAwait(false);
        var previous = await registry.SnapshotsAsync(onDemand, cancellation).ConfigureAwait(false);
        if (previous is [{ } current] && current.UniqueId == document.UniqueId && (await store.FindAsync([document.UniqueId], cancellation).ConfigureAwait(false)).Count > 0) return null;

        var snapshot = SnapshotOf(onDemand, document.UniqueId);
        var request = new ProvideAndRegisterDocumentSetRequest(new(Submission(onDemand, snapshot, previous)), [new(snapshot.Id, document.Content)]);
        var own = exchange with { MessageId = Exchange.NewMessageId(), AnswerId = Guid.NewGuid(), Time = clock.GetUtcNow() };
        var answer = await provide(request, own, cancellation).ConfigureAwait(false);
        return answer.Status == ResponseStatus.Success ? null : new(
            XdsErrorCode.RepositoryError,
            $"DocumentUniqueId {onDemand.UniqueId} was assembled, but its snapshot could not be stored and registered: "
                + string.Join("; ", answer.Errors.Where(e => !e.IsWarning).Select(e => $"{e.Code}: {e.CodeContext}")),
            onDemand.UniqueId);
    }

    private DocumentEntry SnapshotOf(DocumentEntry onDemand, string uniqueId) => onDemand with
    {
        Id = "Snapshot",
        LogicalId = null,
        Version = null,
        AvailabilityStatus = null,
        HomeCommunityId = null,
        ObjectType = Vocabulary.StableDocument,
        UniqueId = uniqueId,
        RepositoryUniqueId = null,
        CreationTime = Hl7Time.From(clock.GetUtcNow()),
        Hash = null,
        Size = null,
    };

    private RegistryObjectList Submission(DocumentEntry onDemand, DocumentEntry snapshot, IReadOnlyList<DocumentEntry> previous)
    {
        var now = clock.GetUtcNow();
        var code = contentType.Split('^');
        var set = new SubmissionSet
        {
            Id = "SubmissionSet",
            PatientId = onDemand.PatientId,
            UniqueId = Oid.Of(Guid.CreateVersion7(now)),
            SourceId = deviceId,
            SubmissionTime = Hl7Time.From(now),
            ContentTypeCode = new(code[0], code[2], code[1]),
            Title = onDemand.Title,
        };
        var member = Link("HasMember", Vocabulary.HasMember, set, snapshot.Id) with { SubmissionSetStatus = Vocabulary.Original };
        return new([
            set, snapshot, member, Link("IsSnapshotOf", Vocabulary.IsSnapshotOf, snapshot, onDemand.Id),
            .. previous.Select((entry, i) => Link($"Replace{i}", Vocabulary.Replace, snapshot, entry.Id)),
        ]);
    }

    private static Association Link(string id, string type, RegistryObject source, string target) =>
        new() { Id = id, Type = type, SourceId = source.Id, TargetId = target };
}
