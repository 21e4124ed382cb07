using IheNode.Core;

namespace IheNode.Xca;

/// <summary>Marks what a community's registry found as that community's (<c>ITI TF-2 3.38.4.1.3</c>).</summary>
internal static class HomeStamp
{
    public static RegistryObjectList Of(RegistryObjectList found, string homeCommunityId) => new(
        found.Objects.Select(o => o with { HomeCommunityId = homeCommunityId }).ToValueList(),
        found.ObjectRefs.Select(r => r with { HomeCommunityId = homeCommunityId }).ToValueList());
}
