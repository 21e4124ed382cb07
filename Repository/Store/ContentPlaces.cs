namespace IheNode.Repository;

/// <summary>The places of a repository: one for contents that come now, and those where earlier ones lie.</summary>
/// <param name="current">Where new contents go.</param>
/// <param name="further">Where others are still read.</param>
internal sealed class ContentPlaces(ContentPlace current, params IReadOnlyList<ContentPlace> further)
{
    /// <summary>What rows say whose content lies in them.</summary>
    public const string Row = "row";

    private readonly Dictionary<string, ContentPlace> _byName =
        further.Append(current).ToDictionary(place => place.Name, StringComparer.Ordinal);

    /// <summary>The places that a profile names.</summary>
    /// <param name="root">The folder <c>documents</c> of the data folder.</param>
    public static ContentPlaces Of(string root) => new(new FilesPlace(root));

    /// <summary>Where new contents go.</summary>
    public ContentPlace Current => current;

    /// <summary>All of them.</summary>
    public IEnumerable<ContentPlace> All => _byName.Values;

    /// <summary>The place that a row names.</summary>
    /// <exception cref="IOException">The profile does not say how to reach it.</exception>
    public ContentPlace this[string name] =>
        _byName.TryGetValue(name, out var place) ? place : throw new IOException($"A content lies in the place '{name}', of which the profile says nothing.");
}
