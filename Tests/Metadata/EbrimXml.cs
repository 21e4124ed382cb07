using System.Text;
using System.Xml;
using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>Turns what a writer writes into what a reader reads, through real UTF-8 bytes.</summary>
internal static class EbrimXml
{
    public static XElement Written(Action<XmlWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new() { Encoding = new UTF8Encoding(false) })) write(writer);
        stream.Position = 0;
        return XElement.Load(stream, LoadOptions.PreserveWhitespace);
    }

    /// <summary>Puts the documents that came as parts into the message as base64 text.</summary>
    public static void Inline(XElement message, AttachmentSink sink)
    {
        var attachments = new SentAttachments(sink);
        foreach (var include in message.Descendants(EbrimNames.Xop + "Include").ToList())
            include.ReplaceWith(Convert.ToBase64String(SentAttachments.BytesOf(attachments.Get(include.Attribute("href")!.Value["cid:".Length..]))));
    }

    public static XElement Written(RegistryObjectList list) => Written(writer => EbrimWriter.Write(writer, list));
}

/// <summary>The parts that an <see cref="AttachmentSink"/> collected, as the other side would find them.</summary>
internal sealed class SentAttachments(AttachmentSink sink) : IAttachments
{
    public Content Get(string contentId) => sink.Parts.Single(part => part.Key == contentId).Value;

    public IReadOnlyList<string> Unnamed => [];

    public static byte[] BytesOf(Content content)
    {
        using var copy = new MemoryStream();
        using var stream = content.Open(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
