using System.Xml;
using System.Xml.Linq;

namespace IheNode.Platform;

/// <summary>Writes the header blocks of outgoing messages.</summary>
public static class OutgoingHeaders
{
    /// <summary>Writes the headers of WS-Addressing 1.0; Action must be understood (<c>ITI TF-2 Appendix V.3.2.2</c>).</summary>
    public static void WriteAddressing(
        XmlWriter writer, string action, string? messageId = null, string? to = null, string? relatesTo = null, IEnumerable<XElement>? referenceParameters = null)
    {
        var wsa = SoapNames.Addressing.NamespaceName;
        writer.WriteStartElement("Action", wsa);
        writer.WriteAttributeString("mustUnderstand", SoapNames.Soap12.NamespaceName, "1");
        writer.WriteString(action);
        writer.WriteEndElement();
        if (messageId is not null)
        {
            writer.WriteElementString("MessageID", wsa, messageId);
            writer.WriteStartElement("ReplyTo", wsa);
            writer.WriteElementString("Address", wsa, SoapNames.Anonymous);
            writer.WriteEndElement();
        }
        if (to is not null) writer.WriteElementString("To", wsa, to);
        if (relatesTo is not null) writer.WriteElementString("RelatesTo", wsa, relatesTo);
        foreach (var parameter in referenceParameters ?? [])
        {
            var header = new XElement(parameter);
            header.SetAttributeValue(SoapNames.Addressing + "IsReferenceParameter", "true");
            header.WriteTo(writer);
        }
    }
}
