namespace IheNode.Core;

/// <summary>A named list of values of an ebRIM object.</summary>
/// <param name="Name">The slot's name; a URN outside <c>urn:ihe:</c> for extra metadata (<c>ITI TF-3 4.2.3.1.6</c>).</param>
/// <param name="Values">Its values in order.</param>
public sealed record Slot(string Name, ValueList<string> Values);

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
