using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>Names of persons, PN; a Japanese name says in <c>use</c> how it is written: IDE, SYL or ABC.</summary>
internal static class PersonNames
{
    private static readonly (NameRepresentation Representation, string Use)[] Writings =
        [(NameRepresentation.Ideographic, "IDE"), (NameRepresentation.Phonetic, "SYL"), (NameRepresentation.Alphabetic, "ABC")];

    // A birth name is a name of its own in v2 (type B) and a qualified part in v3.
    private const string Birth = "B";

    // The name types of HL7 table 0200 that are uses of v3 too; others have no counterpart there.
    private static readonly string[] Types = ["L", "C", "A", "I", "P", "R"];

    /// <summary>The name and, as a name of its own, the birth name that may stand within it.</summary>
    public static IEnumerable<PersonName> ReadAll(XElement element)
    {
        var name = Read(element);
        yield return name;
        var birth = string.Join(' ', element.Children("family").Where(IsOfBirth).Select(Part).Where(f => f.Length > 0));
        if (birth.Length > 0 && name.Type != Birth) yield return new(birth, "", name.Representation, Type: Birth);
    }

    // A birth name beside the present one (qualifier BR) is not a part of it; alone it is the only name there is.
    public static PersonName Read(XElement element)
    {
        var uses = Uses(element);
        var given = element.Children("given").Select(Part).Where(g => g.Length > 0).ToList();
        var families = element.Children("family").Where(f => Part(f).Length > 0).ToLookup(IsOfBirth, Part);
        var ofBirth = families.Contains(true) && !families.Contains(false);
        var family = string.Join(' ', families[ofBirth]);
        var text = element.HasElements ? "" : element.Value.Trim();
        return new(
            family.Length > 0 ? family : text,
            given.FirstOrDefault() ?? "",
            Writings.FirstOrDefault(w => uses.Contains(w.Use)).Representation,
            given.Count > 1 ? string.Join(' ', given.Skip(1)) : null,
            ofBirth ? Birth : Types.FirstOrDefault(uses.Contains))
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
            Parts("prefix", name.Prefix), Family(name), Parts("given", name.Given), Parts("given", name.Middle), Parts("suffix", name.Suffix));
    }

    private static bool IsOfBirth(XElement part) => (V3Xml.Attribute(part, "qualifier") ?? "").Split(' ').Contains("BR");

    private static string[] Uses(XElement element) =>
        (V3Xml.Attribute(element, "use") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string Part(XElement part) => part.IsNull() ? "" : part.Value.Trim();

    private static string? Joined(XElement element, string part)
    {
        var text = string.Join(' ', element.Children(part).Select(Part).Where(p => p.Length > 0));
        return text.Length == 0 ? null : text;
    }

    private static XElement? Family(PersonName name)
    {
        var family = Parts("family", name.Family);
        if (name.Type == Birth) family?.SetAttributeValue("qualifier", "BR");
        return family;
    }

    private static XElement? Parts(string name, string? value) => string.IsNullOrEmpty(value) ? null : V3Xml.Element(name, value);
}
