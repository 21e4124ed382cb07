namespace IheNode.Platform;

/// <summary>Bytes that have to wait: in memory up to 64 KiB, beyond that in a file that has no name any more (or is deleted on closing, on Windows).</summary>
public sealed class Spool(string folder) : IAsyncDisposable
{
    private const int InMemory = 64 * 1024;
    private Stream _stream = new MemoryStream();

    /// <summary>Octets so far.</summary>
    public long Length { get; private set; }

    /// <summary>Adds bytes.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (_stream is MemoryStream memory && Length + bytes.Length > InMemory)
        {
            var file = CreateFile();
            memory.Position = 0;
            await memory.CopyToAsync(file, cancellation).ConfigureAwait(false);
            await memory.DisposeAsync().ConfigureAwait(false);
            _stream = file;
        }
        await _stream.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        Length += bytes.Length;
    }

    /// <summary>The bytes from their beginning; whoever takes the stream disposes of it, and of this with it.</summary>
    public Stream OpenRead()
    {
        _stream.Position = 0;
        return _stream;
    }

    /// <summary>The bytes once more, to be read beside others; not after this is disposed of.</summary>
    public Stream OpenCopy() => _stream is FileStream file
        ? new Copy(file, Length)
        : new MemoryStream(((MemoryStream)_stream).GetBuffer(), 0, (int)Length, writable: false);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private FileStream CreateFile()
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Path.GetRandomFileName() + ".spool");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        // Without its name the file cannot outlive the process, however that ends.
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }

    private sealed class Copy(FileStream file, long length) : ReadingStream
    {
        private long _position;

        public override long Length => length;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await RandomAccess.ReadAsync(file.SafeFileHandle, buffer, _position, cancellationToken).ConfigureAwait(false);
            _position += count;
            return count;
        }
    }
}
