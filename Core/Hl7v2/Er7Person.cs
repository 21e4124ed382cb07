using System.Text.RegularExpressions;

namespace IheNode.Core;

/// <summary>The data types of a person in HL7 v2: XPN, XAD, XTN, CX (HL7 v2.5 chapter 2A), one raw repetition at a time.</summary>
internal static partial class Er7Person
{
    /// <summary>XPN to name; null when it says nothing but, perhaps, its type.</summary>
    public static PersonName? ReadName(string raw)
    {
        string Part(int number) => Er7Text.Value(raw, number).Trim();
        // Some SS-MIX2 writers leave out the degree, so that type and representation stand one component too early.
        var shift = Part(6) == "L" && Part(8).Length == 0 && Part(7) is ("I" or "P" or "A") ? 1 : 0;
        var representation = Part(8 - shift) switch
        {
            "I" => NameRepresentation.Ideographic,
            "P" => NameRepresentation.Phonetic,
            "A" => NameRepresentation.Alphabetic,
            _ => NameRepresentation.Unspecified,
        };
        var name = new PersonName(Part(1), Part(2), representation, OrNull(Part(3)), OrNull(Part(7 - shift))) { Suffix = OrNull(Part(4)), Prefix = OrNull(Part(5)) };
        return name with { Type = null, Representation = default } == new PersonName("", "") ? null : name;
    }

    /// <summary>Name to XPN.</summary>
    public static string WriteName(PersonName name) => Er7Text.Components(
        Er7Text.Escape(name.Family), Er7Text.Escape(name.Given), Er7Text.Escape(name.Middle), Er7Text.Escape(name.Suffix), Er7Text.Escape(name.Prefix), "",
        Er7Text.Escape(name.Type ?? "L"),
        name.Representation switch { NameRepresentation.Ideographic => "I", NameRepresentation.Phonetic => "P", NameRepresentation.Alphabetic => "A", _ => "" });

    /// <summary>XAD to address; null when it says nothing but, perhaps, its type.</summary>
    public static PersonAddress? ReadAddress(string raw)
    {
        string? Part(int number) => OrNull(Er7Text.Value(raw, number).Trim());
        // Japanese senders write the whole address into component 8 (SS-MIX2).
        var address = new PersonAddress(Part(1) ?? Part(8), Part(3), Part(4), Part(5), Part(6)) { OtherDesignation = Part(2), Type = Part(7) };
        return address with { Type = null } == new PersonAddress() ? null : address;
    }

    /// <summary>Address to XAD.</summary>
    public static string WriteAddress(PersonAddress address) => Er7Text.Components(
        Er7Text.Escape(address.Street), Er7Text.Escape(address.OtherDesignation), Er7Text.Escape(address.City), Er7Text.Escape(address.State),
        Er7Text.Escape(address.PostalCode), Er7Text.Escape(address.Country), Er7Text.Escape(address.Type));

    /// <summary>XTN to number or mail address; null when there is none.</summary>
    public static string? ReadTelecom(string raw)
    {
        string Part(int number) => Er7Text.Value(raw, number).Trim();
        var (country, area, local) = (Part(5), Part(6), Part(7));
        var parts = local.Length == 0 ? "" : $"{(country.Length > 0 ? $"+{country} " : "")}{(area.Length > 0 ? $"({area})" : "")}{local}";
        string[] ways = [Part(1), Part(4), Part(12), parts];
        return ways.FirstOrDefault(way => way.Length > 0);
    }

    /// <summary>Whether an XTN is said to be of the person's work.</summary>
    public static bool IsAtWork(string raw) => Er7Text.Value(raw, 2).Trim() == "WPN";

    /// <summary>Number or mail address to XTN: in the old first component and in the one that replaced it.</summary>
    /// <param name="telecom">The number or mail address.</param>
    /// <param name="use">Use of a telephone (HL7 table 0201).</param>
    public static string WriteTelecom(string telecom, string use = "PRN")
    {
        var text = Er7Text.Escape(telecom);
        if (telecom == Er7Text.Deletion) return text;
        if (telecom.Contains('@', StringComparison.Ordinal)) return Er7Text.Components("", "NET", "Internet", text);
        var parts = InParts().Match(telecom);
        return parts.Success
            ? Er7Text.Components(text, use, "PH", "", parts.Groups["country"].Value, parts.Groups["area"].Value, Er7Text.Escape(parts.Groups["local"].Value))
            : Er7Text.Components(text, use, "PH", "", "", "", "", "", "", "", "", text);
    }

    /// <summary>CX to identifier; component 4 stays as it was received. Null when it has no id.</summary>
    public static PatientId? ReadId(string raw)
    {
        var id = Er7Text.Value(raw, 1).Trim();
        return id is "" or Er7Text.Deletion ? null : new PatientId($"{Er7Text.Escape(id)}^^^{Er7Text.Component(raw, 4).Trim()}");
    }

    /// <summary>
    /// A CX that is kept as text, for a message: its components and escapes stand, what would end a field or a segment does not.
    /// </summary>
    public static string WriteId(string? text) => text is null || text.All(character => character is not ('|' or '~') && character >= ' ')
        ? text ?? ""
        : string.Concat(text.Select(character => character is '|' or '~' || character < ' ' ? Er7Text.Escape(character.ToString()) : character.ToString()));

    /// <summary>The domain that component 4 of a CX names: its universal id or, where that is missing or local, its namespace; empty when it names none.</summary>
    public static string ReadDomain(string raw)
    {
        var (name, universal, type) = (Er7Text.Value(raw, 4).Trim(), Er7Text.Value(raw, 4, 2).Trim(), Er7Text.Value(raw, 4, 3).Trim());
        return universal.Length == 0 || (type == "L" && name.Length > 0) ? name : universal;
    }

    /// <summary>A domain as CX with nothing but component 4.</summary>
    public static string WriteDomain(string domain) => Oid.IsValid(domain) ? $"^^^&{domain}&ISO" : $"^^^{Er7Text.Escape(domain)}";

    /// <summary>TS to time without fraction and zone: a birth date is that of the place of birth. Null when empty.</summary>
    /// <exception cref="FormatException">It is not a date.</exception>
    public static Hl7Time? ReadTime(string text)
    {
        var digits = text.AsSpan().IndexOfAny(".+-") is >= 0 and var end ? text[..end] : text;
        return digits switch
        {
            "" => null,
            Er7Text.Deletion => new Hl7Time(digits),
            _ => new Hl7Time(digits) is { IsValid: true } time ? time : throw new FormatException("not YYYY[MM[DD[hh[mm[ss]]]]] or not a real date"),
        };
    }

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    [GeneratedRegex(@"^(\+(?<country>\d+) )?\((?<area>\d+)\)(?<local>.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex InParts();
}
