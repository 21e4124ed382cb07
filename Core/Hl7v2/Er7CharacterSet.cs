using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace IheNode.Core;

/// <summary>A character set that MSH-18 can name (HL7 table 0211), with the octets and the characters it has.</summary>
internal sealed class Er7CharacterSet
{
    private static readonly string[] Japanese = ["ISO IR87", "ISO IR14", "ISO IR13", "JIS X 0202"];
    private static readonly string[] SingleByte = ["", "ASCII", "ISO IR6"];

    private static readonly ConcurrentDictionary<string, Er7CharacterSet> Iso8859 = new();

    private readonly Func<byte[], string> _decode;
    private readonly Func<string, byte[]> _encode;

    private Er7CharacterSet(string name, Func<byte[], string> decode, Func<string, byte[]> encode) => (Name, _decode, _encode) = (name, decode, encode);

    /// <summary>MSH-18 of messages in seven-bit ASCII: empty.</summary>
    public static Er7CharacterSet Ascii { get; } = OneByte("", Encoding.ASCII.CodePage, 128);

    /// <summary>MSH-18 <c>UNICODE UTF-8</c>.</summary>
    public static Er7CharacterSet Utf8 { get; } = new("UNICODE UTF-8", new UTF8Encoding(false, throwOnInvalidBytes: true).GetString, Encoding.UTF8.GetBytes);

    /// <summary>MSH-18 <c>~ISO IR87</c>: ISO-2022-JP (Japanese standard HS012, SS-MIX2).</summary>
    public static Er7CharacterSet Iso2022Jp { get; } = new("~ISO IR87", JapaneseEncoding.Decode, JapaneseEncoding.Encode);

    /// <summary>What stands in MSH-18.</summary>
    public string Name { get; }

    /// <summary>The character set that a raw MSH-18 names; null when it is unknown here.</summary>
    public static Er7CharacterSet? Find(string raw)
    {
        var names = raw.Split('~', StringSplitOptions.TrimEntries).Select(name => name.ToUpperInvariant()).Distinct().ToList();
        if (names.All(SingleByte.Contains)) return Ascii;
        if (names.All(name => SingleByte.Contains(name) || Japanese.Contains(name))) return Iso2022Jp;
        names.Remove("");
        if (names is not [var only]) return null;
        if (only is "UNICODE UTF-8" or "UTF-8" or "UNICODE") return Utf8;
        return only.StartsWith("8859/", StringComparison.Ordinal)
            && int.TryParse(only.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var part) && part is (>= 1 and <= 9) or 13 or 15
            ? Iso8859.GetOrAdd(only, name => OneByte(name, 28590 + part, 256))
            : null;
    }

    /// <summary>The narrowest character set that holds the whole text: ASCII, ISO-2022-JP, UTF-8.</summary>
    public static Er7CharacterSet For(string text) => Ascii.Holds(text) ? Ascii : Iso2022Jp.Holds(text) ? Iso2022Jp : Utf8;

    /// <summary>Octets to text.</summary>
    /// <exception cref="DecoderFallbackException">An octet has no meaning in this character set.</exception>
    public string Decode(byte[] octets)
    {
        var text = _decode(octets);
        // An escape that is left is a switch to a character set that MSH-18 did not announce: what follows it would be misread.
        var escape = text.IndexOf('\x1B', StringComparison.Ordinal);
        return escape < 0 ? text : throw new DecoderFallbackException("a switch to another character set", [0x1B], escape);
    }

    /// <summary>Text to octets; what this character set lacks is substituted, and never by a separator.</summary>
    public byte[] Encode(string text) => _encode(text);

    private bool Holds(string text) => Decode(Encode(text)) == text;

    private static Er7CharacterSet OneByte(string name, int codePage, int size)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            ?? Encoding.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        var known = Enumerable.Range(0, size).Select(octet => Decoded(encoding, (byte)octet)).OfType<Rune>().ToHashSet();
        return new(name, octets => Known(encoding.GetString(octets), octets, known), text => encoding.GetBytes(Substitution.Apply(text, known.Contains, '?')));
    }

    private static string Known(string text, byte[] octets, HashSet<Rune> known)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!known.Contains(new Rune(text[i]))) throw new DecoderFallbackException("an octet without meaning", [octets[i]], i);
        }

        return text;
    }

    private static Rune? Decoded(Encoding encoding, byte octet)
    {
        try
        {
            // Octets without meaning come back as private-use characters.
            var rune = Rune.GetRuneAt(encoding.GetString([octet]), 0);
            return Rune.GetUnicodeCategory(rune) == UnicodeCategory.PrivateUse ? null : rune;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
