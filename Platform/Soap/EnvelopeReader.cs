using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>
/// Reads an envelope into elements within the limits. Base64 text of an inline document does not become text in memory: it is decoded into a spool as it
/// comes, and a <c>xop:Include</c> stands in its place, so that codecs see one form only (<c>ITI TF-2 Appendix V.8</c>).
/// </summary>
internal sealed class EnvelopeReader : IDisposable
{
    private readonly LimitsProfile _limits;
    private readonly IncomingParts _parts;
    private readonly GuardedStream _guard;
    private readonly XmlReader _reader;
    private readonly bool _complete;
    private readonly bool _takesBare;
    private XElement? _current;
    private string? _space;

    private EnvelopeReader(Stream utf8, bool transcoded, bool complete, LimitsProfile limits, IncomingParts parts, bool takesBare)
    {
        (_limits, _parts, _complete, _takesBare) = (limits, parts, complete, takesBare);
        _guard = new GuardedStream(utf8, limits);
        _reader = XmlInput.Create(_guard, transcoded, !complete);
    }

    /// <summary>Reads to the end of the stream; with <paramref name="takesBare"/> also what is no envelope of any version.</summary>
    /// <exception cref="MalformedMessageException">Not well-formed, with a DTD, not an envelope, or beyond a limit.</exception>
    /// <exception cref="SoapFaultException">An envelope of another version.</exception>
    public static async Task<XElement> ReadAsync(
        Stream stream, Encoding? charset, LimitsProfile limits, IncomingParts parts, CancellationToken cancellation, bool takesBare = false)
    {
        var ahead = await Prefetched.ReadAsync(stream, cancellation).ConfigureAwait(false);
        await using (ahead.ConfigureAwait(false))
        {
            try
            {
                var utf8 = XmlInput.Utf8(ahead, charset, ahead.Beginning);
                using var reader = new EnvelopeReader(utf8, utf8 != ahead, ahead.IsComplete, limits, parts, takesBare);
                return await reader.ReadAsync(cancellation).ConfigureAwait(false);
            }
            catch (XmlException error)
            {
                throw new MalformedMessageException($"The XML cannot be read: {error.Message}", error);
            }
            catch (DecoderFallbackException error)
            {
                throw new MalformedMessageException("The message has octets that are not text in its charset.", error);
            }
        }
    }

    public void Dispose() => _reader.Dispose();

    private async Task<XElement> ReadAsync(CancellationToken cancellation)
    {
        XElement? root = null;
        var more = await NextAsync().ConfigureAwait(false);
        while (more)
        {
            switch (_reader.NodeType)
            {
                case XmlNodeType.XmlDeclaration:
                    CheckEncoding();
                    break;
                case XmlNodeType.Element:
                    var isEmpty = _reader.IsEmptyElement;
                    var element = Element();
                    if (root is null) CheckRoot(root = element);
                    else _current!.Add(element);
                    if (element.Name == SoapNames.Include)
                    {
                        // Of any other base64 nobody would read the part, and whether the message is whole would stay open.
                        if (element.Parent?.Name != SoapNames.Document) throw new MalformedMessageException("A xop:Include stands outside of a Document.");
                        if (element.ElementsBeforeSelf().Any()) throw new MalformedMessageException("A Document holds more than one xop:Include.");
                        _parts.Expect(ContentId(element));
                    }
                    if (element.Name == SoapNames.Document)
                    {
                        if (!isEmpty)
                        {
                            _current = element;
                            more = await DocumentAsync(element, cancellation).ConfigureAwait(false);
                            continue;
                        }
                        element.Add(_parts.AddInline(new Spool(_parts.Folder)));
                    }
                    else if (!isEmpty) _current = element;
                    break;
                case XmlNodeType.EndElement:
                    // White space is a value where nothing else is.
                    if (_space is not null && _current!.FirstNode is null) _current.Add(_space);
                    _space = null;
                    _current = _current!.Parent;
                    break;
                case XmlNodeType.Whitespace:
                    _space = await ValueAsync().ConfigureAwait(false);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    _current!.Add(await ValueAsync().ConfigureAwait(false));
                    break;
                default:
                    break;
            }
            more = await NextAsync().ConfigureAwait(false);
        }
        return root ?? throw new MalformedMessageException("The message is empty.");
    }

    private async ValueTask<bool> DocumentAsync(XElement document, CancellationToken cancellation)
    {
        bool more;
        do more = await NextAsync().ConfigureAwait(false);
        while (more && _reader.NodeType == XmlNodeType.Whitespace);
        if (_reader.NodeType == XmlNodeType.Element) return more;
        var spool = new Spool(_parts.Folder);
        document.Add(_parts.AddInline(spool));
        using var base64 = new Base64Text(spool, _limits.DocumentBytes);
        var chars = new char[16 * 1024];
        while (more && _reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
        {
            while (true)
            {
                var count = _complete ? _reader.ReadValueChunk(chars, 0, chars.Length) : await _reader.ReadValueChunkAsync(chars, 0, chars.Length).ConfigureAwait(false);
                if (count == 0) break;
                _guard.Allow(count);
                _guard.NodeRead();
                await base64.AddAsync(chars.AsMemory(0, count), cancellation).ConfigureAwait(false);
            }
            more = await NextAsync().ConfigureAwait(false);
        }
        await base64.EndAsync(cancellation).ConfigureAwait(false);
        if (_reader.NodeType != XmlNodeType.EndElement) throw new MalformedMessageException("A Document holds both text and elements.");
        return more;
    }

    private async ValueTask<bool> NextAsync()
    {
        var more = _complete ? _reader.Read() : await _reader.ReadAsync().ConfigureAwait(false);
        _guard.NodeRead();
        return more;
    }

    private async ValueTask<string> ValueAsync()
    {
        _guard.Text();
        var value = _complete ? _reader.Value : await _reader.GetValueAsync().ConfigureAwait(false);
        _guard.NodeRead();
        return value;
    }

    private XElement Element()
    {
        _space = null;
        if (_reader.Depth >= _limits.XmlDepth) throw Beyond($"Elements are nested deeper than {_limits.XmlDepth} (limits.xmlDepth).");
        if (_reader.AttributeCount > _limits.XmlAttributes) throw Beyond($"The element {Shown()} has more than {_limits.XmlAttributes} attributes (limits.xmlAttributes).");
        CheckName();
        var element = new XElement(XName.Get(_reader.LocalName, _reader.NamespaceURI));
        while (_reader.MoveToNextAttribute())
        {
            CheckName();
            var isDefaultNamespace = _reader.Prefix.Length == 0 && _reader.LocalName == "xmlns";
            element.Add(new XAttribute(isDefaultNamespace ? "xmlns" : XName.Get(_reader.LocalName, _reader.NamespaceURI), _reader.Value));
        }
        _reader.MoveToElement();
        return element;
    }

    private void CheckName()
    {
        if (_reader.LocalName.Length + _reader.Prefix.Length > _limits.XmlNameLength || _reader.NamespaceURI.Length > 8 * _limits.XmlNameLength)
            throw Beyond($"The name {Shown()} is longer than {_limits.XmlNameLength} characters (limits.xmlNameLength).");
    }

    private void CheckEncoding()
    {
        if (_reader.GetAttribute("encoding") is { } name && !name.StartsWith("utf", StringComparison.OrdinalIgnoreCase)
            && !name.Equals("us-ascii", StringComparison.OrdinalIgnoreCase))
            throw new MalformedMessageException($"The XML declares the encoding '{name}'; send UTF-8.");
    }

    private void CheckRoot(XElement root)
    {
        if (root.Name == SoapNames.Soap12 + "Envelope" || (_takesBare && root.Name.LocalName != "Envelope")) return;
        if (root.Name.LocalName == "Envelope")
            throw new SoapFaultException(SoapFault.VersionMismatch($"The envelope is one of '{root.Name.NamespaceName}'; this node speaks SOAP 1.2."));
        throw new MalformedMessageException($"The root element is {root.Name.LocalName}, not a SOAP envelope.");
    }

    private static string ContentId(XElement include)
    {
        var href = (string?)include.Attribute("href");
        if (href is null || !href.StartsWith("cid:", StringComparison.OrdinalIgnoreCase)) throw new MalformedMessageException("A xop:Include has no href with a cid: address.");
        return Uri.UnescapeDataString(href[4..]);
    }

    private string Shown() => _reader.LocalName.Length > 60 ? _reader.LocalName[..60] + "…" : _reader.LocalName;

    private static MalformedMessageException Beyond(FormattableString sentence) => new(sentence.ToString(CultureInfo.InvariantCulture));
}
