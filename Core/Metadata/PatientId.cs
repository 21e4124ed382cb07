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
    public string Id => Hl7Escape.Read(Text.Split('^')[0]);

    /// <summary>The OID of the assigning authority; empty when the text has none.</summary>
    public string AssigningAuthority
    {
        get
        {
            var components = Text.Split('^');
            var authority = components.Length > 3 ? components[3].Split('&') : [];
            return authority.Length > 1 ? authority[1] : "";
        }
    }

    /// <summary>Whether the text is exactly <c>id^^^&amp;oid&amp;ISO</c> with a non-empty id and a valid OID.</summary>
    public bool IsValid
    {
        get
        {
            var components = (Text ?? "").Split('^');
            return components is [{ Length: > 0 }, "", "", _]
                && components[3].Split('&') is ["", var oid, "ISO"] && Oid.IsValid(oid);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text ?? "";
}
