namespace IheNode.Core;

/// <summary>An HL7 v2 message: segments of fields of repetitions of components of subcomponents, characters already decoded.</summary>
/// <param name="Segments">The segments, MSH first.</param>
public sealed record Er7Message(ValueList<Er7Segment> Segments);

/// <summary>One segment.</summary>
/// <param name="Name">Three characters, such as PID.</param>
/// <param name="Fields">Raw fields, still escaped; field n stands at index n - 1 (for MSH, MSH-1 is the separator itself).</param>
public sealed record Er7Segment(string Name, ValueList<string> Fields);

/// <summary>A message that is refused before any handler sees it; it says what the acknowledgement is to carry (<c>ITI TF-2 C.2.3</c>).</summary>
public sealed class Er7RejectedException : Exception
{
    /// <summary>Refused with a code of HL7 table 0357.</summary>
    public Er7RejectedException(string message, int code, string? location = null, bool reject = false) : base(message) =>
        (Code, Location, Reject) = (code, location, reject);

    /// <summary>Refused as 207, internal error.</summary>
    public Er7RejectedException(string message, Exception inner) : base(message, inner) => Code = 207;

    /// <summary>Refused as 207, internal error.</summary>
    public Er7RejectedException(string message) : base(message) => Code = 207;

    /// <summary>Refused as 207, internal error.</summary>
    public Er7RejectedException() => Code = 207;

    /// <summary>Code of HL7 table 0357.</summary>
    public int Code { get; }

    /// <summary>ERR-2, such as <c>QPD^1^3^1^4</c>.</summary>
    public string? Location { get; }

    /// <summary>Whether the answer is AR (application reject) and not AE.</summary>
    public bool Reject { get; }
}
