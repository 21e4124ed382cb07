using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>Names of persons, PN; a Japanese name says in <c>use</c> how it is written: IDE, SYL or ABC.</summary>
internal static class PersonNames
{
    private static readonly (NameRepresentation Representation, string Use)[] Writings =
        [(NameRepresentation.Ideographic, "IDE"), (NameRepresentation.Phonetic, "SYL"), (NameRepresentation.Alphabetic, "ABC")];

    // The name types of HL7 table 0200 that are uses of v3 too; others have no counterpart there.
    private static readonly string[] Types = ["L", "C", "A", "I", "P", "R"];

    public static PersonName Read(XElement element)
    {
        var uses = Uses(element);
        var given = element.Children("given").Select(Part).Where(g => g.Length > 0).ToList();
        var family = string.Join(' ', element.Children("family").Select(Part).Where(f => f.Length > 0));
        var text = element.HasElements ? "" : element.Value.Trim();
        return new(
            family.Length > 0 ? family : text,
            given.FirstOrDefault() ?? "",
            Writings.FirstOrDefault(w => uses.Contains(w.Use)).Representation,
            given.Count > 1 ? string.Join(' ', given.Skip(1)) : null,
            Types.FirstOrDefault(uses.Contains))
        {
            Prefix = Joined(element, "prefix"),
            Suffix = Joined(element, "suffix"),
        };
    }

    public static bool IsFuzzy(XElement element) => Uses(element).Contains("SRCH");

    public static XElement Write(string elementName, PersonName name, bool fuzzy = false)
    {
        string?[] uses =
        [
            fuzzy ? "SRCH" : null,
            Types.Contains(name.Type) ? name.Type : null,
            Writings.FirstOrDefault(w => w.Representation == name.Representation).Use,
        ];
        var use = string.Join(' ', uses.OfType<string>());
        return V3Xml.Element(
            elementName,
            use.Length == 0 ? null : new XAttribute("use", use),
            Parts("prefix", name.Prefix), Parts("family", name.Family), Parts("given", name.Given), Parts("given", name.Middle), Parts("suffix", name.Suffix));
    }

    private static string[] Uses(XElement element) =>
        (V3Xml.Attribute(element, "use") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string Part(XElement part) => part.IsNull() ? "" : part.Value.Trim();

    private static string? Joined(XElement element, string part)
    {
        var text = string.Join(' ', element.Children(part).Select(Part).Where(p => p.Length > 0));
        return text.Length == 0 ? null : text;
    }

    private static XElement? Parts(string name, string? value) => string.IsNullOrEmpty(value) ? null : V3Xml.Element(name, value);
}
