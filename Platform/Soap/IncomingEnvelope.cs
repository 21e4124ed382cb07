using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>A SOAP 1.2 message that has arrived, or is still arriving as far as its attachments go.</summary>
public sealed class IncomingEnvelope : IAsyncDisposable
{
    private readonly IncomingParts _parts;

    private IncomingEnvelope(XElement envelope, IncomingParts parts, bool isMultipart)
    {
        _parts = parts;
        IsMultipart = isMultipart;
        var children = envelope.Elements().ToList();
        Header = children.FirstOrDefault() is { } first && first.Name == SoapNames.Soap12 + "Header" ? first : null;
        var bodies = children.Skip(Header is null ? 0 : 1).ToList();
        if (bodies.Count != 1 || bodies[0].Name != SoapNames.Soap12 + "Body")
            throw new MalformedMessageException("The envelope must hold at most one Header and then exactly one Body.");
        BodyElements = bodies[0].Elements().ToList();
    }

    /// <summary>The Header element, or null.</summary>
    public XElement? Header { get; }

    /// <summary>What stands in the Body.</summary>
    public IReadOnlyList<XElement> BodyElements { get; }

    /// <summary>The parts beside the XML.</summary>
    public IAttachments Attachments => _parts;

    /// <summary>Whether it came as MTOM.</summary>
    public bool IsMultipart { get; }

    /// <summary>The one element of the Body.</summary>
    /// <exception cref="MalformedMessageException">There is none, or more than one.</exception>
    public XElement Body => BodyElements.Count == 1
        ? BodyElements[0]
        : throw new MalformedMessageException($"The Body must hold exactly one element and holds {BodyElements.Count}.");

    /// <summary>Reads the XML of a message; its attachments stay in the stream until they are opened.</summary>
    /// <param name="stream">The HTTP body; it stays the caller's to close.</param>
    /// <param name="contentType">Content-Type of the HTTP message.</param>
    /// <param name="limits">What is accepted.</param>
    /// <param name="spoolFolder">Where what has to wait is kept.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="MalformedMessageException">It is not a SOAP message, or beyond a limit.</exception>
    /// <exception cref="SoapFaultException">It is one of another version.</exception>
    public static async Task<IncomingEnvelope> ReadAsync(
        Stream stream, SoapMediaType contentType, LimitsProfile limits, string spoolFolder, CancellationToken cancellation)
    {
        var isMultipart = contentType.IsMultipart;
        var parts = new IncomingParts(isMultipart ? new MimeReader(stream, Boundary(contentType), limits) : null, spoolFolder, limits);
        try
        {
            var xml = stream;
            var charset = contentType.Charset();
            if (isMultipart)
            {
                var root = await parts.FindRootAsync(contentType["start"] is { Length: > 0 } start ? MimePart.Bare(start) : null, cancellation).ConfigureAwait(false);
                var rootType = SoapMediaType.Parse(root.ContentType ?? SoapNames.XopMediaType);
                if (!rootType.IsEnvelope) throw new MalformedMessageException($"The root part is '{rootType.Name}', not {SoapNames.XopMediaType}.");
                charset = rootType.Charset();
                xml = parts.CurrentStream(root);
            }
            var envelope = await EnvelopeReader.ReadAsync(xml, charset, limits, parts, cancellation).ConfigureAwait(false);
            await parts.XmlReadAsync(cancellation).ConfigureAwait(false);
            return new IncomingEnvelope(envelope, parts, isMultipart);
        }
        catch
        {
            await parts.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>From now on a part that no <c>xop:Include</c> names makes the message wrong; until then such parts are only noted.</summary>
    /// <exception cref="MalformedMessageException">One has come already.</exception>
    public void RefuseUnnamedParts() => _parts.RefuseUnnamed();

    /// <summary>Reads and drops whatever attachments nobody opened.</summary>
    public ValueTask DiscardAttachmentsAsync(CancellationToken cancellation) => _parts.DiscardAsync(cancellation);

    /// <summary>Runs when the last attachment has been read or closed, at once if the XML names none.</summary>
    internal void WhenRead(Action ended)
    {
        if (_parts.IsWaiting) _parts.Ended = ended;
        else ended();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    private static string Boundary(SoapMediaType type) => type["boundary"] is { Length: > 0 and <= 200 } boundary
        ? boundary
        : throw new MalformedMessageException("The Content-Type multipart/related has no boundary, or one longer than 200 characters.");
}
