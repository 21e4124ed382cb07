using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using IheNode.Core;
using NLog;

namespace IheNode.Repository;

/// <summary>
/// Where documents arrive: a small one in memory, a larger one in a file <c>&lt;data&gt;/documents/incoming/&lt;random&gt;</c>, hashed once while its bytes pass.
/// Only unfinished work lies in the folder.
/// </summary>
internal sealed class Incoming
{
    private const int PieceSize = 128 * 1024;
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");
    private readonly long _documentBytes;
    private readonly int _rowBytes;
    private readonly Sealer _sealer;

    /// <param name="root">The folder <c>documents</c>; made if absent.</param>
    /// <param name="documentBytes">Octets of the largest document that is taken.</param>
    /// <param name="rowBytes">Octets of the largest document that stays in memory, for its row.</param>
    /// <param name="sealer">Gives documents their stored form.</param>
    public Incoming(string root, long documentBytes, int rowBytes, Sealer sealer)
    {
        (_documentBytes, _rowBytes, _sealer) = (documentBytes, rowBytes, sealer);
        root = Path.GetFullPath(root);
        Folder = Path.Combine(root, "incoming");
        Directory.CreateDirectory(Path.GetDirectoryName(root)!);
        DurableFolder.Create(root);
        DurableFolder.Create(Folder);
    }

    /// <summary>Its folder.</summary>
    public string Folder { get; }

    /// <summary>A fresh path for a document that arrives.</summary>
    public string NewFile() => Path.Combine(Folder, Guid.NewGuid().ToString("N"));

    /// <summary>Takes in a document.</summary>
    /// <param name="source">Its octets.</param>
    /// <param name="path">The file for it if it is large. It is not flushed: see <see cref="Flush"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="StorageException">The disk fails or the document passes the limit.</exception>
    public async Task<ReceivedDocument> ReceiveAsync(Stream source, string path, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(PieceSize, _rowBytes + 1));
        try
        {
            var read = await source.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
            return read <= _rowBytes
                ? InMemory(buffer.AsSpan(0, Allowed(read)))
                : await ToFileAsync(source, buffer, read, path, cancellation).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Takes in a document that is in memory.</summary>
    public ReceivedDocument InMemory(ReadOnlySpan<byte> bytes)
    {
        Span<byte> sha256 = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, sha256);
        var container = _sealer.Seal(bytes, sha256);
        var stored = container ?? bytes.ToArray();
        return new(
            Convert.ToHexStringLower(SHA1.HashData(bytes)), Convert.ToHexStringLower(sha256), XxHash128.Hash(bytes),
            bytes.Length, IsSealed: container is not null, stored.Length, stored, File: null);
    }

    /// <summary>Makes the bytes of a received file durable.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public static void Flush(string file)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Removes a file of the folder; what cannot be removed now is left to the sweeper.</summary>
    /// <returns>Whether a file was removed.</returns>
    public static bool TryDelete(string file)
    {
        try
        {
            if (!File.Exists(file)) return false;
            File.Delete(file);
            return true;
        }
        catch (Exception failure) when (StorageException.IsStorage(failure))
        {
            Log.Warn(failure, "An unfinished upload cannot be removed.");
            return false;
        }
    }

    private async Task<ReceivedDocument> ToFileAsync(Stream source, byte[] buffer, int read, string path, CancellationToken cancellation)
    {
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var checksum = new XxHash128();
        using var file = new IncomingFile(path, _sealer.Begin(buffer.AsSpan(0, read)));
        var size = 0L;
        while (read > 0)
        {
            Allowed(size + read);
            sha1.AppendData(buffer, 0, read);
            sha256.AppendData(buffer, 0, read);
            checksum.Append(buffer.AsSpan(0, read));
            file.Append(buffer.AsSpan(0, read));
            size += read;
            read = await source.ReadAtLeastAsync(buffer, PieceSize, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        }

        var address = sha256.GetHashAndReset();
        file.Finish(address);
        return new(
            Convert.ToHexStringLower(sha1.GetHashAndReset()), Convert.ToHexStringLower(address), checksum.GetCurrentHash(),
            size, file.IsSealed, file.Length, Bytes: null, path);
    }

    private int Allowed(int size) => (int)Allowed((long)size);

    private long Allowed(long size) => size <= _documentBytes
        ? size
        : throw new StorageException(new(XdsErrorCode.RepositoryError,
            $"A document is larger than the repository's limit of {_documentBytes} octets (limits.documentBytes)."));
}
