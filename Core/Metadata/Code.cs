namespace IheNode.Core;

/// <summary>
/// A coded value (<c>ITI TF-3 4.2.3.1.2</c>). Its meaning is (<paramref name="Value"/>, <paramref name="CodingScheme"/>); the display name is for people
/// and is never validated.
/// </summary>
/// <param name="Value">The code.</param>
/// <param name="CodingScheme">The id of the coding scheme, an OID where there is one.</param>
/// <param name="DisplayName">What a person reads.</param>
public sealed record Code(string Value, string CodingScheme, string? DisplayName = null)
{
    /// <summary>RFC 5646 tag of the display name, if given.</summary>
    public string? Language { get; init; }

    /// <summary>Slots beside codingScheme, kept as they came.</summary>
    public ValueList<Slot> ExtraSlots { get; init; }

    /// <summary>Whether both name the same concept, whatever their display names.</summary>
    public bool Means(Code other) => Value == other.Value && CodingScheme == other.CodingScheme;

    /// <summary>The form of stored queries: <c>value^^scheme</c>.</summary>
    public string ToQueryValue() => $"{Value}^^{CodingScheme}";
}
