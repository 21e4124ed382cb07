namespace IheNode.Core;

/// <summary>A text in one language, as ebRIM's <c>LocalizedString</c>.</summary>
/// <param name="Value">The text.</param>
/// <param name="Language">RFC 5646 tag, if given.</param>
/// <param name="Charset">Character set, if given.</param>
public sealed record LocalizedString(string Value, string? Language = null, string? Charset = null);
