using System.Globalization;
using IheNode.Core;

namespace IheNode.Repository;

/// <summary>What a source is told whose document has a uniqueId under which other octets are stored: which attributes differ (<c>ITI TF-2 3.41.4.1.3.2</c>).</summary>
internal static class NonIdentical
{
    /// <summary>XDSNonIdenticalHash for each such document, and XDSNonIdenticalSize where the number of octets differs as well.</summary>
    /// <param name="submitted">What came.</param>
    /// <param name="conflicts">The uniqueIds under which other octets are stored.</param>
    /// <param name="stored">What is known of these.</param>
    public static IEnumerable<XdsError> Errors(
        IEnumerable<StagedDocument> submitted, IReadOnlyCollection<string> conflicts, IReadOnlyDictionary<string, StoredDocument> stored)
    {
        foreach (var document in submitted.Where(document => conflicts.Contains(document.UniqueId)))
        {
            yield return new(XdsErrorCode.NonIdenticalHash,
                $"DocumentEntry.uniqueId {document.UniqueId}: a document with another hash than {document.Received.Sha1} is stored under it.");
            if (stored.TryGetValue(document.UniqueId, out var other) && other.Size != document.Received.Size)
                yield return new(XdsErrorCode.NonIdenticalSize, string.Create(
                    CultureInfo.InvariantCulture, $"DocumentEntry.uniqueId {document.UniqueId}: a document of another size than {document.Received.Size} octets is stored under it."));
        }
    }
}
