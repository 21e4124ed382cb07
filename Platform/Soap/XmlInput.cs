using System.Text;
using System.Xml;

namespace IheNode.Platform;

/// <summary>The one place where a reader for XML from outside is made.</summary>
internal static class XmlInput
{
    /// <summary>UTF-8 with its mark, which throws where octets have no meaning.</summary>
    public static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    /// <summary>A reader that knows no DTD, fetches nothing, and refuses octets that are not UTF-8.</summary>
    /// <param name="utf8">The octets.</param>
    /// <param name="transcoded">Whether they were UTF-16, so that the XML declaration is to be passed over.</param>
    /// <param name="asynchronous">Whether the reader is to be read asynchronously, and only so.</param>
    public static XmlReader Create(Stream utf8, bool transcoded, bool asynchronous)
    {
        var settings = new XmlReaderSettings
        {
            Async = asynchronous,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersFromEntities = 1024,
            CheckCharacters = true,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CloseInput = false,
        };
        return transcoded
            ? XmlReader.Create(new StreamReader(utf8, StrictUtf8), settings)
            : XmlReader.Create(utf8, settings, new XmlParserContext(null, null, null, XmlSpace.None, StrictUtf8));
    }

    /// <summary>The stream as UTF-8: as it is, or transcoded when the charset parameter or a byte order mark says UTF-16.</summary>
    public static Stream Utf8(Stream stream, Encoding? charset, ReadOnlySpan<byte> beginning)
    {
        var encoding = beginning switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            _ => charset ?? Encoding.UTF8,
        };
        if (encoding is UTF8Encoding) return stream;
        var strict = new UnicodeEncoding(encoding == Encoding.BigEndianUnicode, byteOrderMark: true, throwOnInvalidBytes: true);
        return Encoding.CreateTranscodingStream(stream, strict, StrictUtf8, leaveOpen: true);
    }
}
