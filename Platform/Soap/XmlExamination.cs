using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>What reading an XML document to its end has shown; nothing of it is held in memory or quoted.</summary>
/// <param name="Fault">Why it cannot be read, as the end of a sentence; null = it is well-formed.</param>
/// <param name="RootName">Local name of the root element.</param>
/// <param name="RootNamespace">Its namespace.</param>
public sealed partial record XmlExamination(string? Fault, string? RootName = null, string? RootNamespace = null)
{
    private const int Piece = 4096;

    /// <summary>Reads a document in the encoding that its byte order mark or its XML declaration names, within the limits on depth and tags.</summary>
    public static async Task<XmlExamination> OfAsync(Stream document, LimitsProfile limits, CancellationToken cancellation)
    {
        var ahead = await Prefetched.ReadAsync(document, cancellation).ConfigureAwait(false);
        await using (ahead.ConfigureAwait(false))
        {
            try
            {
                var declared = Declaration().Match(Encoding.Latin1.GetString(ahead.Beginning[..Math.Min(ahead.Beginning.Length, 200)])).Groups[1].Value;
                var utf8 = XmlInput.Utf8(ahead, null, ahead.Beginning);
                if (utf8 == ahead && declared.Length > 0 && !declared.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
                {
                    if (Charset.Strict(declared) is not { } encoding) return new("is XML in an encoding that the node does not know");
                    utf8 = Encoding.CreateTranscodingStream(ahead, encoding, XmlInput.StrictUtf8, leaveOpen: true);
                }

                return await ReadAsync(utf8, utf8 != ahead, limits).ConfigureAwait(false);
            }
            catch (XmlException fault)
            {
                return new(string.Create(CultureInfo.InvariantCulture, $"is no well-formed XML without a DTD (line {fault.LineNumber}, position {fault.LinePosition})"));
            }
            catch (DecoderFallbackException)
            {
                return new("has octets that are not text in the encoding of its XML declaration");
            }
            catch (MalformedMessageException)
            {
                return new(string.Create(CultureInfo.InvariantCulture, $"has a tag or comment of more than {limits.XmlTagBytes} octets (limits.xmlTagBytes)"));
            }
        }
    }

    private static async Task<XmlExamination> ReadAsync(Stream utf8, bool transcoded, LimitsProfile limits)
    {
        var guard = new GuardedStream(utf8, limits);
        // A document has a limit of its own, and has passed it.
        guard.Allow(long.MaxValue / 2);
        using var reader = XmlInput.Create(guard, transcoded, asynchronous: true);
        var piece = new char[Piece];
        XmlExamination? examined = null;
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            guard.NodeRead();
            if (reader.Depth > limits.XmlDepth) return new(string.Create(CultureInfo.InvariantCulture, $"has elements deeper than {limits.XmlDepth} (limits.xmlDepth)"));
            if (reader.NodeType == XmlNodeType.Element) examined ??= new(null, reader.LocalName, reader.NamespaceURI);
            // A text may be as long as it likes, since it is passed over in pieces.
            while (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && await reader.ReadValueChunkAsync(piece, 0, piece.Length).ConfigureAwait(false) > 0) guard.NodeRead();
        }

        return examined ?? new("has no XML element");
    }

    [GeneratedRegex("""^(?:\xEF\xBB\xBF)?<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")]
    private static partial Regex Declaration();
}
