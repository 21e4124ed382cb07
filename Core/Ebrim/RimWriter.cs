using System.Xml;
using static IheNode.Core.EbrimNames;

namespace IheNode.Core;

/// <summary>Writes the small elements of ebRIM.</summary>
internal static class RimWriter
{
    private const string Prefix = "rim";

    /// <summary>Begins an element of ebRIM.</summary>
    public static void Start(XmlWriter writer, string name) => writer.WriteStartElement(Prefix, name, RimUri);

    /// <summary>An XML attribute, unless there is no value.</summary>
    public static void Attribute(XmlWriter writer, string name, string? value)
    {
        if (value is not null) writer.WriteAttributeString(name, value);
    }

    /// <summary>A slot, even if it has no values.</summary>
    public static void Slot(XmlWriter writer, string name, ValueList<string> values)
    {
        Start(writer, "Slot");
        writer.WriteAttributeString("name", name);
        Start(writer, "ValueList");
        foreach (var value in values)
        {
            Start(writer, "Value");
            Text(writer, value);
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    /// <summary>Slots as they came.</summary>
    public static void Slots(XmlWriter writer, ValueList<Slot> slots)
    {
        foreach (var slot in slots) Slot(writer, slot.Name, slot.Values);
    }

    /// <summary>Name or Description, unless there are no texts.</summary>
    public static void Strings(XmlWriter writer, string element, ValueList<LocalizedString> strings)
    {
        if (strings.Count == 0) return;
        Start(writer, element);
        foreach (var text in strings) LocalizedString(writer, text);
        writer.WriteEndElement();
    }

    /// <summary>Name with one text, unless there is none.</summary>
    public static void Name(XmlWriter writer, string? value, string? language = null)
    {
        if (value is null) return;
        Start(writer, "Name");
        LocalizedString(writer, new(value, language));
        writer.WriteEndElement();
    }

    private static void LocalizedString(XmlWriter writer, LocalizedString text)
    {
        Start(writer, "LocalizedString");
        if (text.Language is not null) writer.WriteAttributeString("xml", "lang", null, text.Language);
        Attribute(writer, "charset", text.Charset);
        writer.WriteAttributeString("value", text.Value);
        writer.WriteEndElement();
    }

    // A bare carriage return would come back as a line feed from any XML parser.
    private static void Text(XmlWriter writer, string value)
    {
        var rest = value.AsSpan();
        for (var at = rest.IndexOf('\r'); at >= 0; at = rest.IndexOf('\r'))
        {
            writer.WriteString(rest[..at].ToString());
            writer.WriteCharEntity('\r');
            rest = rest[(at + 1)..];
        }
        writer.WriteString(rest.Length == value.Length ? value : rest.ToString());
    }
}
