using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace IheNode.Repository;

/// <summary>Reads contents whole and proves them: by their SHA-256, which is their address, by their checksum, and by what rows of documents say of them.</summary>
internal sealed class StoredContentCheck(CheckedRows rows, ContentPlaces places, StoredForm form)
{
    private const int BufferSize = 128 * 1024;

    /// <summary>What is wrong with a content, given the documents that it belongs to.</summary>
    public async Task<IReadOnlyList<Finding>> CheckAsync(StoredContent content, IReadOnlyList<CheckedDocument> documents, CancellationToken cancellation)
    {
        var subject = $"Content {content.Sha256}" + (documents.Count == 0 ? "" : $" of document {string.Join(", ", documents.Select(document => document.UniqueId).Distinct())}");
        if (documents.Count == 0) return [new("unnamed-content", subject, "No document has it.", token => RemoveAsync(content, token))];
        try
        {
            var (stored, size) = await OpenAsync(content, cancellation).ConfigureAwait(false);
            // Without a checksum the stream proves itself by the address.
            var plain = await form.OpenAsync(content with { Checksum = null }, stored, size, cancellation).ConfigureAwait(false);
            await using (plain.ConfigureAwait(false)) return [.. Compare(content, documents, subject, size, await ReadAsync(plain, cancellation).ConfigureAwait(false))];
        }
        catch (FileNotFoundException)
        {
            return await MissingAsync(content, subject, cancellation).ConfigureAwait(false);
        }
        catch (DirectoryNotFoundException)
        {
            return await MissingAsync(content, subject, cancellation).ConfigureAwait(false);
        }
        catch (MissingKeyException missing)
        {
            return [new("key", subject, missing.Message)];
        }
        catch (DamagedDocumentException)
        {
            return [new("damaged-content", subject, "Its octets are not those that were stored.")];
        }
        catch (IOException failure)
        {
            return [new("unreadable-content", subject, failure.Message)];
        }
    }

    // Beside a node that runs it may have gone in good order meanwhile, and what is only staged comes into its place after its row.
    private async Task<IReadOnlyList<Finding>> MissingAsync(StoredContent content, string subject, CancellationToken cancellation)
    {
        var documents = await rows.DocumentsOfAsync([content.Sha256], cancellation).ConfigureAwait(false);
        if (documents.Count == 0) return [];
        return documents.Exists(document => document.Kept == 1)
            ? [new("missing-content", subject, $"It is not in its place ({content.Place}).")]
            : [new("missing-content", subject, $"It did not come into its place ({content.Place}) yet, or its submission broke off; the node's sweep settles it.") { IsNote = true }];
    }

    private async Task<(Stream Stored, long Size)> OpenAsync(StoredContent content, CancellationToken cancellation)
    {
        if (content.Place == ContentPlaces.Row)
            return content.Bytes is { } bytes ? (new MemoryStream(bytes, writable: false), bytes.Length) : throw new FileNotFoundException();
        var stored = await places[content.Place].OpenAsync(content.Sha256, cancellation).ConfigureAwait(false);
        return (stored, stored.Length);
    }

    private IEnumerable<Finding> Compare(StoredContent content, IReadOnlyList<CheckedDocument> documents, string subject, long storedSize, Proof proof)
    {
        if (proof.Sha256 != content.Sha256)
        {
            yield return new("damaged-content", subject, "Its octets are not those that were stored.");
            yield break;
        }

        var (sha256, isSealed) = (content.Sha256, storedSize == content.StoredSize ? content.Sealed : storedSize == content.Size ? 0 : 1);
        if (storedSize != content.StoredSize)
            yield return new("stored-form", subject, $"Its row says {content.StoredSize} octets, {storedSize} are stored.", token => rows.WriteAsync(
                "UPDATE repository_content SET stored_size = @storedSize, sealed = @isSealed WHERE sha256 = @sha256", new { storedSize, isSealed, sha256 }, token));
        if (content.Checksum is null || !content.Checksum.AsSpan().SequenceEqual(proof.Checksum))
            yield return new("checksum", subject, content.Checksum is null ? "It has no checksum, since it was stored before checksums were kept." : "Its checksum is not that of its octets, which are whole.",
                token => rows.WriteAsync("UPDATE repository_content SET checksum = @Checksum WHERE sha256 = @sha256", new { proof.Checksum, sha256 }, token)) { IsNote = content.Checksum is null };
        foreach (var document in documents.Where(document => document.Sha1 != proof.Sha1 || document.Size != content.Size))
            yield return new("document-hash", document.Subject, "The hash or size of its row is not that of its octets, which are whole.", token => rows.WriteAsync(
                "UPDATE repository_document SET sha1 = @Sha1, size = @Size WHERE unique_id = @UniqueId AND submission = @Submission",
                new { proof.Sha1, content.Size, document.UniqueId, document.Submission }, token));
    }

    private async Task RemoveAsync(StoredContent content, CancellationToken cancellation)
    {
        if (content.Place != ContentPlaces.Row) await places[content.Place].DeleteAsync(content.Sha256, cancellation).ConfigureAwait(false);
        await rows.WriteAsync("DELETE FROM repository_content WHERE sha256 = @Sha256", new { content.Sha256 }, cancellation).ConfigureAwait(false);
    }

    private static async Task<Proof> ReadAsync(Stream plain, CancellationToken cancellation)
    {
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var checksum = new XxHash128();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await plain.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var count and > 0)
            {
                sha1.AppendData(buffer, 0, count);
                sha256.AppendData(buffer, 0, count);
                checksum.Append(buffer.AsSpan(0, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }

        return new(Convert.ToHexStringLower(sha1.GetCurrentHash()), Convert.ToHexStringLower(sha256.GetCurrentHash()), checksum.GetCurrentHash());
    }

    private sealed record Proof(string Sha1, string Sha256, byte[] Checksum);
}
