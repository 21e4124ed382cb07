namespace IheNode.Repository;

/// <summary>
/// Opens stored contents in whichever form they lie. Their row says in which form that was last; while a content is given another one (a rotation of keys) the
/// process may die between place and row, so where the size is not the row's the other form is tried. The proof of the octets decides in the end.
/// </summary>
internal sealed class StoredForm(KeyRing keys)
{
    /// <summary>The plain octets of a document, proved while they are read.</summary>
    /// <param name="content">What its row says of it.</param>
    /// <param name="stored">Its stored octets; disposed of with the stream, and when this fails.</param>
    /// <param name="storedSize">Their number.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="MissingKeyException">It is encrypted under a key that is not there.</exception>
    /// <exception cref="DamagedDocumentException">The stored form is not that of this content.</exception>
    public async Task<Stream> OpenAsync(StoredContent content, Stream stored, long storedSize, CancellationToken cancellation)
    {
        var isSealed = storedSize == content.StoredSize ? content.Sealed == 1 : storedSize != content.Size;
        if (!isSealed) return new VerifiedStream(stored, content.Sha256, content.Size, content.Checksum);
        var plain = await UnsealedStream.OpenAsync(stored, content.Sha256, content.Size, keys, cancellation).ConfigureAwait(false);
        return plain.IsAuthenticated ? plain : new VerifiedStream(plain, content.Sha256, content.Size, content.Checksum);
    }

    /// <summary>The plain octets of a document that was received and is not stored yet.</summary>
    public Task<Stream> OpenAsync(ReceivedDocument received, CancellationToken cancellation)
    {
        var content = new StoredContent
        {
            Sha256 = received.Sha256, Size = received.Size, Place = "incoming", StoredSize = received.StoredSize, Sealed = received.IsSealed ? 1 : 0,
            Checksum = received.Checksum,
        };
        Stream stored = received.Bytes is { } bytes ? new MemoryStream(bytes, writable: false) : File.OpenRead(received.File!);
        return OpenAsync(content, stored, received.StoredSize, cancellation);
    }
}
