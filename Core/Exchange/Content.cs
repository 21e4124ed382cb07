namespace IheNode.Core;

/// <summary>
/// The bytes of a document on their way through. They are opened once and read once; where several arrive in one message they are best
/// opened in the order of the message, since then they stream (out of order they are spooled first).
/// </summary>
/// <param name="Open">Begins reading; whoever opens the stream disposes of it.</param>
/// <param name="Length">The number of octets, where it is known before reading.</param>
public sealed record Content(Func<CancellationToken, ValueTask<Stream>> Open, long? Length = null)
{
    /// <summary>Content that is in memory already.</summary>
    public static Content Of(byte[] bytes) => new(_ => new ValueTask<Stream>(new MemoryStream(bytes, writable: false)), bytes.LongLength);
}

/// <summary>The parts that came beside the XML of a message, found by their Content-ID (<c>ITI TF-2 Appendix V.8</c>).</summary>
public interface IAttachments
{
    /// <summary>The part that a <c>xop:Include</c> names by its decoded Content-ID (without <c>cid:</c> and angle brackets).</summary>
    /// <exception cref="MalformedMessageException">On opening: the message ends and no such part has come.</exception>
    Content Get(string contentId);

    /// <summary>The Content-IDs of parts that no <c>xop:Include</c> names; all of them are known when the last of the named parts has been read to its end.</summary>
    IReadOnlyList<string> Unnamed { get; }
}

/// <summary>Collects the parts that are to follow the XML of an outgoing message.</summary>
public sealed class AttachmentSink
{
    private readonly List<KeyValuePair<string, Content>> _parts = [];

    /// <summary>The parts in the order in which they are to be sent, by Content-ID.</summary>
    public IReadOnlyList<KeyValuePair<string, Content>> Parts => _parts;

    /// <summary>Adds a part and gives the Content-ID under which the XML refers to it.</summary>
    public string Add(Content content)
    {
        var id = $"part{_parts.Count + 1}@ihenode";
        _parts.Add(new(id, content));
        return id;
    }
}
