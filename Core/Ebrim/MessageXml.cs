using System.Xml;
using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>What the messages of several transactions share: the check of the root, and documents beside or within the XML.</summary>
internal static class MessageXml
{
    private static readonly XName Include = EbrimNames.Xop + "Include";

    /// <summary>Refuses a body that is another element than the message must be.</summary>
    public static void Expect(XElement element, XName name)
    {
        if (element.Name != name) throw new MalformedMessageException($"The body is {element.Name}; {name} is expected.");
    }

    /// <summary>A child without which the message is not what it claims to be.</summary>
    public static XElement Required(XElement element, XName name) =>
        element.Element(name) ?? throw new MalformedMessageException($"{element.Name.LocalName} has no {name.LocalName}.");

    /// <summary>The text of a child, without white space around it; null when it is absent or empty.</summary>
    public static string? Text(XElement element, XName name) => element.Element(name)?.Value.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>The text of a child without which the message is not what it claims to be.</summary>
    public static string RequiredText(XElement element, XName name) =>
        Text(element, name) ?? throw new MalformedMessageException($"{element.Name.LocalName} has no {name.LocalName}.");

    /// <summary>The bytes of a document: a part of the message that <c>xop:Include</c> names, or base64 text (<c>ITI TF-2 Appendix V.8</c>).</summary>
    public static Content ReadDocument(XElement element, IAttachments attachments)
    {
        if (element.Element(Include) is { } include)
        {
            if (!string.IsNullOrWhiteSpace(element.Value)) throw new MalformedMessageException($"{element.Name.LocalName} holds text beside its xop:Include.");
            const string scheme = "cid:";
            var reference = include.Attribute("href")?.Value ?? "";
            return reference.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
                ? attachments.Get(Uri.UnescapeDataString(reference[scheme.Length..]))
                : throw new MalformedMessageException("An xop:Include does not refer to a part of the message: its href does not begin with cid:.");
        }
        if (element.HasElements) throw new MalformedMessageException($"{element.Name.LocalName} holds neither xop:Include nor base64 text.");
        try
        {
            return Content.Of(Convert.FromBase64String(element.Value));
        }
        catch (FormatException malformed)
        {
            throw new MalformedMessageException($"The text of {element.Name.LocalName} is not base64.", malformed);
        }
    }

    /// <summary>Writes the reference to a part that follows the XML.</summary>
    public static void WriteDocument(XmlWriter writer, Content content, AttachmentSink attachments)
    {
        writer.WriteStartElement("xop", "Include", EbrimNames.XopUri);
        writer.WriteAttributeString("href", "cid:" + attachments.Add(content));
        writer.WriteEndElement();
    }
}
