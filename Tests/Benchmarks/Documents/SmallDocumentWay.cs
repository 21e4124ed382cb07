using System.Security.Cryptography;
using System.Threading.Channels;
using IheNode.Platform;
using Microsoft.Win32.SafeHandles;

namespace IheNode.Benchmarks;

/// <summary>One way to make small documents durable; each comes with the rows that the repository keeps of it, and whoever waits at the same time shares a commit.</summary>
internal abstract class SmallDocumentWay(BareInserts inserts, int size) : IAsyncDisposable
{
    private static readonly Statement Content = new(
        """
        insert into repository_content (sha256, size, checksum, stored_size, sealed, place, bytes)
        values (@sha256, @size, @checksum, @storedSize, 0, @place, @bytes)
        """);

    private static readonly Statement UniqueId = new("insert into repository_unique_id (unique_id, sha256) values (@uniqueId, @sha256)");

    private static readonly Statement Document = new(
        """
        insert into repository_document (unique_id, submission, sha256, sha1, size, mime_type, staged_at, kept)
        values (@uniqueId, @submission, @sha256, @sha1, @size, @mimeType, @stagedAt, 1)
        """);

    private readonly byte[] _template = RandomNumberGenerator.GetBytes(size);

    protected BareInserts Inserts => inserts;

    /// <summary>Returns when a document of its own is durable with its rows.</summary>
    public abstract Task AddAsync();

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A document that no other is like.</summary>
    protected byte[] Next()
    {
        var bytes = (byte[])_template.Clone();
        Guid.NewGuid().TryWriteBytes(bytes);
        return bytes;
    }

    /// <summary>Its rows.</summary>
    protected static IReadOnlyList<(Statement, SqlValue[])> Rows(byte[] document, bool inRow)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(document));
        var uniqueId = $"2.25.{SoapMessage.NextSerial()}";
        SqlValue[] content = [sha256, document.Length, new byte[16], document.Length, inRow ? "row" : "files", inRow ? document : null];
        SqlValue[] row = [uniqueId, Guid.NewGuid().ToString("N"), sha256, sha256[..40], document.Length, "text/xml", 0L];
        return [(UniqueId, [uniqueId, sha256]), (Content, content), (Document, row)];
    }
}

/// <summary>The document is a part of its row.</summary>
internal sealed class RowWay(BareInserts inserts, int size) : SmallDocumentWay(inserts, size)
{
    public override Task AddAsync() => Inserts.AddAsync(Rows(Next(), inRow: true));
}

/// <summary>The document goes to the end of one file, with a flush that several share, and then its row is committed; while it is, the next ones go to the file.</summary>
internal sealed class SegmentWay : SmallDocumentWay
{
    private const int Largest = 64;
    private readonly SafeFileHandle _file;
    private readonly Channel<(byte[] Document, TaskCompletionSource Flushed)> _waiting = Channel.CreateUnbounded<(byte[], TaskCompletionSource)>();
    private readonly Task _writer;

    public SegmentWay(BareInserts inserts, int size, string folder)
        : base(inserts, size)
    {
        _file = File.OpenHandle(Path.Combine(folder, $"segment-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, options: FileOptions.DeleteOnClose);
        _writer = Task.Run(WriteAsync);
    }

    public override async Task AddAsync()
    {
        var (document, flushed) = (Next(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _waiting.Writer.TryWrite((document, flushed));
        await flushed.Task.ConfigureAwait(false);
        await Inserts.AddAsync(Rows(document, inRow: false)).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        _waiting.Writer.Complete();
        await _writer.ConfigureAwait(false);
        _file.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WriteAsync()
    {
        var end = 0L;
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var group = new List<(byte[] Document, TaskCompletionSource Flushed)>();
            while (group.Count < Largest && _waiting.Reader.TryRead(out var next)) group.Add(next);
            RandomAccess.Write(_file, [.. group.Select(one => (ReadOnlyMemory<byte>)one.Document)], end);
            end += group.Sum(one => one.Document.Length);
            RandomAccess.FlushToDisk(_file);
            foreach (var (_, flushed) in group) flushed.SetResult();
        }
    }
}

/// <summary>The document is a file of its own, flushed and renamed, and then its row is committed.</summary>
internal sealed class FileWay(BareInserts inserts, int size, string folder) : SmallDocumentWay(inserts, size)
{
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(folder, $"files-{Guid.NewGuid():N}")).FullName;

    public override async Task AddAsync()
    {
        var (document, file) = (Next(), Path.Combine(_folder, Guid.NewGuid().ToString("N")));
        await Task.Run(() =>
        {
            using (var handle = File.OpenHandle(file, FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.Write(handle, document, 0);
                RandomAccess.FlushToDisk(handle);
            }

            File.Move(file, file + ".kept");
        }).ConfigureAwait(false);
        await Inserts.AddAsync(Rows(document, inRow: false)).ConfigureAwait(false);
    }

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return base.DisposeAsync();
    }
}
