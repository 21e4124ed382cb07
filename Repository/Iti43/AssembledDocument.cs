using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using IheNode.Core;
using IheNode.Platform;
using Oid = IheNode.Core.Oid;

namespace IheNode.Repository;

/// <summary>
/// What a source assembled, waiting to be given or stored. Its uniqueId is a number made of the entry's uniqueId and its bytes, so that the same content has the
/// same id whenever it is asked for, and another never has (<c>ITI TF-2 3.43.4.2.2</c>).
/// </summary>
internal sealed class AssembledDocument : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;
    private readonly Spool _spool;

    private AssembledDocument(Spool spool, string uniqueId, string sha1, string sha256) => (_spool, UniqueId, Sha1, Sha256) = (spool, uniqueId, sha1, sha256);

    /// <summary>The uniqueId of this content.</summary>
    public string UniqueId { get; }

    /// <summary>SHA-1 in lower-case hexadecimal: the hash of XDS metadata.</summary>
    public string Sha1 { get; }

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Octets.</summary>
    public long Size => _spool.Length;

    /// <summary>Its bytes, to be opened once; whoever has read them has disposed of this.</summary>
    public Content Content => new(_ => ValueTask.FromResult(_spool.OpenRead()), Size);

    /// <summary>Its bytes from their beginning, to look at before they are given; the stream is to be done with before another is opened.</summary>
    public Stream Look() => new LentStream(_spool.OpenRead());

    /// <summary>Fetches the document of an entry whole.</summary>
    /// <exception cref="StorageException">There is no room to keep it while it waits.</exception>
    /// <exception cref="DocumentSourceException">The source does not give it, or gives something of another media type.</exception>
    public static async Task<AssembledDocument> FetchAsync(OnDemandSource source, DocumentEntry entry, string spoolFolder, CancellationToken cancellation)
    {
        await using var fetched = await source.Fetch(entry, cancellation).ConfigureAwait(false);
        if (!SameMediaType(entry.MimeType, fetched.MediaType))
            throw new DocumentSourceException($"{source.Profile.Name} gave it as '{fetched.MediaType}', but its entry says mimeType '{entry.MimeType}'.");
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var spool = new Spool(spoolFolder);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (int read; (read = await fetched.Body.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
            {
                sha1.AppendData(buffer, 0, read);
                sha256.AppendData(buffer, 0, read);
                await spool.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            }

            var content = Convert.ToHexStringLower(sha256.GetHashAndReset());
            var number = SHA256.HashData(Encoding.UTF8.GetBytes($"{content} {entry.UniqueId}")).AsSpan(0, 16);
            return new(spool, Oid.Of(new Guid(number, bigEndian: true)), Convert.ToHexStringLower(sha1.GetHashAndReset()), content);
        }
        catch (Exception failure)
        {
            await spool.DisposeAsync().ConfigureAwait(false);
            // The source's failures are its own kind; what is left is our disk.
            if (StorageException.IsStorage(failure)) throw StorageException.From(failure);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A uniqueId as a name of the form that <see cref="ContentLocks"/> take.</summary>
    public static string NameOf(string uniqueId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(uniqueId)));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _spool.DisposeAsync();

    // Parameters, such as a character set, are the entry's affair: it is the entry's mimeType that is answered.
    private static bool SameMediaType(string? registered, string? given) =>
        registered is not null && given is not null && registered.Split(';')[0].Trim().Equals(given.Trim(), StringComparison.OrdinalIgnoreCase);
}
