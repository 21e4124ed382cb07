using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>The places of a repository: one for contents that come now, and those where earlier ones lie.</summary>
/// <param name="current">Where new contents go.</param>
/// <param name="further">Where others are still read.</param>
internal sealed class ContentPlaces(ContentPlace current, params IReadOnlyList<ContentPlace> further) : IDisposable
{
    /// <summary>What rows say whose content lies in them.</summary>
    public const string Row = "row";

    private readonly Dictionary<string, ContentPlace> _byName =
        further.Append(current).ToDictionary(place => place.Name, StringComparer.Ordinal);

    /// <summary>The places of which a profile tells.</summary>
    /// <param name="profile">Where documents are kept.</param>
    /// <param name="root">The folder <c>documents</c> of the node.</param>
    /// <param name="clock">The time.</param>
    public static ContentPlaces Of(DocumentsProfile profile, string root, TimeProvider clock)
    {
        var files = new FilesPlace(root);
        if (profile.S3 is not { } store) return new(files);
        var objects = new S3Place(store, clock);
        return profile.Kind == "s3" ? new(objects, files) : new(files, objects);
    }

    /// <summary>Where new contents go.</summary>
    public ContentPlace Current => current;

    /// <summary>All of them.</summary>
    public IEnumerable<ContentPlace> All => _byName.Values;

    /// <summary>The place that a row names.</summary>
    /// <exception cref="IOException">The profile does not say how to reach it.</exception>
    public ContentPlace this[string name] =>
        _byName.TryGetValue(name, out var place) ? place : throw new IOException($"A content lies in the place '{name}', of which the profile says nothing.");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var place in All.OfType<IDisposable>()) place.Dispose();
    }
}
