using System.Text.Json;
using System.Text.Json.Nodes;

namespace IheNode.Platform;

/// <summary>Reads <c>profiles/&lt;network&gt;.json</c>: strict JSON, no unknown key, every fault named at once with its place.</summary>
public static class ProfileReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>
    /// Reads a profile, puts the environment (<c>IHENODE_LISTEN__HTTP=18080</c>) and then the sets (<c>listen.http=18080</c>) over it, checks it,
    /// and reads its codes. Files that it names are given by their full path.
    /// </summary>
    /// <exception cref="ProfileException">The profile has faults; all are listed.</exception>
    public static NodeProfile Read(string file, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> sets)
    {
        var faults = new ProfileFaults();
        var json = Load(file, "$", faults) as JsonObject;
        if (json is null)
        {
            faults.Add("$", "is not a JSON object");
            throw new ProfileException(file, faults.All);
        }
        ProfileOverrides.Apply(json, environment, sets, faults);
        var profile = (NodeProfile)new ProfileBinder(faults).Bind(json, typeof(NodeProfile), "$")!;
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        profile = ProfileFiles.Resolve(profile, folder, faults);
        profile = profile with { Database = profile.Database with { ConnectionString = ConnectionStrings.Read(profile.Database, folder, environment, faults) } };
        profile = profile with { Documents = profile.Documents with { Encryption = ContentKeys.Read(profile.Documents.Encryption, folder, environment, faults) } };
        profile = profile with { Documents = profile.Documents with { S3 = S3Rules.Read(profile.Documents.S3, folder, environment, faults) } };
        NodeRules.Check(profile, faults);
        FacilityRules.Check(profile, faults);
        NeighbourRules.Check(profile, faults);
        OnDemandRules.Check(profile, faults);
        return faults.All.Count == 0 ? profile : throw new ProfileException(file, faults.All);
    }

    internal static JsonNode? Load(string file, string path, ProfileFaults faults)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file), documentOptions: Strict);
        }
        catch (JsonException fault)
        {
            faults.Add(path, $"{file} is not JSON: {fault.Message}");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add(path, $"{file} cannot be read: {fault.Message}");
        }
        return null;
    }
}
