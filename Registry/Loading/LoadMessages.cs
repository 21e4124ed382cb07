using System.Runtime.CompilerServices;

namespace IheNode.Registry;

/// <summary>A message that is to be loaded.</summary>
/// <param name="Position">Its place in the order of loading, from 0.</param>
/// <param name="Name">Its file, relative to the folder, or its place in the stream.</param>
/// <param name="ReadAsync">Its octets; throws <see cref="IOException"/> with the reason when it cannot be read.</param>
public sealed record LoadMessage(long Position, string Name, Func<CancellationToken, Task<byte[]>> ReadAsync)
{
    /// <summary>When its file was changed last, UTC; a message of a stream has no such time.</summary>
    public DateTime? Changed { get; init; }
}

/// <summary>Where messages come from. They come in an order that is the same each time, which is that of loading.</summary>
public static class LoadMessages
{
    private const byte Separator = 0;

    // A link to a folder may lead back to where it stands.
    private static readonly EnumerationOptions Plain = new() { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System, IgnoreInaccessible = false };
    private static readonly EnumerationOptions PlainFolders = new() { AttributesToSkip = Plain.AttributesToSkip | FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    /// <summary>The files under a folder at any depth, without hidden ones and without following links to folders: those of a folder by name, then its folders by name.</summary>
    public static IEnumerable<string> FilesOf(string folder)
    {
        foreach (var file in Directory.GetFiles(folder, "*", Plain).Order(StringComparer.Ordinal)) yield return file;
        foreach (var inner in Directory.GetDirectories(folder, "*", PlainFolders).Order(StringComparer.Ordinal))
        {
            foreach (var file in FilesOf(inner)) yield return file;
        }
    }

    /// <summary>Each file of a folder as a message; one that is longer than the limit is not read.</summary>
    public static IEnumerable<LoadMessage> OfFolder(string folder, long limit) => FilesOf(folder).Select((file, position) =>
        new LoadMessage(position, Path.GetRelativePath(folder, file), cancellation => new FileInfo(file).Length <= limit
            ? File.ReadAllBytesAsync(file, cancellation)
            : throw new IOException($"It is longer than {limit} octets (limits.xmlBytes)."))
        {
            Changed = File.GetLastWriteTimeUtc(file),
        });

    /// <summary>
    /// The messages of a stream, each ended by an octet of zero, which no XML holds; the last one may end with the stream. Messages of nothing but white
    /// space are passed over.
    /// </summary>
    /// <exception cref="InvalidDataException">A message is longer than the limit.</exception>
    public static async IAsyncEnumerable<LoadMessage> OfStream(Stream stream, long limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        var position = 0L;
        for (int read; (read = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
        {
            for (var start = 0; start < read;)
            {
                var end = Array.IndexOf(buffer, Separator, start, read - start);
                message.Write(buffer, start, (end < 0 ? read : end) - start);
                if (message.Length > limit) throw new InvalidDataException($"Message {position + 1} of the stream is longer than {limit} octets (limits.xmlBytes).");
                start = end < 0 ? read : end + 1;
                if (end >= 0 && Take(message, ref position) is { } whole) yield return whole;
            }
        }

        if (Take(message, ref position) is { } last) yield return last;
    }

    private static LoadMessage? Take(MemoryStream message, ref long position)
    {
        var octets = message.ToArray();
        message.SetLength(0);
        if (octets.All(o => o is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')) return null;
        return new(position, $"message {++position}", _ => Task.FromResult(octets));
    }
}
