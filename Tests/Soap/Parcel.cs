using System.Xml;
using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>What the transactions of the SOAP specs carry: a text and documents.</summary>
public sealed record Parcel(string Text, IReadOnlyList<Content> Documents)
{
    private static readonly XNamespace Xds = "urn:ihe:iti:xds-b:2007";
    private static readonly XNamespace Xop = "http://www.w3.org/2004/08/xop/include";

    /// <summary>A transaction without attachments.</summary>
    public static Transaction<Parcel, Parcel> Simple { get; } = Contract("TEST-1", "urn:test:Simple", WireEncoding.SimpleSoap) with { ActionAliases = ["urn:test:Old"] };

    /// <summary>A transaction with MTOM.</summary>
    public static Transaction<Parcel, Parcel> Mtom { get; } = Contract("TEST-2", "urn:test:Mtom", WireEncoding.Mtom);

    private static Transaction<Parcel, Parcel> Contract(string id, string action, WireEncoding encoding) => new()
    {
        Id = id,
        Name = "Parcel",
        Encoding = encoding,
        Action = action,
        ResponseAction = action + "Response",
        AuditEvent = AuditEventShape.Query,
        Audit = (_, _) => new AuditSubject(),
        Soap = new(Read, (writer, parcel, _, sink) => Write(writer, parcel, sink), Read, (writer, parcel, _, _, sink) => Write(writer, parcel, sink)),
    };

    private static Parcel Read(XElement body, IAttachments attachments)
    {
        if (body.Name != Xds + "Parcel") throw new MalformedMessageException($"The body is {body.Name.LocalName}, not Parcel.");
        return new(
            body.Element(Xds + "Text")?.Value ?? "",
            body.Elements(Xds + "Document").Select(d => attachments.Get(Uri.UnescapeDataString(d.Element(Xop + "Include")!.Attribute("href")!.Value[4..]))).ToList());
    }

    private static void Write(XmlWriter writer, Parcel parcel, AttachmentSink sink)
    {
        writer.WriteStartElement("Parcel", Xds.NamespaceName);
        writer.WriteElementString("Text", Xds.NamespaceName, parcel.Text);
        foreach (var document in parcel.Documents)
        {
            writer.WriteStartElement("Document", Xds.NamespaceName);
            writer.WriteStartElement("xop", "Include", Xop.NamespaceName);
            writer.WriteAttributeString("href", "cid:" + sink.Add(document));
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }
}
