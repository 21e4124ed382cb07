using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;

namespace IheNode.Benchmarks;

/// <summary>
/// The bare durable write of small documents: their octets go to the end of one file, whoever waits at the same time shares its fsync and the commit of one row for
/// each, which says where the document lies.
/// </summary>
internal sealed class GroupedSegment : IAsyncDisposable
{
    private const int Largest = 64;

    private readonly SafeFileHandle _file;
    private readonly BareRows _rows;
    private readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>(new() { SingleReader = true });
    private readonly Task _writer;
    private long _end;

    public GroupedSegment(string folder)
    {
        _file = File.OpenHandle(Path.Combine(folder, "segment"), FileMode.Create, FileAccess.Write);
        _rows = new(Path.Combine(folder, "segment.db"));
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>Returns when document and row are on disk.</summary>
    public Task AddAsync(ReadOnlyMemory<byte> document)
    {
        var waiting = new Waiting(document, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _waiting.Writer.TryWrite(waiting);
        return waiting.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.Complete();
        await _writer.ConfigureAwait(false);
        _rows.Dispose();
        _file.Dispose();
    }

    private async Task WriteAsync()
    {
        var group = new List<Waiting>(Largest);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            while (group.Count < Largest && _waiting.Reader.TryRead(out var next)) group.Add(next);
            var begin = _end;
            RandomAccess.Write(_file, [.. group.Select(w => w.Document)], begin);
            RandomAccess.FlushToDisk(_file);
            _rows.Add(group.Select(w =>
            {
                var at = _end;
                _end += w.Document.Length;
                return (at, (long)w.Document.Length);
            }));
            foreach (var waiting in group) waiting.Done.SetResult();
        }
    }

    private sealed record Waiting(ReadOnlyMemory<byte> Document, TaskCompletionSource Done);
}

/// <summary>One row for each document, committed durably.</summary>
internal sealed class BareRows : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;

    public BareRows(string file)
    {
        _connection = new($"Data Source={file}");
        _connection.Open();
        using var create = _connection.CreateCommand();
        create.CommandText = "pragma journal_mode = wal; pragma synchronous = full; create table document (unique_id text not null primary key, at integer, size integer) without rowid";
        create.ExecuteNonQuery();
        _insert = _connection.CreateCommand();
        _insert.CommandText = "insert into document values (@id, @at, @size)";
        foreach (var name in new[] { "@id", "@at", "@size" }) _insert.Parameters.Add(new(name, null));
    }

    /// <summary>Adds rows by one transaction.</summary>
    public void Add(IEnumerable<(long At, long Size)> documents)
    {
        lock (_connection)
        {
            using var transaction = _connection.BeginTransaction();
            _insert.Transaction = transaction;
            foreach (var (at, size) in documents)
            {
                _insert.Parameters[0].Value = $"2.25.{SoapMessage.NextSerial()}";
                _insert.Parameters[1].Value = at;
                _insert.Parameters[2].Value = size;
                _insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }
}
