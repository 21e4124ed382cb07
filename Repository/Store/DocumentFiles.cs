using System.Buffers;
using System.Security.Cryptography;
using IheNode.Core;
using NLog;

namespace IheNode.Repository;

/// <summary>
/// The bytes of documents on disk: <c>incoming/&lt;random&gt;</c> while they arrive, then <c>&lt;3 digits&gt;/&lt;SHA-256&gt;</c>.
/// No name of a file comes from outside.
/// </summary>
internal sealed class DocumentFiles
{
    private const int BufferSize = 128 * 1024;
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");
    private readonly string _root;
    private readonly long _documentBytes;

    public DocumentFiles(string root, long documentBytes)
    {
        _root = Path.GetFullPath(root);
        _documentBytes = documentBytes;
        Incoming = Path.Combine(_root, "incoming");
        Directory.CreateDirectory(Path.GetDirectoryName(_root)!);
        DurableFolder.Create(_root);
        DurableFolder.Create(Incoming);
    }

    /// <summary>Where documents arrive; only unfinished work is here.</summary>
    public string Incoming { get; }

    /// <summary>A fresh path for a document that arrives.</summary>
    public string NewIncoming() => Path.Combine(Incoming, Guid.NewGuid().ToString("N"));

    /// <summary>Writes a stream to a file, hashes it on the way and makes it durable.</summary>
    /// <exception cref="StorageException">The disk fails or the document passes the limit.</exception>
    public async Task<ReceivedDocument> ReceiveAsync(Stream source, string path, CancellationToken cancellation)
    {
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = Stored(() => File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write));
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var size = 0L;
        try
        {
            while (true)
            {
                var read = await source.ReadAtLeastAsync(buffer, BufferSize, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
                if (read == 0) break;
                if (size + read > _documentBytes)
                    throw new StorageException(new(XdsErrorCode.RepositoryError,
                        $"A document is larger than the repository's limit of {_documentBytes} octets (limits.documentBytes)."));
                sha1.AppendData(buffer, 0, read);
                sha256.AppendData(buffer, 0, read);
                Stored(() => RandomAccess.Write(file, buffer.AsSpan(0, read), size));
                size += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        Stored(() => RandomAccess.FlushToDisk(file));
        return new(path, Convert.ToHexStringLower(sha1.GetHashAndReset()), Convert.ToHexStringLower(sha256.GetHashAndReset()), size);
    }

    /// <summary>
    /// Moves received files to the addresses of their contents and makes that durable. A content that is there already is replaced by the
    /// fresh bytes, so that an old copy which the disk has damaged is healed.
    /// </summary>
    public void Link(IEnumerable<ReceivedDocument> documents)
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            var target = PathOf(document.Sha256);
            var folder = Path.GetDirectoryName(target)!;
            DurableFolder.Create(folder);
            File.Move(document.File, target, overwrite: true);
            folders.Add(folder);
        }

        foreach (var folder in folders) DurableFolder.Flush(folder);
    }

    /// <summary>Removes a content.</summary>
    public void Delete(string sha256)
    {
        var path = PathOf(sha256);
        if (File.Exists(path)) File.Delete(path);
    }

    /// <summary>Removes a file of <c>incoming</c>; what cannot be removed now is left to the sweeper.</summary>
    /// <returns>Whether a file was removed.</returns>
    public static bool TryDeleteIncoming(string file)
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

    /// <summary>Octets of a content on disk, or null when it is not there.</summary>
    public long? SizeOf(string sha256)
    {
        var file = new FileInfo(PathOf(sha256));
        return file.Exists ? file.Length : null;
    }

    /// <summary>Opens a content; its bytes are verified while they are read.</summary>
    public Stream Open(string sha256, long size) => new VerifiedStream(new FileStream(PathOf(sha256), new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.Read | FileShare.Delete,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
        BufferSize = 0,
    }), sha256, size);

    private string PathOf(string sha256) => Path.Combine(_root, sha256[..3], sha256);

    private static void Stored(Action work) => Stored(() =>
    {
        work();
        return true;
    });

    private static T Stored<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (StorageException.IsStorage(failure))
        {
            throw StorageException.From(failure);
        }
    }
}
