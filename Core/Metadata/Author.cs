namespace IheNode.Core;

/// <summary>Who wrote a document or made a submission (<c>ITI TF-3 4.2.3.1.4</c>); the lists are not linked by position.</summary>
public sealed record Author
{
    /// <summary>The person or machine, XCN; absent for an institution as author.</summary>
    public string? Person { get; init; }

    /// <summary>Institutions, XON.</summary>
    public ValueList<string> Institutions { get; init; }

    /// <summary>Roles, plain or coded.</summary>
    public ValueList<string> Roles { get; init; }

    /// <summary>Specialties, plain or coded.</summary>
    public ValueList<string> Specialties { get; init; }

    /// <summary>Telephone numbers and addresses, XTN.</summary>
    public ValueList<string> Telecommunications { get; init; }

    /// <summary>Slots that the standard does not name, kept as they came.</summary>
    public ValueList<Slot> ExtraSlots { get; init; }
}

/// <summary>A named list of values of an ebRIM object.</summary>
/// <param name="Name">The slot's name; a URN outside <c>urn:ihe:</c> for extra metadata (<c>ITI TF-3 4.2.3.1.6</c>).</param>
/// <param name="Values">Its values in order.</param>
public sealed record Slot(string Name, ValueList<string> Values);

/// <summary>A text in one language, as ebRIM's <c>LocalizedString</c>.</summary>
/// <param name="Value">The text.</param>
/// <param name="Language">RFC 5646 tag, if given.</param>
/// <param name="Charset">Character set, if given.</param>
public sealed record LocalizedString(string Value, string? Language = null, string? Charset = null);

/// <summary>A classification that the standard does not name, kept as it came.</summary>
/// <param name="Scheme">The classification scheme's URN, or null for a classification by node.</param>
/// <param name="Node">The classification node's URN, or null for a classification by scheme.</param>
/// <param name="NodeRepresentation">The code value.</param>
/// <param name="Name">The display name.</param>
/// <param name="Slots">Its slots.</param>
public sealed record Classification(string? Scheme, string? Node, string? NodeRepresentation, string? Name, ValueList<Slot> Slots);

/// <summary>An external identifier that the standard does not name, kept as it came.</summary>
/// <param name="Scheme">The identification scheme's URN.</param>
/// <param name="Value">The identifier.</param>
/// <param name="Name">Its name.</param>
public sealed record ExternalIdentifier(string Scheme, string Value, string? Name);
