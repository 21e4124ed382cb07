namespace IheNode.Core;

/// <summary>One ERR segment of an acknowledgement.</summary>
/// <param name="Code">HL7 table 0357.</param>
/// <param name="Text">A sentence for the sender, without demographics.</param>
/// <param name="Location">ERR-2, such as <c>QPD^1^3^1^4</c>; null when the error belongs to no place of the message.</param>
public sealed record Er7Error(int Code, string Text, string? Location = null)
{
    /// <summary>The name of the code in HL7 table 0357.</summary>
    public string CodeName => Code switch
    {
        0 => "Message accepted",
        100 => "Segment sequence error",
        101 => "Required field missing",
        102 => "Data type error",
        103 => "Table value not found",
        200 => "Unsupported message type",
        201 => "Unsupported trigger event",
        202 => "Unsupported processing id",
        203 => "Unsupported version id",
        204 => "Unknown key identifier",
        205 => "Duplicate key identifier",
        206 => "Application record locked",
        _ => "Application internal error",
    };
}

/// <summary>A message that is refused before any handler sees it; it says what the acknowledgement is to carry (<c>ITI TF-2 C.2.3</c>).</summary>
public sealed class Er7RejectedException : Exception
{
    /// <summary>Refused for everything that is wrong with it.</summary>
    public Er7RejectedException(ValueList<Er7Error> errors, bool reject = false) : base(string.Join(' ', errors.Select(error => error.Text))) =>
        (Errors, Reject) = (errors, reject);

    /// <summary>Refused with a code of HL7 table 0357.</summary>
    public Er7RejectedException(string message, int code, string? location = null, bool reject = false) : base(message) =>
        (Errors, Reject) = ([new(code, message, location)], reject);

    /// <summary>Refused as 207, internal error.</summary>
    public Er7RejectedException(string message, Exception inner) : base(message, inner) => Errors = [new(207, message)];

    /// <summary>Refused as 207, internal error.</summary>
    public Er7RejectedException(string message) : base(message) => Errors = [new(207, message)];

    /// <summary>Refused as 207, internal error.</summary>
    public Er7RejectedException() : this("The message is refused.") { }

    /// <summary>Everything that is wrong; at least one.</summary>
    public ValueList<Er7Error> Errors { get; }

    /// <summary>Code of HL7 table 0357 of the first error.</summary>
    public int Code => Errors[0].Code;

    /// <summary>ERR-2 of the first error, such as <c>QPD^1^3^1^4</c>.</summary>
    public string? Location => Errors[0].Location;

    /// <summary>Whether the answer is AR (application reject) and not AE.</summary>
    public bool Reject { get; }
}
