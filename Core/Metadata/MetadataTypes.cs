using System.Text.RegularExpressions;

namespace IheNode.Core;

/// <summary>The data types of metadata that have several components (<c>ITI TF-3 Table 4.2.3.1.7-2</c>); HL7's own limits of length are not among their rules.</summary>
public static partial class MetadataTypes
{
    /// <summary>What a text may hold at most when ebRIM keeps it as a value of a slot, an identifier or a code (<c>ITI TF-3 4.2.3.1.1</c>).</summary>
    public const int LongestValue = 256;

    private const string Iso = "ISO";

    /// <summary>How many characters a text has, as XML counts them: one for each code point.</summary>
    public static int Length(string text)
    {
        var length = 0;
        foreach (var _ in text.EnumerateRunes()) length++;
        return length;
    }

    /// <summary>CX: <c>id^^^&amp;OID&amp;ISO</c>.</summary>
    public static bool IsCx(string text) => IsEscaped(text) && new PatientId(text).IsValid;

    /// <summary>CXi: <c>id^^^authority^type</c>; what the type is says whether an authority must, may or must not stand there.</summary>
    public static bool IsCxi(string text)
    {
        if (!IsEscaped(text) || text.Split('^') is not [{ Length: > 0 } id, "", "", var authority, { Length: > 0 } type]) return false;
        var hasAuthority = authority.Length > 0;
        return (!hasAuthority || IsAuthority(authority)) && type switch
        {
            Vocabulary.ReferenceIdTypes.Referral or Vocabulary.ReferenceIdTypes.Order or Vocabulary.ReferenceIdTypes.Encounter => hasAuthority,
            Vocabulary.ReferenceIdTypes.Workflow => !hasAuthority && Oid.IsValid(id),
            Vocabulary.ReferenceIdTypes.StudyInstance => !hasAuthority,
            _ => true,
        };
    }

    /// <summary>XCN: an id or a family name; an assigning authority, if any, is <c>&amp;OID&amp;ISO</c>.</summary>
    public static bool IsXcn(string text)
    {
        if (!IsEscaped(text)) return false;
        var person = text.Split('^');
        return (At(person, 1).Length > 0 || At(person, 2).Length > 0) && (At(person, 9).Length == 0 || IsIsoAuthority(At(person, 9)));
    }

    /// <summary>XON: a name; an organization's id that is no OID has an assigning authority <c>&amp;OID&amp;ISO</c>; nothing else.</summary>
    public static bool IsXon(string text)
    {
        if (!IsEscaped(text)) return false;
        var organization = text.Split('^');
        var (authority, id) = (At(organization, 6), At(organization, 10));
        return At(organization, 1).Length > 0 && HasOnly(organization, 1, 6, 10)
            && (authority.Length > 0 ? IsIsoAuthority(authority) : id.Length == 0 || Oid.IsValid(id));
    }

    /// <summary>XTN: an e-mail address <c>^NET^Internet^address</c>, or a telephone number with its type in the third and the number in the seventh component.</summary>
    public static bool IsXtn(string text)
    {
        if (!IsEscaped(text)) return false;
        var address = text.Split('^');
        return At(address, 3) == "Internet"
            ? At(address, 4).Length > 0 && At(address, 2) is "" or "NET" && HasOnly(address, 2, 3, 4)
            : At(address, 3).Length > 0 && At(address, 7).Length > 0 && HasOnly(address, 2, 3, 5, 6, 7, 8);
    }

    /// <summary>intendedRecipient: <c>XON|XCN|XTN</c>, at least one of them (<c>ITI TF-3 4.2.3.3.7</c>).</summary>
    public static bool IsRecipient(string text)
    {
        var parts = text.Split('|');
        return parts.Length <= 3 && parts.Any(part => part.Length > 0)
            && (At(parts, 1).Length == 0 || IsXon(At(parts, 1))) && (At(parts, 2).Length == 0 || IsXcn(At(parts, 2)))
            && (At(parts, 3).Length == 0 || IsXtn(At(parts, 3)));
    }

    /// <summary>Field of sourcePatientInfo: <c>PID-n|value</c>, where identifiers are CX and the time of birth is DTM (<c>ITI TF-3 4.2.3.2.23</c>).</summary>
    public static bool IsPatientField(string text)
    {
        if (!IsEscaped(text) || PatientField().Match(text) is not { Success: true } field) return false;
        var value = field.Groups[2].Value;
        return value.Length == 0 || field.Groups[1].Value switch
        {
            "3" => value.Split('~').All(IsCx),
            "7" => new Hl7Time(value).IsValid,
            _ => true,
        };
    }

    /// <summary>A language tag of RFC 5646.</summary>
    public static bool IsLanguage(string text) => LanguageTag().IsMatch(text);

    /// <summary>A URI or relative reference of RFC 3986.</summary>
    public static bool IsUri(string text) => UriReference().IsMatch(text);

    /// <summary>A media type of RFC 2046: <c>type/subtype</c>, with parameters or without.</summary>
    public static bool IsMimeType(string text) => MimeType().IsMatch(text);

    /// <summary>A URN of RFC 2141.</summary>
    public static bool IsUrn(string text) => Urn().IsMatch(text);

    private static string At(string[] components, int number) => number <= components.Length ? components[number - 1] : "";

    private static bool HasOnly(string[] components, params ReadOnlySpan<int> numbers)
    {
        for (var i = 0; i < components.Length; i++)
        {
            if (components[i].Length > 0 && !numbers.Contains(i + 1)) return false;
        }

        return true;
    }

    private static bool IsIsoAuthority(string text) => text.Split('&') is ["", var oid, Iso] && Oid.IsValid(oid);

    private static bool IsAuthority(string text) => text.Split('&') switch
    {
        [_] => true,
        ["", { Length: > 0 } id, { Length: > 0 } type] => type != Iso || Oid.IsValid(id),
        _ => false,
    };

    // Only the separators are escaped: formatting and local sequences shall not stand in metadata.
    private static bool IsEscaped(string text) => !text.Contains('\\', StringComparison.Ordinal) || Escaped().IsMatch(text);

    [GeneratedRegex(@"^(?:[^\\]|\\[FSRTE]\\)*\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Escaped();

    [GeneratedRegex(@"^PID-([1-9]|[12][0-9]|3[0-9])\|(.*)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex PatientField();

    [GeneratedRegex(
        @"^(?:(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
        + @"(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?|x(?:-[a-z0-9]{1,8})+|i-[a-z]{3,8}|en-gb-oed|sgn-be-fr|sgn-be-nl|sgn-ch-de)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex LanguageTag();

    [GeneratedRegex(@"^(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+\z", RegexOptions.CultureInvariant)]
    private static partial Regex UriReference();

    [GeneratedRegex(@"^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+( *;.*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex MimeType();

    [GeneratedRegex(@"^urn:(?!urn:)[a-z0-9][a-z0-9-]{1,31}:(?:[a-z0-9()+,\-.:=@;$_!*'/?#~&\[\]]|[^\x00-\x7F]|%[0-9a-f]{2})+\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Urn();
}
