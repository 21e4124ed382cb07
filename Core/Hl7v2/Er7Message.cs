namespace IheNode.Core;

/// <summary>
/// An HL7 v2 message: segments of fields of repetitions of components of subcomponents, characters already decoded. In memory it always has the
/// separators <c>|^~\&amp;</c>, whatever those on the wire were.
/// </summary>
/// <param name="Segments">The segments, MSH first.</param>
public sealed record Er7Message(ValueList<Er7Segment> Segments)
{
    /// <summary>MSH.</summary>
    public Er7Segment Header => Segments.Count > 0 ? Segments[0] : new("MSH", []);

    /// <summary>The first segment of that name; null when there is none.</summary>
    public Er7Segment? Segment(string name) => All(name).FirstOrDefault();

    /// <summary>The segments of that name, in order.</summary>
    public IEnumerable<Er7Segment> All(string name) => Segments.Where(segment => segment.Name == name);

    /// <summary>Message type and trigger event, such as <c>ADT^A01</c>: the first two components of MSH-9.</summary>
    public string Trigger => $"{Header.Text(9)}^{Header.Text(9, 2)}";
}

/// <summary>One segment.</summary>
/// <param name="Name">Three characters, such as PID.</param>
/// <param name="Fields">Raw fields, still escaped; field n stands at index n - 1 (for MSH, MSH-1 is the separator itself).</param>
public sealed record Er7Segment(string Name, ValueList<string> Fields)
{
    /// <summary>A segment of these raw fields; empty ones at the end are left out.</summary>
    public static Er7Segment Of(string name, params ReadOnlySpan<string?> fields)
    {
        while (fields.Length > 0 && string.IsNullOrEmpty(fields[^1])) fields = fields[..^1];
        var values = new string[fields.Length];
        for (var i = 0; i < fields.Length; i++) values[i] = fields[i] ?? "";
        return new(name, [.. values]);
    }

    /// <summary>A raw field by its one-based number; empty when the segment ends before it.</summary>
    public string Field(int number) => number >= 1 && number <= Fields.Count ? Fields[number - 1] : "";

    /// <summary>The raw repetitions of a field; none when it is empty.</summary>
    public IReadOnlyList<string> Repetitions(int number) => Field(number) is { Length: > 0 } field ? field.Split('~') : [];

    /// <summary>A value without escapes: field, component, subcomponent and repetition are one-based.</summary>
    public string Text(int field, int component = 1, int subcomponent = 1, int repetition = 1)
    {
        // MSH-2 is made of separators and has no parts.
        if (Name == "MSH" && field <= 2) return Field(field);
        var repetitions = Repetitions(field);
        return repetition > repetitions.Count ? "" : Er7Text.Value(repetitions[repetition - 1], component, subcomponent);
    }
}
