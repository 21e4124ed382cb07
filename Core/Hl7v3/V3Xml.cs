using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>What all HL7 v3 messages share: their namespace, and how their elements are found and made.</summary>
internal static class V3Xml
{
    public static readonly XNamespace Namespace = "urn:hl7-org:v3";

    public static readonly XNamespace SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>The code system of interactions and trigger events.</summary>
    public const string Interactions = "2.16.840.1.113883.1.6";

    public static XElement Element(string name, params object?[] content) => new(Namespace + name, content);

    /// <summary>An element that only has a code.</summary>
    public static XElement Coded(string name, string code, string? codeSystem = null) =>
        Element(name, new XAttribute("code", code), codeSystem is null ? null : new XAttribute("codeSystem", codeSystem));

    public static XElement? Child(this XElement? parent, string name) => parent?.Element(Namespace + name);

    public static IEnumerable<XElement> Children(this XElement? parent, string name) => parent?.Elements(Namespace + name) ?? [];

    /// <exception cref="MalformedMessageException">There is not exactly one such child.</exception>
    public static XElement Only(this XElement parent, string name)
    {
        var found = parent.Children(name).ToList();
        return found.Count == 1
            ? found[0]
            : throw new MalformedMessageException($"{parent.Name.LocalName} must have exactly one {name}, it has {found.Count}.");
    }

    public static string? Attribute(this XElement? element, string name) => element?.Attribute((XName)name)?.Value.Trim();

    public static bool IsNull(this XElement element) => element.Attribute("nullFlavor") is not null;

    /// <summary>The element as text that stands for itself: every namespace declaration that is in scope comes with it.</summary>
    public static string Verbatim(XElement element)
    {
        var copy = new XElement(element);
        foreach (var declaration in element.Ancestors().Attributes().Where(a => a.IsNamespaceDeclaration))
        {
            if (copy.Attribute(declaration.Name) is null) copy.Add(new XAttribute(declaration));
        }

        return Text(copy);
    }

    public static string Text(XElement element)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new() { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.Entitize })) element.WriteTo(writer);
        return text.ToString();
    }

    /// <summary>XML text that is to be written as it is.</summary>
    public sealed class Raw(string xml) : XText(xml)
    {
        public override void WriteTo(XmlWriter writer) => writer.WriteRaw(Value);
    }
}
