using IheNode.Core;
using NLog;

namespace IheNode.Repository;

/// <summary>The registry does not say what a retrieval needs to know; it carries what the requester is told.</summary>
internal sealed class EntryLookupException(XdsError error) : Exception(error.CodeContext)
{
    /// <summary>What the requester is told.</summary>
    public XdsError Error { get; } = error;
}

/// <summary>Asks the registry, here or far away, about documents that the repository does not hold.</summary>
internal sealed class EntryLookup(string repositoryUniqueId, Answer<AdhocQueryRequest, AdhocQueryResponse> storedQuery, TimeProvider clock)
{
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");

    /// <summary>The entry, approved where there is such a one, that says of a uniqueId that its document is assembled here; null = none does.</summary>
    /// <exception cref="EntryLookupException">The registry cannot be asked, or says that the uniqueId is not one patient's.</exception>
    public async Task<DocumentEntry?> FindAsync(string uniqueId, CancellationToken cancellation)
    {
        var objects = await AskAsync(uniqueId, Vocabulary.StoredQueryIds.GetDocuments, [new(Vocabulary.QueryParameterNames.DocumentEntryUniqueId, [uniqueId])], cancellation)
            .ConfigureAwait(false);
        return objects.DocumentEntries
            .Where(entry => entry.UniqueId == uniqueId && entry.RepositoryUniqueId == repositoryUniqueId)
            .OrderBy(entry => entry.AvailabilityStatus == Vocabulary.Approved ? 0 : 1).FirstOrDefault();
    }

    /// <summary>The approved snapshots of an on-demand entry: one, unless somebody else registers them too.</summary>
    /// <exception cref="EntryLookupException">The registry cannot be asked.</exception>
    public async Task<IReadOnlyList<DocumentEntry>> SnapshotsAsync(DocumentEntry onDemand, CancellationToken cancellation)
    {
        var objects = await AskAsync(onDemand.UniqueId!, Vocabulary.StoredQueryIds.GetRelatedDocuments,
        [
            new(Vocabulary.QueryParameterNames.DocumentEntryUuid, [onDemand.Id]),
            new(Vocabulary.QueryParameterNames.AssociationTypes, [Vocabulary.IsSnapshotOf]),
        ], cancellation).ConfigureAwait(false);
        var sources = objects.Associations.Where(a => a.Type == Vocabulary.IsSnapshotOf && a.TargetId == onDemand.Id).Select(a => a.SourceId).ToHashSet(StringComparer.Ordinal);
        return [.. objects.DocumentEntries.Where(entry => sources.Contains(entry.Id) && entry.AvailabilityStatus == Vocabulary.Approved)];
    }

    /// <summary>The entry with its logicalID and version, which an update has to name.</summary>
    /// <exception cref="EntryLookupException">The registry cannot be asked.</exception>
    public async Task<DocumentEntry> VersionAsync(DocumentEntry entry, CancellationToken cancellation)
    {
        var objects = await AskAsync(entry.UniqueId!, Vocabulary.StoredQueryIds.GetDocuments,
        [
            new(Vocabulary.QueryParameterNames.DocumentEntryUuid, [entry.Id]), new(Vocabulary.QueryParameterNames.MetadataLevel, ["2"]),
        ], cancellation).ConfigureAwait(false);
        return objects.DocumentEntries.FirstOrDefault(version => version.Id == entry.Id) ?? entry;
    }

    private async Task<RegistryObjectList> AskAsync(string uniqueId, string query, ValueList<QueryParameter> parameters, CancellationToken cancellation)
    {
        var exchange = new Exchange { MessageId = Exchange.NewMessageId(), Time = clock.GetUtcNow(), Endpoint = "retrieval" };
        AdhocQueryResponse answer;
        try
        {
            answer = await storedQuery(new(query, ReturnType.LeafClass, parameters), exchange, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            Log.Warn("The registry cannot be asked about on-demand documents: {Failure}", failure.GetType().Name);
            throw new EntryLookupException(new(XdsErrorCode.RepositoryError,
                $"DocumentUniqueId {uniqueId} is not stored here, and the registry, which knows whether it is assembled on demand, does not answer.", uniqueId));
        }

        if (answer.Status == ResponseStatus.Success) return answer.Objects;
        var error = answer.Errors.FirstOrDefault(e => !e.IsWarning) ?? new XdsError(XdsErrorCode.RepositoryError, "It gave no reason.");
        throw new EntryLookupException(error with
        {
            CodeContext = $"The registry, asked whether DocumentUniqueId {uniqueId} is assembled on demand, refused: {error.CodeContext}",
            Location = uniqueId,
        });
    }
}
