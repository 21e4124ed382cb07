using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>
/// The WSDL 1.1 description of what an address serves, with the names that IHE gives (<c>ITI TF-2 Appendix V.2</c>). It is whole in itself: the elements of
/// the messages are declared inline with any content, since their real schemas would only be fetched and not be used by a client of this kind.
/// </summary>
public static class Wsdl
{
    private static readonly XNamespace W = "http://schemas.xmlsoap.org/wsdl/";
    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/wsdl/soap12/";
    private static readonly XNamespace Xsd = "http://www.w3.org/2001/XMLSchema";
    private static readonly XNamespace Wsaw = "http://www.w3.org/2006/05/addressing/wsdl";

    /// <summary>Describes transactions at an address.</summary>
    public static XDocument Describe(IReadOnlyList<Transaction> transactions, string address)
    {
        var (actor, space) = WsdlNames.Actor(transactions.Select(t => t.Id).ToHashSet());
        var operations = transactions.Select(t => WsdlNames.Operation(t, actor, space)).ToList();
        var elements = operations.SelectMany(o => new[] { o.Request, o.Response }).Distinct().ToList();
        var namespaces = elements.Select(e => e.NamespaceName).Distinct().ToList();
        string Qualified(XName name) => $"n{namespaces.IndexOf(name.NamespaceName)}:{name.LocalName}";
        return new XDocument(new XElement(
            W + "definitions",
            new XAttribute("name", actor),
            new XAttribute("targetNamespace", space),
            new XAttribute(XNamespace.Xmlns + "tns", space),
            new XAttribute(XNamespace.Xmlns + "soap12", Soap),
            new XAttribute(XNamespace.Xmlns + "wsaw", Wsaw),
            new XAttribute(XNamespace.Xmlns + "xs", Xsd),
            namespaces.Select((n, i) => new XAttribute(XNamespace.Xmlns + $"n{i}", n)),
            new XElement(W + "types", elements.GroupBy(e => e.NamespaceName).Select(Schema)),
            operations.SelectMany(o => new[] { (Name: o.RequestMessage, Element: o.Request), (Name: o.ResponseMessage, Element: o.Response) }).DistinctBy(m => m.Name)
                .Select(m => new XElement(
                    W + "message",
                    new XAttribute("name", m.Name),
                    new XElement(W + "part", new XAttribute("name", "Body"), new XAttribute("element", Qualified(m.Element))))),
            PortType(actor, operations),
            Binding(actor, operations),
            new XElement(
                W + "service",
                new XAttribute("name", $"{actor}_Service"),
                new XElement(
                    W + "port",
                    new XAttribute("name", $"{actor}_Port_Soap12"),
                    new XAttribute("binding", $"tns:{actor}_Binding_Soap12"),
                    new XElement(Soap + "address", new XAttribute("location", address))))));
    }

    private static XElement PortType(string actor, IEnumerable<WsdlOperation> operations) => new(
        W + "portType",
        new XAttribute("name", $"{actor}_PortType"),
        operations.Select(o => new XElement(
            W + "operation",
            new XAttribute("name", o.Name),
            new XElement(W + "input", new XAttribute("message", $"tns:{o.RequestMessage}"), new XAttribute(Wsaw + "Action", o.Action)),
            new XElement(W + "output", new XAttribute("message", $"tns:{o.ResponseMessage}"), new XAttribute(Wsaw + "Action", o.ResponseAction)))));

    private static XElement Binding(string actor, IEnumerable<WsdlOperation> operations) => new(
        W + "binding",
        new XAttribute("name", $"{actor}_Binding_Soap12"),
        new XAttribute("type", $"tns:{actor}_PortType"),
        new XElement(Soap + "binding", new XAttribute("style", "document"), new XAttribute("transport", "http://schemas.xmlsoap.org/soap/http")),
        new XElement(Wsaw + "UsingAddressing", new XAttribute(W + "required", "true")),
        operations.Select(o => new XElement(
            W + "operation",
            new XAttribute("name", o.Name),
            new XElement(Soap + "operation", new XAttribute("soapAction", o.Action), new XAttribute("soapActionRequired", "false")),
            new XElement(W + "input", new XElement(Soap + "body", new XAttribute("use", "literal"))),
            new XElement(W + "output", new XElement(Soap + "body", new XAttribute("use", "literal"))))));

    private static XElement Schema(IGrouping<string, XName> elements) => new(
        Xsd + "schema",
        new XAttribute("targetNamespace", elements.Key),
        new XAttribute("elementFormDefault", "qualified"),
        elements.Select(e => new XElement(
            Xsd + "element",
            new XAttribute("name", e.LocalName),
            new XElement(
                Xsd + "complexType",
                new XElement(
                    Xsd + "sequence",
                    new XElement(
                        Xsd + "any",
                        new XAttribute("processContents", "lax"),
                        new XAttribute("minOccurs", "0"),
                        new XAttribute("maxOccurs", "unbounded"))),
                new XElement(Xsd + "anyAttribute", new XAttribute("processContents", "lax"))))));
}
