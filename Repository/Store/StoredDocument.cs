namespace IheNode.Repository;

/// <summary>What was learnt of a document while its bytes passed into a file.</summary>
/// <param name="File">The file under <c>incoming</c>.</param>
/// <param name="Sha1">SHA-1 in lower-case hexadecimal: the hash of XDS metadata.</param>
/// <param name="Sha256">SHA-256 in lower-case hexadecimal: the address of the content.</param>
/// <param name="Size">Octets.</param>
internal sealed record ReceivedDocument(string File, string Sha1, string Sha256, long Size);

/// <summary>A received document with the entry attributes under which it is stored.</summary>
internal sealed record StagedDocument(string UniqueId, string MimeType, ReceivedDocument Received);

/// <summary>A row of the store.</summary>
internal sealed record StoredDocument
{
    public required string UniqueId { get; init; }

    public required string Submission { get; init; }

    public required string Sha256 { get; init; }

    public required string Sha1 { get; init; }

    public required long Size { get; init; }

    public required string MimeType { get; init; }

    public required long Kept { get; init; }
}
