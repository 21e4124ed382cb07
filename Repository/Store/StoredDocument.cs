namespace IheNode.Repository;

/// <summary>
/// What was learnt of a document while its bytes passed. Its stored form is in memory (at most <c>documents.rowBytes</c> octets of document) or in a file
/// under <c>&lt;data&gt;/documents/incoming</c>.
/// </summary>
/// <param name="Sha1">SHA-1 in lower-case hexadecimal: the hash of XDS metadata.</param>
/// <param name="Sha256">SHA-256 of the document's octets in lower-case hexadecimal: the address of the content.</param>
/// <param name="Checksum">XXH128 of the document's octets: 16 octets.</param>
/// <param name="Size">Octets of the document.</param>
/// <param name="IsSealed">Whether the stored form is a container that says what was done to the octets; else it is the octets.</param>
/// <param name="StoredSize">Octets of the stored form.</param>
/// <param name="Bytes">The stored form of a small document.</param>
/// <param name="File">The file with the stored form of a large one.</param>
internal sealed record ReceivedDocument(
    string Sha1, string Sha256, byte[] Checksum, long Size, bool IsSealed, long StoredSize, byte[]? Bytes, string? File);

/// <summary>A received document with the entry attributes under which it is stored.</summary>
internal sealed record StagedDocument(string UniqueId, string MimeType, ReceivedDocument Received);

/// <summary>What is known of a content.</summary>
internal record StoredContent
{
    /// <summary>SHA-256 of the document's octets: its address.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Octets of the document.</summary>
    public required long Size { get; init; }

    /// <summary>Where it lies: <c>row</c>, or the name of a <see cref="ContentPlace"/>.</summary>
    public required string Place { get; init; }

    /// <summary>Octets of its stored form.</summary>
    public required long StoredSize { get; init; }

    /// <summary>1 = the stored form is a container that says what was done to the octets.</summary>
    public required long Sealed { get; init; }

    /// <summary>XXH128 of the document's octets; null for contents from before checksums were kept.</summary>
    public byte[]? Checksum { get; init; }

    /// <summary>The stored form of a content that lies in its row, where it was read together with this; otherwise null.</summary>
    public byte[]? Bytes { get; init; }
}

/// <summary>A row of the store, with what is known of its content.</summary>
internal sealed record StoredDocument : StoredContent
{
    public required string UniqueId { get; init; }

    public required string Submission { get; init; }

    public required string Sha1 { get; init; }

    public required string MimeType { get; init; }

    public required long Kept { get; init; }
}
