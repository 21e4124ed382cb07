using System.Globalization;
using System.Text;

namespace IheNode.Core;

/// <summary>Components, subcomponents and escapes of HL7 v2 text with the separators <c>|^~\&amp;</c> (HL7 v2.5 chapter 2.7).</summary>
public static class Er7Text
{
    /// <summary>The value that deletes what the receiver holds, where an empty field leaves it as it is (<c>ITI TF-2 Appendix C</c>).</summary>
    public const string Deletion = "\"\"";

    /// <summary>A raw component of a raw repetition, one-based; empty when there are fewer.</summary>
    public static string Component(string repetition, int number) => Part(repetition, '^', number);

    /// <summary>A subcomponent of a component of a raw repetition, without escapes; both one-based.</summary>
    public static string Value(string repetition, int component, int subcomponent = 1) =>
        Unescape(Part(Part(repetition, '^', component), '&', subcomponent));

    /// <summary>Joins raw components and leaves out empty ones at the end.</summary>
    public static string Components(params ReadOnlySpan<string?> components) => string.Join('^', components!).TrimEnd('^');

    /// <summary>Text as it may stand in a message: separators and control characters become escape sequences.</summary>
    public static string Escape(string? text)
    {
        if (string.IsNullOrEmpty(text) || !text.Any(NeedsEscape)) return text ?? "";
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
    public static string Unescape(string text)
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

    internal static char? Letter(char separator) => separator switch
    {
        '|' => 'F',
        '^' => 'S',
        '&' => 'T',
        '~' => 'R',
        '\\' => 'E',
        _ => null,
    };

    private static string Part(string text, char separator, int number)
    {
        var start = 0;
        for (; number > 1; number--)
        {
            var next = text.IndexOf(separator, start);
            if (next < 0) return "";
            start = next + 1;
        }

        var end = text.IndexOf(separator, start);
        return end < 0 ? text[start..] : text[start..end];
    }
}
