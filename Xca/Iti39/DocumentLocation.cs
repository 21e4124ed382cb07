using IheNode.Core;

namespace IheNode.Xca;

/// <summary>The location of an error between gateways: the DocumentUniqueId and the homeCommunityId (<c>ITI TF-3 4.2.4.1</c>), as <c>uniqueId|urn:oid:…</c>.</summary>
internal static class DocumentLocation
{
    public static XdsError Extend(XdsError error, string homeCommunityId) =>
        error with { Location = error.Location is { Length: > 0 } document ? $"{document}|{homeCommunityId}" : homeCommunityId };

    /// <summary>As the community's own consumers expect it: the DocumentUniqueId alone.</summary>
    public static XdsError Reduce(XdsError error, string homeCommunityId) =>
        error.Location is { } location && location.EndsWith("|" + homeCommunityId, StringComparison.Ordinal)
            ? error with { Location = location[..^(homeCommunityId.Length + 1)] }
            : error;
}
