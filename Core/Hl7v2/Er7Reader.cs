using System.Text;

namespace IheNode.Core;

/// <summary>Reads HL7 v2 messages: octets to characters by MSH-18, and only then characters to segments and fields.</summary>
public static class Er7Reader
{
    /// <summary>Reads a message. Segments may end with CR, as they should, or with LF or CR LF; empty lines are passed over.</summary>
    /// <exception cref="Er7RejectedException">The character set is unknown or not that of the octets, or the separators or a segment name are wrong.</exception>
    public static Er7Message Read(ReadOnlySpan<byte> octets)
    {
        octets = WithoutByteOrderMark(octets);
        // The separators come first: without them MSH-18 cannot be found.
        var delimiters = Er7Delimiters.Read(Encoding.Latin1.GetString(octets[..Math.Min(octets.Length, 16)]));
        var named = Er7Scan.HeaderField(octets, 18);
        var characterSet = Er7CharacterSet.Find(delimiters.ToUsual(named))
            ?? throw new Er7RejectedException($"The character set '{named}' in MSH-18 is not supported.", 103, "MSH^1^18", reject: true);
        return Split(Decode(octets, characterSet), delimiters);
    }

    /// <summary>As much of MSH as can be read of octets that <see cref="Read"/> refuses, so that the refusal can be addressed; never throws.</summary>
    public static Er7Message ReadHeader(ReadOnlySpan<byte> octets)
    {
        octets = WithoutByteOrderMark(octets);
        var end = octets.IndexOfAny((byte)'\r', (byte)'\n');
        try
        {
            // MSH-18 is left out: the refusal is written in ASCII, which every receiver reads.
            var text = string.Concat(Encoding.ASCII.GetString(end < 0 ? octets : octets[..end]).Select(character => char.IsControl(character) ? '?' : character));
            var header = Split(text, Er7Delimiters.Read(text)).Header;
            return new([new("MSH", header.Fields.Take(17).ToValueList())]);
        }
        catch (Er7RejectedException)
        {
            return new([new("MSH", ["|", "^~\\&"])]);
        }
    }

    /// <summary>Checks what every request must have before it can be dispatched: MSH-9 and MSH-10.</summary>
    /// <exception cref="Er7RejectedException">One is missing.</exception>
    public static void CheckHeader(Er7Message message)
    {
        var missing = new List<Er7Error>();
        if (message.Header.Text(9).Length == 0) missing.Add(new(101, "MSH-9 (message type) is missing.", "MSH^1^9"));
        if (message.Header.Field(10).Length == 0) missing.Add(new(101, "MSH-10 (message control id) is missing.", "MSH^1^10"));
        if (missing.Count > 0) throw new Er7RejectedException(missing.ToValueList(), reject: true);
    }

    private static string Decode(ReadOnlySpan<byte> octets, Er7CharacterSet characterSet)
    {
        try
        {
            return characterSet.Decode(octets.ToArray());
        }
        catch (DecoderFallbackException fault)
        {
            var name = characterSet.Name.Length == 0 ? "ASCII, since MSH-18 names no other character set" : characterSet.Name;
            throw new Er7RejectedException($"Octet {fault.Index + 1} of the message is not {name}.", 102, "MSH^1^18", reject: true);
        }
    }

    private static Er7Message Split(string text, Er7Delimiters delimiters)
    {
        var segments = new List<Er7Segment>();
        foreach (var line in text.Split('\r', '\n'))
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            segments.Add(segments.Count == 0 ? Header(line, delimiters) : Segment(line, segments.Count + 1, delimiters));
        }

        return new(segments.ToValueList());
    }

    private static Er7Segment Header(string line, Er7Delimiters delimiters) => new(
        "MSH", ["|", delimiters.Canonical, .. line.Split(delimiters.Field).Skip(2).Select(delimiters.ToUsual)]);

    private static Er7Segment Segment(string line, int position, Er7Delimiters delimiters)
    {
        var fields = line.Split(delimiters.Field);
        var name = fields[0].Trim();
        if (name.Length != 3 || !name.All(char.IsAsciiLetterOrDigit) || !char.IsAsciiLetter(name[0]))
            throw new Er7RejectedException($"Line {position} does not begin with the name of a segment and '{delimiters.Field}'.", 100, reject: true);
        return new(name, fields.Skip(1).Select(delimiters.ToUsual).ToValueList());
    }

    private static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> octets) =>
        octets.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? octets[3..] : octets;
}
