using System.Buffers;
using System.Globalization;
using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>
/// The parts beside the XML of a message that is still arriving. A part is read where it stands in the stream; parts that are passed over are spooled. The
/// last part that the XML refers to ends only when the whole message has ended as it should: a truncated message, a part twice, or (where that is refused) a
/// part that no <c>xop:Include</c> names breaks that last read, before any reader of the documents can take them for complete. A part that several
/// <c>xop:Include</c> name is spooled and given to each. One reader at a time.
/// </summary>
internal sealed class IncomingParts : IAttachments, IAsyncDisposable
{
    private readonly LimitsProfile _limits;
    private readonly Dictionary<string, Spool> _spooled = [];
    private readonly Dictionary<string, Spool> _shared = [];
    private readonly HashSet<string> _seen = [];
    private readonly HashSet<string> _expected = [];
    private readonly HashSet<string> _namedTwice = [];
    private readonly List<string> _unnamed = [];
    private readonly HashSet<string> _open = [];
    private MimeReader? _reader;
    private bool _xmlRead, _refuseUnnamed;
    private PartStream? _current;

    /// <param name="reader">The parts; null when the message has none.</param>
    /// <param name="folder">Where parts that must wait are kept.</param>
    /// <param name="limits">How large and how many they may be.</param>
    public IncomingParts(MimeReader? reader, string folder, LimitsProfile limits) => (_reader, Folder, _limits) = (reader, folder, limits);

    /// <summary>Where parts that must wait are kept.</summary>
    public string Folder { get; }

    /// <summary>Called once, when the last part has been read or the message is given up.</summary>
    public Action? Ended { get; set; }

    /// <summary>Whether a part that the XML names has not been read yet.</summary>
    public bool IsWaiting => _open.Count > 0;

    public IReadOnlyList<string> Unnamed => _unnamed;

    public Content Get(string contentId) =>
        new(cancellation => OpenAsync(contentId, cancellation), _spooled.TryGetValue(contentId, out var spool) ? spool.Length : null);

    /// <summary>The XML refers to this part.</summary>
    public void Expect(string contentId)
    {
        if (!_expected.Add(contentId)) _namedTwice.Add(contentId);
        _open.Add(contentId);
        if (_expected.Count > _limits.Parts) throw new MalformedMessageException($"The message refers to more than {_limits.Parts} parts (limits.parts).");
    }

    /// <summary>A document that stood inside the XML; gives the element that stands for it from now on.</summary>
    public XElement AddInline(Spool spool)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"inline{_spooled.Count + 1}@xml");
        Expect(id);
        _seen.Add(id);
        _spooled.Add(id, spool);
        return new XElement(SoapNames.Include, new XAttribute("href", "cid:" + id));
    }

    /// <summary>Finds the root part, spooling parts before it; it is to be read through <see cref="CurrentStream"/>.</summary>
    public async Task<MimePart> FindRootAsync(string? start, CancellationToken cancellation)
    {
        while (await NextAsync(cancellation).ConfigureAwait(false) is { } part)
        {
            if (start is null || part.Answers(start)) return part;
            await SpoolAsync(part, cancellation).ConfigureAwait(false);
        }
        throw new MalformedMessageException(start is null ? "The multipart message has no part." : $"The root part '{start}' that start names has not come.");
    }

    /// <summary>The bytes of the part that was found last.</summary>
    public Stream CurrentStream(MimePart part) => _current = new PartStream(this, part, null);

    /// <summary>Called when the XML has been read: with nothing to wait for, the rest of the message is examined at once.</summary>
    public ValueTask XmlReadAsync(CancellationToken cancellation)
    {
        _current = null;
        _xmlRead = true;
        return _open.Count == 0 ? FinishAsync(cancellation) : default;
    }

    /// <summary>Reads whatever has not been read, so that the sender can finish and hear the answer.</summary>
    public async ValueTask DiscardAsync(CancellationToken cancellation)
    {
        while (_reader is { } reader && await reader.NextAsync(cancellation).ConfigureAwait(false) is not null) { }
        End();
    }

    public async ValueTask DisposeAsync()
    {
        End();
        foreach (var spool in _spooled.Values.Concat(_shared.Values)) await spool.DisposeAsync().ConfigureAwait(false);
        _spooled.Clear();
        _shared.Clear();
    }

    /// <summary>From now on a part that no <c>xop:Include</c> names makes the message wrong.</summary>
    public void RefuseUnnamed()
    {
        _refuseUnnamed = true;
        if (_unnamed.Count > 0) throw IsUnnamed(_unnamed[0]);
    }

    private async ValueTask<Stream> OpenAsync(string id, CancellationToken cancellation)
    {
        if (_current is { } unfinished) await unfinished.DetachAsync(cancellation).ConfigureAwait(false);
        _current = null;
        if (_namedTwice.Contains(id)) return await OpenSharedAsync(id, cancellation).ConfigureAwait(false);
        if (_spooled.Remove(id, out var waiting)) return await TakeAsync(id, waiting, cancellation).ConfigureAwait(false);
        return _current = new PartStream(this, await FindAsync(id, cancellation).ConfigureAwait(false), id);
    }

    private async ValueTask<MimePart> FindAsync(string id, CancellationToken cancellation)
    {
        while (await NextAsync(cancellation).ConfigureAwait(false) is { } part)
        {
            if (part.Answers(id)) return part;
            await SpoolAsync(part, cancellation).ConfigureAwait(false);
        }
        throw new MalformedMessageException($"The message has no part '{id}', or it was read already.");
    }

    private async ValueTask<Stream> OpenSharedAsync(string id, CancellationToken cancellation)
    {
        if (!_shared.TryGetValue(id, out var spool))
        {
            if (!_spooled.ContainsKey(id)) await SpoolAsync(await FindAsync(id, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
            _spooled.Remove(id, out spool);
            _shared.Add(id, spool!);
            await ReadToEndAsync(id, cancellation).ConfigureAwait(false);
        }
        return spool!.OpenCopy();
    }

    private async ValueTask<Stream> TakeAsync(string id, Spool waiting, CancellationToken cancellation)
    {
        try
        {
            await ReadToEndAsync(id, cancellation).ConfigureAwait(false);
            return waiting.OpenRead();
        }
        catch
        {
            await waiting.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>This part needs nothing more from the stream; after the last such part comes the end of the message.</summary>
    internal ValueTask ReadToEndAsync(string id, CancellationToken cancellation)
    {
        _open.Remove(id);
        return _open.Count == 0 ? FinishAsync(cancellation) : default;
    }

    internal ValueTask<int> ReadCurrentAsync(Memory<byte> buffer, CancellationToken cancellation) =>
        (_reader ?? throw new IOException("The message was closed before its parts were read.")).ReadAsync(buffer, cancellation);

    internal MalformedMessageException TooLarge() =>
        new(string.Create(CultureInfo.InvariantCulture, $"A document exceeds {_limits.DocumentBytes} octets (limits.documentBytes)."));

    internal long DocumentBytes => _limits.DocumentBytes;

    private async ValueTask FinishAsync(CancellationToken cancellation)
    {
        while (await NextAsync(cancellation).ConfigureAwait(false) is { } part) NoteUnnamed(part.ContentId);
        foreach (var id in _spooled.Keys.Where(id => !_expected.Contains(id))) NoteUnnamed(id);
        End();
    }

    private void NoteUnnamed(string id)
    {
        if (_refuseUnnamed) throw IsUnnamed(id);
        _unnamed.Add(id);
    }

    private static MalformedMessageException IsUnnamed(string id) => new($"The message carries a part '{id}' that no xop:Include names.");

    private async ValueTask<MimePart?> NextAsync(CancellationToken cancellation)
    {
        if (_reader is null || await _reader.NextAsync(cancellation).ConfigureAwait(false) is not { } part) return null;
        if (part.ContentId.Length > 0 && !_seen.Add(part.ContentId)) throw new MalformedMessageException($"Two parts have the Content-ID '{part.ContentId}'.");
        return part;
    }

    private async ValueTask SpoolAsync(MimePart part, CancellationToken cancellation)
    {
        var id = _expected.FirstOrDefault(part.Answers) ?? Uri.UnescapeDataString(part.ContentId);
        if (_xmlRead && !_expected.Contains(id))
        {
            NoteUnnamed(part.ContentId);
            return;
        }
        var spool = new Spool(Folder);
        if (!_spooled.TryAdd(id, spool)) throw IsUnnamed(part.ContentId);
        await using var stream = new PartStream(this, part, "");
        await CopyAsync(stream, spool, cancellation).ConfigureAwait(false);
    }

    internal static async ValueTask CopyAsync(Stream from, Spool to, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await from.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var count and > 0)
                await to.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A part was closed before its end; with no other to come, whoever waits for the end need not wait longer.</summary>
    internal void GiveUp(string id)
    {
        if (_open.Remove(id) && _open.Count == 0 && Ended is not null) End();
    }

    private void End()
    {
        _reader?.Dispose();
        _reader = null;
        var ended = Ended;
        Ended = null;
        ended?.Invoke();
    }
}
