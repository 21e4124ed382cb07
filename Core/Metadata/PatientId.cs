namespace IheNode.Core;

/// <summary>
/// A patient identifier as XDS metadata writes it: <c>id^^^&amp;oid&amp;ISO</c> (CX, <c>ITI TF-3 4.2.3.1.7</c>).
/// It keeps the text that was received; whether that text has the required form is <see cref="IsValid"/>.
/// </summary>
/// <param name="Text">The CX as received.</param>
public readonly record struct PatientId(string Text)
{
    /// <summary>The identifier that an assigning authority gave.</summary>
    public static PatientId Of(string id, string assigningAuthority) => new($"{Hl7Escape.Write(id)}^^^&{assigningAuthority}&ISO");

    /// <summary>The id within its assigning authority; empty when the text has none.</summary>
    public string Id => Hl7Escape.Read(Text.IndexOf('^', StringComparison.Ordinal) is var end and >= 0 ? Text[..end] : Text);

    /// <summary>The OID of the assigning authority; empty when the text has none.</summary>
    public string AssigningAuthority
    {
        get
        {
            Span<Range> components = stackalloc Range[5], authority = stackalloc Range[3];
            if (Text.AsSpan().Split(components, '^') <= 3) return "";
            var part = Text.AsSpan(components[3]);
            return part.Split(authority, '&') > 1 ? part[authority[1]].ToString() : "";
        }
    }

    /// <summary>Whether the text is exactly <c>id^^^&amp;oid&amp;ISO</c> with a non-empty id and a valid OID.</summary>
    public bool IsValid
    {
        get
        {
            Span<Range> components = stackalloc Range[5], parts = stackalloc Range[4];
            var text = Text.AsSpan();
            if (text.Split(components, '^') != 4 || text[components[0]].IsEmpty || !text[components[1]].IsEmpty || !text[components[2]].IsEmpty) return false;
            var authority = text[components[3]];
            return authority.Split(parts, '&') == 3 && authority[parts[0]].IsEmpty && authority[parts[2]] is "ISO" && Oid.IsValid(authority[parts[1]]);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text ?? "";
}
