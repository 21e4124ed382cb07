using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>The profiles of the tree.</summary>
public static class Networks
{
    public static NodeProfile YamatoSeiwa(params string[] sets) => Read("yamato-seiwa", sets);

    public static NodeProfile MiraiKanae(params string[] sets) => Read("mirai-kanae", sets);

    public static NodeProfile Connectathon(params string[] sets) => Read("connectathon", sets);

    private static NodeProfile Read(string network, string[] sets) =>
        ProfileReader.Read(Tree.InTree("profiles", $"{network}.json"), new Dictionary<string, string>(), sets);
}
