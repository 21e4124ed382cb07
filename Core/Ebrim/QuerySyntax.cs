using System.Text;

namespace IheNode.Core;

/// <summary>
/// The values of a stored query as text: numbers bare, strings in single quotes with inner quotes doubled, lists in parentheses
/// (<c>ITI TF-2 3.18.4.1.2.3.5</c>). Reading forgives what peers are known to send: double quotes, no quotes, no parentheses, white space.
/// </summary>
public static class QuerySyntax
{
    /// <summary>Adds the values of one <c>rim:Value</c> to a list.</summary>
    /// <returns>What is wrong with the text, in a sentence without its content; null when nothing is.</returns>
    public static string? Decode(string text, ICollection<string> values)
    {
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty) return null;
        if (rest[0] == '(')
        {
            if (rest[^1] != ')') return "its list has no closing parenthesis.";
            rest = rest[1..^1].Trim();
            return rest.IsEmpty ? null : DecodeList(rest, values, listed: true);
        }
        return DecodeList(rest, values, listed: false);
    }

    /// <summary>One value as a string: <c>'value'</c>.</summary>
    public static string Quote(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string? DecodeList(ReadOnlySpan<char> rest, ICollection<string> values, bool listed)
    {
        while (true)
        {
            if (rest is ['\'' or '"', ..])
            {
                var length = ReadQuoted(rest, out var value);
                if (length < 0) return "it has an opening quote without a closing one.";
                values.Add(value);
                rest = rest[length..].TrimStart();
            }
            else
            {
                // Outside a list a comma can only be part of a value that someone forgot to quote.
                var end = listed ? rest.IndexOf(',') : -1;
                var value = end < 0 ? rest : rest[..end];
                if (value.IndexOfAny('\'', '"') >= 0 && listed) return "it has a quote within a value that has none around it.";
                if (value.Trim().IsEmpty) return "it has an empty place in its list.";
                values.Add(value.Trim().ToString());
                rest = end < 0 ? [] : rest[end..];
            }
            if (rest.IsEmpty) return null;
            if (rest[0] != ',') return "it has text after a closing quote; a quote within a string is written twice.";
            rest = rest[1..].TrimStart();
            if (rest.IsEmpty) return "it has an empty place in its list.";
        }
    }

    private static int ReadQuoted(ReadOnlySpan<char> text, out string value)
    {
        var quote = text[0];
        var content = new StringBuilder();
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] != quote) content.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == quote) content.Append(text[at++]);
            else
            {
                value = content.ToString();
                return at + 1;
            }
        }
        value = "";
        return -1;
    }
}
