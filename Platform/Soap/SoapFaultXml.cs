using System.Xml;
using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>Faults as XML, written and read (SOAP 1.2 Part 1, 5.4).</summary>
public static class SoapFaultXml
{
    private static readonly XNamespace S = SoapNames.Soap12;

    /// <summary>A message that carries a fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="isMultipart">Whether the request came as MTOM, for the answer goes the same way.</param>
    /// <param name="relatesTo">MessageID of the request, where it could be read.</param>
    public static OutgoingEnvelope Envelope(SoapFault fault, bool isMultipart, string? relatesTo) => OutgoingEnvelope.Write(
        isMultipart,
        writer =>
        {
            OutgoingHeaders.WriteAddressing(writer, fault.Action, relatesTo: relatesTo);
            foreach (var name in fault.NotUnderstood)
            {
                writer.WriteStartElement("NotUnderstood", S.NamespaceName);
                writer.WriteAttributeString("xmlns", "x", null, name.NamespaceName);
                writer.WriteAttributeString("qname", $"x:{name.LocalName}");
                writer.WriteEndElement();
            }
            if (fault.Code == SoapFaultCode.VersionMismatch) Upgrade().WriteTo(writer);
        },
        (writer, _) => Element(fault).WriteTo(writer));

    /// <summary>The fault by which a SOAP 1.1 message is refused in its own version (SOAP 1.2 Part 1, Appendix A).</summary>
    public static string Soap11(SoapFault fault)
    {
        var soap11 = SoapNames.Soap11;
        return new XElement(
            soap11 + "Envelope",
            new XAttribute(XNamespace.Xmlns + "s", soap11),
            new XElement(soap11 + "Header", Upgrade()),
            new XElement(soap11 + "Body", new XElement(soap11 + "Fault", new XElement("faultcode", "s:VersionMismatch"), new XElement("faultstring", fault.Reason))))
            .ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>Reads a fault out of a Body; null when the element is none.</summary>
    public static SoapFault? Read(XElement body)
    {
        if (body.Name != S + "Fault") return null;
        var code = body.Element(S + "Code");
        var subcodes = new List<XName>();
        for (var sub = code?.Element(S + "Subcode"); sub is not null; sub = sub.Element(S + "Subcode"))
            if (Name(sub.Element(S + "Value")) is { } name) subcodes.Add(name);
        var reason = body.Element(S + "Reason")?.Elements(S + "Text").FirstOrDefault()?.Value.Trim() ?? "";
        var known = Enum.TryParse<SoapFaultCode>(Name(code?.Element(S + "Value"))?.LocalName, out var parsed) ? parsed : SoapFaultCode.Receiver;
        return new SoapFault(known, reason) { Subcodes = subcodes.ToValueList(), Detail = body.Element(S + "Detail")?.Elements().FirstOrDefault() };
    }

    private static XElement Element(SoapFault fault)
    {
        XElement? subcode = null;
        foreach (var name in fault.Subcodes.Reverse())
            subcode = new XElement(S + "Subcode", new XElement(S + "Value", new XAttribute(XNamespace.Xmlns + "x", name.Namespace), $"x:{name.LocalName}"), subcode);
        return new XElement(
            S + "Fault",
            new XElement(S + "Code", new XElement(S + "Value", new XAttribute(XNamespace.Xmlns + "s", S), $"s:{fault.Code}"), subcode),
            new XElement(S + "Reason", new XElement(S + "Text", new XAttribute(XNamespace.Xml + "lang", "en"), XmlCharacters.Legal(fault.Reason))),
            fault.Detail is null ? null : new XElement(S + "Detail", fault.Detail));
    }

    private static XElement Upgrade() => new(
        S + "Upgrade",
        new XElement(S + "SupportedEnvelope", new XAttribute("qname", "v:Envelope"), new XAttribute(XNamespace.Xmlns + "v", S)));

    private static XName? Name(XElement? value)
    {
        if (value?.Value.Trim() is not { Length: > 0 } text) return null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var space = colon > 0 ? value.GetNamespaceOfPrefix(text[..colon]) : value.GetDefaultNamespace();
        try
        {
            return (space ?? XNamespace.None) + XmlConvert.VerifyNCName(text[(colon + 1)..]);
        }
        catch (XmlException)
        {
            // The peer's code is no name; its reason is still worth having.
            return null;
        }
    }
}
