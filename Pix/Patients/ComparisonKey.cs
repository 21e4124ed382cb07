using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace IheNode.Pix;

/// <summary>
/// Turns text into the form in which it is compared: compatibility characters and half-width kana unified (NFKC), hiragana as katakana, no spaces, upper
/// case. Kanji stay as they are.
/// </summary>
internal static partial class ComparisonKey
{
    private const int Longest = 200;

    /// <summary>What follows every text that begins with a key; the upper bound of a search by prefix.</summary>
    public static string After(string prefix) => prefix + char.ConvertFromUtf32(0x10FFFF);

    /// <summary>The key of a name, a place or any other text; empty for null.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var written = new StringBuilder(text.Length);
        // Variation selectors choose a glyph of the same character. Lone surrogates become U+FFFD, which Normalize accepts.
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsVariationSelector(rune.Value)) written.Append(rune.ToString());
        }

        var key = new StringBuilder(written.Length);
        foreach (var rune in written.ToString().Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune)) continue;
            var katakana = rune.Value is (>= 0x3041 and <= 0x3096) or 0x309D or 0x309E ? new Rune(rune.Value + 0x60) : rune;
            key.Append(Rune.ToUpperInvariant(katakana).ToString());
        }

        // An index takes no key of any length; people whose names agree so far agree.
        return key.Length <= Longest ? key.ToString() : key.ToString(0, char.IsHighSurrogate(key[Longest - 1]) ? Longest - 1 : Longest);
    }

    /// <summary>Whether a key is written in kana alone.</summary>
    public static bool IsKana(string key) => key.Length > 0 && key.All(c => c is (>= '\u30A1' and <= '\u30FA') or '\u30FC' or '\u30FB' or '\u30FD' or '\u30FE');

    /// <summary>The key of a telephone number (its digits, +81 as 0) or of a mail address; empty when it is neither.</summary>
    public static string OfTelecom(string? text)
    {
        var key = Of(text);
        var mail = key.Split('^').FirstOrDefault(part => part.Contains('@', StringComparison.Ordinal));
        if (mail is not null) return mail.StartsWith("MAILTO:", StringComparison.Ordinal) ? mail[7..] : mail;
        var digits = string.Concat(key.Where(char.IsAsciiDigit));
        return key.Contains("+81", StringComparison.Ordinal) && digits.StartsWith("81", StringComparison.Ordinal)
            ? "0" + digits[2..].TrimStart('0')
            : digits;
    }

    /// <summary>The key of an address or of a part of it: 一丁目2番3号, １－２－３ and 1-2-3 are the same.</summary>
    public static string OfAddress(string? text)
    {
        var key = KanjiNumber().Replace(Of(text), match => ArabicNumber(match.Value).ToString(CultureInfo.InvariantCulture));
        key = NumberUnit().Replace(key, "-");
        key = Dash().Replace(key, "-");
        return key.TrimEnd('-');
    }

    /// <summary>Makes sure that this process normalises Unicode at all.</summary>
    /// <exception cref="InvalidOperationException">Normalisation gives its input back, as it does in globalization-invariant mode.</exception>
    public static void Verify() => Verify(text => text.Normalize(NormalizationForm.FormKC));

    internal static void Verify(Func<string, string> normalise)
    {
        if (normalise("ｶﾞ①Ａ") != "ガ1A")
        {
            throw new InvalidOperationException(
                "This process does not normalise Unicode (NFKC left half-width kana as they were), so names would not be found and people not be linked. "
                + "Switch globalization-invariant mode off (InvariantGlobalization, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT) and install ICU.");
        }
    }

    private static bool IsVariationSelector(int value) => value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static int ArabicNumber(string kanji)
    {
        var (number, digit) = (0, 0);
        foreach (var c in kanji)
        {
            if (c == '十') (number, digit) = (number + (Math.Max(digit, 1) * 10), 0);
            else digit = (digit * 10) + "〇一二三四五六七八九".IndexOf(c, StringComparison.Ordinal);
        }

        return number + digit;
    }

    [GeneratedRegex("[〇一二三四五六七八九十]{1,4}(?=丁目|番|号)", RegexOptions.CultureInvariant)]
    private static partial Regex KanjiNumber();

    [GeneratedRegex("(?<=[0-9])(丁目|番地ノ?|番|号)", RegexOptions.CultureInvariant)]
    private static partial Regex NumberUnit();

    [GeneratedRegex("(?<=[0-9])[-‐‑‒–—―−ーノ]+(?=[0-9]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Dash();
}
