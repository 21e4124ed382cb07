using System.Globalization;
using System.Text;

namespace IheNode.Core;

/// <summary>The escape sequences by which text may hold the separators <c>|^~\&amp;</c>, in messages and in metadata alike (HL7 v2.5 chapter 2.7).</summary>
internal static class Hl7Escape
{
    /// <summary>Text with separators and control characters as escape sequences.</summary>
    public static string Write(string text)
    {
        if (!text.Any(NeedsEscape)) return text;
        var result = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            if (!NeedsEscape(character)) result.Append(character);
            else if (Letter(character) is { } letter) result.Append('\\').Append(letter).Append('\\');
            else result.Append(CultureInfo.InvariantCulture, $"\\X{(int)character:X2}\\");
        }

        return result.ToString();
    }

    /// <summary>
    /// Text without escape sequences: <c>\F\ \S\ \T\ \R\ \E\ \Xhh\ \.br\</c> are resolved, highlighting is dropped, and a sequence that is not known
    /// stays as it stands.
    /// </summary>
    public static string Read(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var result = new StringBuilder(text.Length);
        for (var position = 0; position < text.Length; position++)
        {
            var end = text[position] == '\\' ? text.IndexOf('\\', position + 1) : -1;
            if (end < 0 || Resolve(text[(position + 1)..end]) is not { } value)
            {
                result.Append(text[position]);
                continue;
            }

            result.Append(value);
            position = end;
        }

        return result.ToString();
    }

    /// <summary>The letter that stands for a separator between backslashes; null for any other character.</summary>
    public static char? Letter(char separator) => separator switch
    {
        '|' => 'F',
        '^' => 'S',
        '&' => 'T',
        '~' => 'R',
        '\\' => 'E',
        _ => null,
    };

    private static string? Resolve(string sequence) => sequence switch
    {
        "F" => "|",
        "S" => "^",
        "T" => "&",
        "R" => "~",
        "E" => "\\",
        "H" or "N" => "",
        ".br" => "\n",
        ['X', .. var digits] => Hexadecimal(digits),
        _ => null,
    };

    // Beyond ASCII the meaning of the octets hangs on a character set that is no longer known here.
    private static string? Hexadecimal(string digits) =>
        digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit) && Convert.FromHexString(digits) is var octets && octets.All(octet => octet < 0x80)
            ? Encoding.ASCII.GetString(octets)
            : null;

    private static bool NeedsEscape(char character) => character < ' ' || character == '\x7F' || Letter(character) is not null;
}
