using System.Globalization;
using System.Numerics;

namespace IheNode.Core;

/// <summary>An ISO object identifier in dotted form, at most 64 characters (<c>ITI TF-2 Appendix B</c>).</summary>
public static class Oid
{
    /// <summary>The prefix of an OID written as a URN.</summary>
    public const string UrnPrefix = "urn:oid:";

    /// <summary>The OID that a UUID is: its number under 2.25.</summary>
    public static string Of(Guid uuid) => string.Create(
        CultureInfo.InvariantCulture, $"2.25.{new BigInteger(uuid.ToByteArray(bigEndian: true), isUnsigned: true, isBigEndian: true)}");

    /// <summary>Whether the text is two or more dot-separated integers without leading zeros, 64 characters at most.</summary>
    public static bool IsValid(string? text) => IsValid(text.AsSpan());

    internal static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 64) return false;
        var arcs = 0;
        foreach (var range in text.Split('.'))
        {
            var arc = text[range];
            if (arc.IsEmpty || arc.ContainsAnyExceptInRange('0', '9') || (arc.Length > 1 && arc[0] == '0')) return false;
            arcs++;
        }

        return arcs >= 2;
    }

    /// <summary>Whether the text is <c>urn:oid:</c> followed by a valid OID.</summary>
    public static bool IsValidUrn(string? text) =>
        text is not null && text.StartsWith(UrnPrefix, StringComparison.Ordinal) && IsValid(text[UrnPrefix.Length..]);

    /// <summary>The OID without its URN prefix, if it has one.</summary>
    public static string WithoutUrn(string text) =>
        text.StartsWith(UrnPrefix, StringComparison.Ordinal) ? text[UrnPrefix.Length..] : text;
}

/// <summary>The entryUUID of a registry object: <c>urn:uuid:</c> and a lower-case UUID; anything else is a symbolic id (<c>ITI TF-3 4.2.3.1.5</c>).</summary>
public static class EntryUuid
{
    /// <summary>What every entryUUID begins with.</summary>
    public const string Prefix = "urn:uuid:";

    /// <summary>Whether the id stands for itself only within one submission.</summary>
    public static bool IsSymbolic(string id) => !id.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Whether the id is <c>urn:uuid:</c> and 8-4-4-4-12 lower-case hexadecimal digits.</summary>
    public static bool IsValid(string id) =>
        !IsSymbolic(id) && Guid.TryParseExact(id.AsSpan(Prefix.Length), "D", out _) && !id.AsSpan().ContainsAnyInRange('A', 'Z');

    /// <summary>
    /// The form in which ids are compared and stored: an entryUUID in lower case, since RFC 4122 reads either case and the standard writes the lower one
    /// (<c>ITI TF-3 4.2.3.1.5</c>); a symbolic id as it is.
    /// </summary>
    public static string Canonical(string id) => IsSymbolic(id) ? id : id.ToLowerInvariant();

    /// <summary>Writes a UUID as an entryUUID.</summary>
    public static string From(Guid uuid) => Prefix + uuid.ToString("D");

    /// <summary>Characters of an entryUUID, and octets of its UTF-8.</summary>
    internal const int Length = 45;

    /// <summary>Writes a UUID as the UTF-8 of an entryUUID.</summary>
    internal static void Write(Guid uuid, Span<byte> utf8)
    {
        "urn:uuid:"u8.CopyTo(utf8);
        uuid.TryFormat(utf8["urn:uuid:".Length..], out _, "D");
    }
}
