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
    public static string Escape(string? text) => text is null ? "" : Hl7Escape.Write(text);

    /// <summary>Text without escape sequences; one that is not known stays as it stands.</summary>
    public static string Unescape(string text) => Hl7Escape.Read(text);

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
