using System.Text;

namespace IheNode.Core;

/// <summary>
/// ISO-2022-JP as Japanese HL7 v2 uses it: ASCII and JIS X 0208. It reads what senders write in fact (also the vendors' rows beyond the standard, and
/// half-width kana) and writes only what the standard has; anything else becomes ■, as SS-MIX2 asks.
/// </summary>
internal static class JapaneseEncoding
{
    private static readonly Encoding CodePage =
        CodePagesEncodingProvider.Instance.GetEncoding(50220, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    private static readonly HashSet<Rune> Standard = [.. Enumerable.Range(0, 128).Select(ascii => new Rune(ascii)), .. Jisx0208()];

    /// <summary>Octets to text.</summary>
    /// <exception cref="DecoderFallbackException">An octet or an escape sequence has no meaning here.</exception>
    public static string Decode(byte[] octets)
    {
        for (var i = 0; i < octets.Length; i++)
        {
            // The code page would pass these through as if they meant something.
            if (octets[i] >= 0x80 || octets[i] is 0x0E or 0x0F || (octets[i] == 0x1B && !IsSwitch(octets.AsSpan(i))))
                throw new DecoderFallbackException("an octet that ISO-2022-JP does not have", [octets[i]], i);
        }

        return CodePage.GetString(octets);
    }

    /// <summary>Text to octets, with substitutes for what JIS X 0208 lacks.</summary>
    public static byte[] Encode(string text) => CodePage.GetBytes(Substitution.Apply(text, Standard.Contains, '■'));

    /// <summary>Whether an escape sequence chooses ASCII, JIS X 0201 (Latin or kana) or JIS X 0208.</summary>
    public static bool IsSwitch(ReadOnlySpan<byte> octets) =>
        octets.Length >= 3 && ((octets[1] == '(' && octets[2] is (byte)'B' or (byte)'J' or (byte)'I') || IsSwitchToTwoBytes(octets));

    /// <summary>Whether an escape sequence chooses JIS X 0208, in which a character has two octets.</summary>
    public static bool IsSwitchToTwoBytes(ReadOnlySpan<byte> octets) =>
        octets.Length >= 3 && octets[0] == 0x1B && octets[1] == '$' && octets[2] is (byte)'B' or (byte)'@';

    // Rows 1 to 8 and 16 to 84; the code page also has the vendors' rows 13 and 89 to 92, whose first octets include the separators | and ~.
    private static IEnumerable<Rune> Jisx0208()
    {
        foreach (var row in Enumerable.Range(1, 8).Concat(Enumerable.Range(16, 69)))
        {
            for (var cell = 1; cell <= 94; cell++)
            {
                byte[] octets = [0x1B, (byte)'$', (byte)'B', (byte)(row + 32), (byte)(cell + 32), 0x1B, (byte)'(', (byte)'B'];
                string text;
                try
                {
                    text = CodePage.GetString(octets);
                }
                catch (DecoderFallbackException)
                {
                    continue;
                }

                yield return Rune.GetRuneAt(text, 0);
            }
        }
    }
}
