using System.Text.Json.Nodes;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>A copy of the profile of Yamato-Seiwa that a test may spoil.</summary>
internal sealed class ProfileFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ihenode-profile-").FullName;

    public ProfileFolder()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "codes"));
        File.Copy(Tree.InTree("profiles", "codes", "yamato-seiwa.json"), Path.Combine(_folder, "codes", "yamato-seiwa.json"));
        File.Copy(Tree.InTree("profiles", "yamato-seiwa.json"), Profile);
    }

    public string Profile => Path.Combine(_folder, "yamato-seiwa.json");

    public string Codes => Path.Combine(_folder, "codes", "yamato-seiwa.json");

    public void Change(Action<JsonNode> change) => Change(Profile, change);

    public static void Change(string file, Action<JsonNode> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        change(json);
        File.WriteAllText(file, json.ToJsonString());
    }

    public NodeProfile Read(params string[] sets) => ProfileReader.Read(Profile, new Dictionary<string, string>(), sets);

    public NodeProfile ReadWith(string variable, string value) =>
        ProfileReader.Read(Profile, new Dictionary<string, string> { [variable] = value }, []);

    public IReadOnlyList<string> Faults(params string[] sets) =>
        Assert.Throws<ProfileException>(() => Read(sets))!.Faults.Select(fault => fault.ToString()).ToList();

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
