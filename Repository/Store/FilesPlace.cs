using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace IheNode.Repository;

/// <summary>Contents as files <c>&lt;data&gt;/documents/&lt;3 digits&gt;/&lt;SHA-256&gt;</c>. No name of a file comes from outside.</summary>
internal sealed class FilesPlace : ContentPlace
{
    private readonly string _root;
    private readonly ConcurrentDictionary<string, bool> _durable = new(StringComparer.Ordinal);

    /// <param name="root">The folder <c>documents</c>, on the same file system as <c>incoming</c>.</param>
    public FilesPlace(string root) => _root = Path.GetFullPath(root);

    /// <inheritdoc/>
    public override string Name => "files";

    /// <inheritdoc/>
    public override Task PutAsync(IReadOnlyList<ReceivedDocument> documents, CancellationToken cancellation)
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            var target = PathOf(document.Sha256);
            var folder = Path.GetDirectoryName(target)!;
            Require(folder);
            File.Move(document.File!, target, overwrite: true);
            folders.Add(folder);
        }

        foreach (var folder in folders) DurableFolder.Flush(folder);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task DeleteAsync(string sha256, CancellationToken cancellation)
    {
        var path = PathOf(sha256);
        if (File.Exists(path)) File.Delete(path);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task<long?> SizeOfAsync(string sha256, CancellationToken cancellation)
    {
        var file = new FileInfo(PathOf(sha256));
        return Task.FromResult<long?>(file.Exists ? file.Length : null);
    }

    /// <inheritdoc/>
    public override Task<Stream> OpenAsync(string sha256, CancellationToken cancellation) =>
        Task.FromResult<Stream>(new FileStream(PathOf(sha256), new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            BufferSize = 0,
        }));

    /// <inheritdoc/>
    public override async IAsyncEnumerable<PlacedContent> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var folder in new DirectoryInfo(_root).EnumerateDirectories().Where(folder => folder.Name.Length == 3))
        {
            foreach (var file in folder.EnumerateFiles())
            {
                cancellation.ThrowIfCancellationRequested();
                yield return new(file.Name, file.Length, file.LastWriteTimeUtc);
            }

            // A folder at a time, so that whoever waits for the thread gets it.
            await Task.Yield();
        }
    }

    /// <inheritdoc/>
    public override Task<long?> FreeBytesAsync(CancellationToken cancellation) => Task.FromResult<long?>(new DriveInfo(_root).AvailableFreeSpace);

    // That a folder is there does not say that its name is durable: someone else may have made it just now, or just before a crash.
    private void Require(string folder)
    {
        if (_durable.ContainsKey(folder) && Directory.Exists(folder)) return;
        Directory.CreateDirectory(folder);
        DurableFolder.Flush(_root);
        _durable[folder] = true;
    }

    private string PathOf(string sha256) => Path.Combine(_root, sha256[..3], sha256);
}
