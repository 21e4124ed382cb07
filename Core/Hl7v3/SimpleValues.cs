using System.Globalization;
using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>Telephone numbers (TEL), times (TS), gender (CE) and numbers (INT).</summary>
internal static class SimpleValues
{
    private const string Genders = "2.16.840.1.113883.5.1";

    private static readonly string[] Schemes = ["tel:", "mailto:"];

    public static string? ReadTelecom(XElement element)
    {
        if (V3Xml.Attribute(element, "value") is not { Length: > 0 } value) return null;
        var scheme = Schemes.FirstOrDefault(s => value.StartsWith(s, StringComparison.OrdinalIgnoreCase));
        return scheme is null ? value : Uri.UnescapeDataString(value[scheme.Length..]);
    }

    // Several uses may stand in one attribute.
    public static bool IsAtWork(XElement element) => V3Xml.Attribute(element, "use")?.Split(' ').Contains("WP") ?? false;

    // A number is kept as it was written; in v3 it is a URL, so what may not stand in one is percent-encoded.
    public static XElement WriteTelecom(string name, string telecom, string? use = null) => V3Xml.Element(name, use is null ? null : new XAttribute("use", use), new XAttribute("value", telecom.Contains("://", StringComparison.Ordinal)
        ? telecom
        : (telecom.Contains('@', StringComparison.Ordinal) ? "mailto:" : "tel:") + Uri.EscapeDataString(telecom)
            .Replace("%2B", "+", StringComparison.Ordinal).Replace("%40", "@", StringComparison.Ordinal)));

    /// <summary>Fractions of a second and the zone are left out: demographics are in local time.</summary>
    /// <exception cref="MalformedMessageException">The value is not a time.</exception>
    public static Hl7Time? ReadTime(XElement? element)
    {
        if (element is null || V3Xml.Attribute(element, "value") is not { Length: > 0 } value) return null;
        var end = value.AsSpan().IndexOfAny('.', '+', '-');
        var time = new Hl7Time(end < 0 ? value : value[..end]);
        return time.IsValid ? time : throw new MalformedMessageException($"The value of {element.Name.LocalName} in {element.Parent?.Name.LocalName} is not a time.");
    }

    public static XElement WriteTime(string name, Hl7Time time) => V3Xml.Element(name, new XAttribute("value", time.Text));

    public static XElement WriteInstant(string name, DateTimeOffset time) =>
        V3Xml.Element(name, new XAttribute("value", Hl7Time.From(time).Text + "+0000"));

    // v3 knows M, F and UN; the rest of HL7 table 0001 are reasons for having no value. Peers also send the v2 letters as they are.
    public static string? ReadGender(XElement? element) => (V3Xml.Attribute(element, "code"), V3Xml.Attribute(element, "nullFlavor")) switch
    {
        ("UN", _) => "A",
        ({ Length: > 0 } code, _) => code,
        (_, "OTH") => "O",
        (_, "UNK") => "U",
        (_, "NA") => "N",
        _ => null,
    };

    public static XElement WriteGender(string name, string gender) => gender switch
    {
        "A" => V3Xml.Coded(name, "UN", Genders),
        "O" => V3Xml.Element(name, new XAttribute("nullFlavor", "OTH")),
        "U" => V3Xml.Element(name, new XAttribute("nullFlavor", "UNK")),
        "N" => V3Xml.Element(name, new XAttribute("nullFlavor", "NA")),
        _ => V3Xml.Coded(name, gender, Genders),
    };

    /// <exception cref="MalformedMessageException">The value is not a number from 0.</exception>
    public static int? ReadNumber(XElement? element) => V3Xml.Attribute(element, "value") is not { Length: > 0 } value
        ? null
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new MalformedMessageException($"The value of {element!.Name.LocalName} is not a number.");

    public static XElement WriteNumber(string name, int number) => V3Xml.Element(name, new XAttribute("value", number));
}
