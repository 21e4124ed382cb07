using System.Globalization;
using IheNode.Core;

namespace IheNode.Repository;

/// <summary>What the repository checks of a submission's metadata; the rest is the registry's (<c>ITI TF-2 3.41.4.1.3</c>).</summary>
internal static class Pairing
{
    /// <summary>More documents than one submission may have.</summary>
    public static IEnumerable<XdsError> CheckNumber(ProvideAndRegisterDocumentSetRequest request, int limit)
    {
        if (request.Documents.Count > limit)
            yield return new(XdsErrorCode.RepositoryError, $"The submission has {request.Documents.Count} documents; one submission may have {limit} (limits.submissionDocuments).");
    }

    /// <summary>Parts of the message that are no document of it: the code's definition speaks of them (<c>ITI TF-3 Table 4.2.4.1-2</c>). To be asked when all documents are read.</summary>
    public static IEnumerable<XdsError> CheckParts(ProvideAndRegisterDocumentSetRequest request) => request.UnnamedParts.Select(part =>
        new XdsError(XdsErrorCode.MissingDocumentMetadata, $"The MIME part '{part}' is no Document of the message, and no DocumentEntry describes it."));

    /// <summary>Entries without document, documents without entry, and uniqueIds that are absent or stand twice.</summary>
    public static IEnumerable<XdsError> Check(ProvideAndRegisterDocumentSetRequest request)
    {
        var entries = request.Submission.Objects.DocumentEntries.ToList();
        var attached = request.Documents.Select(document => document.EntryId).ToHashSet(StringComparer.Ordinal);
        var described = entries.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        return entries.Where(entry => !attached.Contains(entry.Id))
            .Select(entry => new XdsError(XdsErrorCode.MissingDocument, $"DocumentEntry {entry.Id} has no document in the message."))
            .Concat(request.Documents.Where(document => !described.Contains(document.EntryId)).Select(document =>
                new XdsError(XdsErrorCode.MissingDocumentMetadata, $"Document {document.EntryId} has no DocumentEntry in the message.")))
            .Concat(request.Documents.GroupBy(document => document.EntryId, StringComparer.Ordinal)
                .Where(documents => documents.Count() > 1 && described.Contains(documents.Key)).Select(documents =>
                    new XdsError(XdsErrorCode.MissingDocumentMetadata, $"DocumentEntry {documents.Key} has {documents.Count()} documents; it describes one.")))
            .Concat(entries.Where(entry => string.IsNullOrEmpty(entry.UniqueId)).Select(entry =>
                new XdsError(XdsErrorCode.RepositoryMetadataError, $"DocumentEntry {entry.Id} has no uniqueId, under which its document would be stored.")))
            .Concat(entries.Where(entry => !string.IsNullOrEmpty(entry.UniqueId)).GroupBy(entry => entry.UniqueId, StringComparer.Ordinal)
                .Where(same => same.Count() > 1).Select(same => new XdsError(XdsErrorCode.RepositoryDuplicateUniqueIdInMessage,
                    $"DocumentEntry.uniqueId {same.Key} stands in {string.Join(", ", same.Select(entry => entry.Id))}.")));
    }

    /// <summary>Declared hash and size that are not those of the bytes.</summary>
    public static IEnumerable<XdsError> Check(DocumentEntry entry, ReceivedDocument received)
    {
        if (entry.Hash is not null && !entry.Hash.Equals(received.Sha1, StringComparison.OrdinalIgnoreCase))
            yield return new(XdsErrorCode.RepositoryMetadataError,
                $"DocumentEntry {entry.Id}: hash is '{entry.Hash}', but the SHA-1 of the document is {received.Sha1}.");
        if (entry.Size is not null
            && !(long.TryParse(entry.Size, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size == received.Size))
            yield return new(XdsErrorCode.RepositoryMetadataError,
                $"DocumentEntry {entry.Id}: size is '{entry.Size}', but the document has {received.Size} octets.");
    }

    /// <summary>The entry with what the repository adds: its own OID, and hash and size where they were absent.</summary>
    public static DocumentEntry Complete(DocumentEntry entry, ReceivedDocument received, string repositoryUniqueId) => entry with
    {
        RepositoryUniqueId = repositoryUniqueId,
        Hash = entry.Hash ?? received.Sha1,
        Size = entry.Size ?? received.Size.ToString(CultureInfo.InvariantCulture),
    };
}
