using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>Addresses, AD.</summary>
internal static class PersonAddresses
{
    // HL7 table 0190 beside the uses of v3.
    private static readonly (string Type, string Use)[] Uses = [("H", "H"), ("B", "WP"), ("O", "WP"), ("C", "TMP"), ("BA", "BAD"), ("M", "PST")];

    public static PersonAddress Read(XElement element)
    {
        var lines = element.Children("streetAddressLine").Select(l => l.Value.Trim()).Where(l => l.Length > 0).ToList();
        var unstructured = element.HasElements ? "" : element.Value.Trim();
        return new(
            lines.FirstOrDefault() ?? (unstructured.Length > 0 ? unstructured : null),
            Part(element, "city"), Part(element, "state"), Part(element, "postalCode"), Part(element, "country"))
        {
            OtherDesignation = lines.Count > 1 ? string.Join(' ', lines.Skip(1)) : Part(element, "additionalLocator"),
            Type = (V3Xml.Attribute(element, "use") ?? "").Split(' ') is [var use, ..] ? Uses.FirstOrDefault(u => u.Use == use).Type : null,
        };
    }

    public static XElement Write(string elementName, PersonAddress address) => V3Xml.Element(
        elementName,
        Uses.FirstOrDefault(u => u.Type == address.Type).Use is { } use ? new XAttribute("use", use) : null,
        Text("streetAddressLine", address.Street), Text(address.Street is null ? "additionalLocator" : "streetAddressLine", address.OtherDesignation),
        Text("city", address.City), Text("state", address.State), Text("postalCode", address.PostalCode), Text("country", address.Country));

    private static string? Part(XElement element, string name) =>
        element.Child(name) is { } part && part.Value.Trim() is { Length: > 0 } text ? text : null;

    private static XElement? Text(string name, string? value) => string.IsNullOrEmpty(value) ? null : V3Xml.Element(name, value);
}
