using System.Collections;
using System.CommandLine;
using IheNode.Platform;

namespace IheNode.Gateway;

/// <summary>The options of every command that works on a node's own data: what the node is told, and where its data are.</summary>
internal sealed class NodeOptions
{
    private readonly Option<FileInfo> _profile = new("--profile") { Description = "The network's profile, such as profiles/yamato-seiwa.json", Required = true };

    private readonly Option<DirectoryInfo?> _data = new("--data") { Description = "Where the node keeps all that it writes [default: ./data/<network>]" };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Overrides one value of the profile by its JSON path, as in --set listen.http=18080; may be repeated",
        DefaultValueFactory = _ => [],
    };

    public NodeOptions(Command command)
    {
        command.Options.Add(_profile);
        command.Options.Add(_data);
        command.Options.Add(_set);
    }

    /// <summary>The profile with its overrides, and the data folder.</summary>
    /// <exception cref="ProfileException">The profile has faults; all of them are listed.</exception>
    public (NodeProfile Profile, string DataFolder) Read(ParseResult parsed)
    {
        var profile = ReadProfile(parsed.GetValue(_profile)!, parsed.GetValue(_set)!);
        return (profile, parsed.GetValue(_data)?.FullName ?? Path.GetFullPath(Path.Combine("data", profile.Network.Id)));
    }

    /// <summary>The profile with its overrides from the environment and the command line.</summary>
    /// <exception cref="ProfileException">The profile has faults; all of them are listed.</exception>
    public static NodeProfile ReadProfile(FileInfo file, IReadOnlyList<string> sets)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");
        return ProfileReader.Read(file.FullName, environment, sets);
    }
}
