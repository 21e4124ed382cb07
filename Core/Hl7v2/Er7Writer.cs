namespace IheNode.Core;

/// <summary>Writes HL7 v2 messages in the character set that their MSH-18 names.</summary>
public static class Er7Writer
{
    /// <summary>
    /// A message as octets, each segment with CR at its end. Characters that the set lacks are substituted: half-width kana by full-width, the rest by ■
    /// (Japanese) or ? (elsewhere).
    /// </summary>
    /// <exception cref="ArgumentException">MSH-18 names a character set that is not supported.</exception>
    public static byte[] Write(Er7Message message)
    {
        var characterSet = Er7CharacterSet.Find(message.Header.Field(18))
            ?? throw new ArgumentException($"The character set '{message.Header.Field(18)}' in MSH-18 is not supported.", nameof(message));
        return characterSet.Encode(Text(message));
    }

    /// <summary>A message as text, each segment with CR at its end.</summary>
    public static string Text(Er7Message message) => string.Concat(message.Segments.Select(segment => Text(segment) + "\r"));

    /// <summary>The message with the narrowest character set in MSH-18 that holds all its text: ASCII, ISO-2022-JP or UTF-8.</summary>
    public static Er7Message WithCharacterSet(Er7Message message)
    {
        var characterSet = Er7CharacterSet.For(Text(message));
        if (characterSet == Er7CharacterSet.Ascii) return message;
        var fields = Enumerable.Range(1, 20).Select(message.Header.Field).ToList();
        fields[17] = characterSet.Name;
        // Japanese receivers expect the technique to be named wherever MSH-18 has a second character set.
        fields[19] = characterSet == Er7CharacterSet.Iso2022Jp ? "ISO 2022-1994" : "";
        return new([Er7Segment.Of("MSH", [.. fields]), .. message.Segments.Skip(1)]);
    }

    private static string Text(Er7Segment segment) => segment.Name == "MSH"
        ? $"MSH|{string.Join('|', segment.Fields.Skip(1))}"
        : string.Join('|', segment.Fields.Prepend(segment.Name));
}
