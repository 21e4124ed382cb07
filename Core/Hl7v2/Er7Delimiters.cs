using System.Text;

namespace IheNode.Core;

/// <summary>The separators that a message declares in MSH-1 and MSH-2 (HL7 v2.5 2.14.9.1).</summary>
/// <param name="Field">MSH-1.</param>
/// <param name="Encoding">MSH-2: component, repetition, escape, subcomponent, and since v2.7 truncation.</param>
internal readonly record struct Er7Delimiters(char Field, string Encoding)
{
    private const string Usual = "|^~\\&";

    /// <summary>Reads the separators of a message that begins with MSH.</summary>
    /// <exception cref="Er7RejectedException">They are missing, not punctuation, or not distinct.</exception>
    public static Er7Delimiters Read(string text)
    {
        if (!text.StartsWith("MSH", StringComparison.Ordinal))
            throw new Er7RejectedException("The message does not begin with the segment MSH.", 100, "MSH^1", reject: true);
        if (text.Length < 4 || !MaySeparate(text[3]))
            throw new Er7RejectedException("MSH-1 must be a punctuation mark, usually '|'.", 102, "MSH^1^1", reject: true);
        var end = text.AsSpan(4).IndexOfAny(text[3], '\r', '\n');
        var encoding = end < 0 ? text[4..] : text.Substring(4, end);
        if (encoding.Length is not (4 or 5) || !encoding.All(MaySeparate))
            throw new Er7RejectedException("MSH-2 must hold four separators, usually '^~\\&'.", 102, "MSH^1^2", reject: true);
        if ((text[3] + encoding).Distinct().Count() != encoding.Length + 1)
            throw new Er7RejectedException("The separators in MSH-1 and MSH-2 must differ from one another.", 102, "MSH^1^2", reject: true);
        return new(text[3], encoding);
    }

    /// <summary>Whether these are <c>|^~\&amp;</c>.</summary>
    public bool AreUsual => Field == '|' && Encoding.StartsWith("^~\\&", StringComparison.Ordinal);

    /// <summary>MSH-2 as it stands in memory.</summary>
    public string Canonical => AreUsual ? Encoding : "^~\\&";

    /// <summary>A raw field with these separators, as it reads with the usual ones.</summary>
    public string ToUsual(string field)
    {
        if (AreUsual) return field;
        var result = new StringBuilder(field.Length);
        foreach (var character in field)
        {
            var meaning = Encoding.IndexOf(character, StringComparison.Ordinal);
            if (meaning is >= 0 and < 4) result.Append(Usual[meaning + 1]);
            else if (Hl7Escape.Letter(character) is { } letter) result.Append('\\').Append(letter).Append('\\');
            else result.Append(character);
        }

        return result.ToString();
    }

    private static bool MaySeparate(char character) => char.IsAscii(character) && (char.IsPunctuation(character) || char.IsSymbol(character));
}
