using System.Text;

namespace IheNode.Core;

/// <summary>Replaces what a character set lacks by what it has, without ever making a separator of a message.</summary>
internal static class Substitution
{
    // The same character under two code points: Unicode's own table and that of the code pages disagree on these.
    private static readonly Dictionary<int, string> Twins = new()
    {
        [0x301C] = "\uFF5E", [0x2212] = "\uFF0D", [0x2016] = "\u2225", [0x00A2] = "\uFFE0", [0x00A3] = "\uFFE1", [0x00AC] = "\uFFE2", [0x2014] = "\u2015",
        [0x00A5] = "\uFFE5", [0x203E] = "\uFFE3", [0x3099] = "\u309B", [0x309A] = "\u309C",
    };

    /// <summary>The text in characters that the set has: composed, twins, half-width kana made full, compatibility forms unfolded, and the mark for the rest.</summary>
    public static string Apply(string text, Func<Rune, bool> has, char mark)
    {
        if (text.EnumerateRunes().All(has)) return text;
        // Half a surrogate pair, and code points that are set aside for no character, could not be normalised.
        var runes = string.Concat(text.EnumerateRunes().Select(rune => IsNoCharacter(rune) ? Rune.ReplacementChar : rune))
            .Normalize(NormalizationForm.FormC).EnumerateRunes().ToList();
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < runes.Count; i++)
        {
            if (!has(runes[i]) && IsHalfWidthKana(runes[i]))
            {
                // Together, so that a sound mark joins the kana before it.
                var start = i;
                while (i + 1 < runes.Count && IsHalfWidthKana(runes[i + 1])) i++;
                var full = string.Concat(runes[start..(i + 1)]).Normalize(NormalizationForm.FormKC);
                foreach (var kana in full.EnumerateRunes()) result.Append(Replace(kana, has, mark));
            }
            else
            {
                result.Append(Replace(runes[i], has, mark));
            }
        }

        return result.ToString();
    }

    private static string Replace(Rune rune, Func<Rune, bool> has, char mark)
    {
        if (has(rune)) return rune.ToString();
        // Variation selectors choose among glyphs of the character before them, which stays.
        if (rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF)) return "";
        if (Twins.TryGetValue(rune.Value, out var twin) && twin.EnumerateRunes().All(has)) return twin;
        var unfolded = rune.ToString().Normalize(NormalizationForm.FormKC);
        return unfolded.EnumerateRunes().All(part => has(part) && !IsControlOrSeparator(part)) ? unfolded : mark.ToString();
    }

    private static bool IsNoCharacter(Rune rune) => (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF;

    private static bool IsControlOrSeparator(Rune rune) => rune.IsAscii && (rune.Value < ' ' || Hl7Escape.Letter((char)rune.Value) is not null);

    private static bool IsHalfWidthKana(Rune rune) => rune.Value is >= 0xFF61 and <= 0xFF9F;
}
