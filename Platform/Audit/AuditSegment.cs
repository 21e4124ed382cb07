using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace IheNode.Platform;

/// <summary>A place in the trail: the number of a segment file and an offset in it, in octets.</summary>
/// <param name="Segment">Segments are numbered from 1 as they are begun.</param>
/// <param name="Offset">Where a record begins.</param>
public readonly record struct AuditPosition(int Segment, long Offset);

/// <summary>The segment file that is written at present; records are only ever added at its end.</summary>
internal sealed class AuditSegment : IDisposable
{
    private readonly SafeFileHandle _file;

    private AuditSegment(SafeFileHandle file, int number, DateOnly day, long length) => (_file, Number, Day, Length) = (file, number, day, length);

    /// <summary>Its number.</summary>
    public int Number { get; }

    /// <summary>The UTC day on which it was begun.</summary>
    public DateOnly Day { get; }

    /// <summary>Octets that are surely on disk.</summary>
    public long Length { get; private set; }

    /// <summary>Begins a segment.</summary>
    public static AuditSegment Begin(string folder, int number, DateOnly day) => new(
        File.OpenHandle(Path.Combine(folder, Name(number, day)), FileMode.CreateNew, FileAccess.Write, FileShare.Read), number, day, 0);

    /// <summary>
    /// Goes on with a segment that a former process left. What follows its last whole record is moved aside to <c>….torn</c>, never deleted.
    /// </summary>
    public static async Task<AuditSegment> ContinueAsync(string path, DateTimeOffset now, CancellationToken cancellation)
    {
        long whole = 0;
        using (var reader = Open(path))
        {
            while (await AuditFrame.ReadAsync(reader, whole, reader.Length, cancellation).ConfigureAwait(false) is { } frame) whole = frame.Next;
            if (whole < reader.Length)
            {
                reader.Position = whole;
                var torn = File.Create($"{path}.{now.UtcDateTime:yyyyMMdd'T'HHmmssfff}.torn");
                await using (torn.ConfigureAwait(false))
                {
                    await reader.CopyToAsync(torn, cancellation).ConfigureAwait(false);
                    torn.Flush(flushToDisk: true);
                }
            }
        }
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.Read);
        RandomAccess.SetLength(file, whole);
        RandomAccess.FlushToDisk(file);
        var (number, day) = Parse(path);
        return new(file, number, day, whole);
    }

    /// <summary>Adds records and returns when they are on disk. After a failure the segment is as if nothing had been added, or cannot be used.</summary>
    public void Append(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        Seal();
        RandomAccess.Write(_file, frames, Length);
        RandomAccess.FlushToDisk(_file);
        Length += frames.Sum(frame => (long)frame.Length);
    }

    /// <summary>Cuts off what a write that failed half way has left behind.</summary>
    public void Seal()
    {
        if (RandomAccess.GetLength(_file) != Length) RandomAccess.SetLength(_file, Length);
    }

    /// <summary>The segments of a folder, in their order.</summary>
    public static IReadOnlyList<string> Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.audit").OrderBy(path => Parse(path).Number)];

    /// <summary>The number and day in a segment's name.</summary>
    public static (int Number, DateOnly Day) Parse(string path)
    {
        var parts = Path.GetFileNameWithoutExtension(path).Split('-');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), DateOnly.ParseExact(parts[1], "yyyyMMdd", CultureInfo.InvariantCulture));
    }

    /// <summary>Opens a segment for reading while it is written.</summary>
    public static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 64 * 1024, useAsync: true);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string Name(int number, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{number:D9}-{day:yyyyMMdd}.audit");
}
