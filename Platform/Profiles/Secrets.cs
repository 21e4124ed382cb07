using System.Text.RegularExpressions;

namespace IheNode.Platform;

/// <summary>Finds what must not stand in a profile: in an environment variable or in a file that the profile names.</summary>
internal static partial class Secrets
{
    /// <summary>The text that is found; null where a fault was added.</summary>
    /// <param name="from">Name of the variable, or path of the file, relative to the profile.</param>
    /// <param name="path">The setting, for faults.</param>
    /// <param name="what">What it holds, for people.</param>
    /// <param name="folder">The profile's folder.</param>
    /// <param name="environment">The variables.</param>
    /// <param name="faults">Where faults go.</param>
    public static string? Read(
        string from, string path, string what, string folder, IReadOnlyDictionary<string, string> environment, ProfileFaults faults)
    {
        if (from.StartsWith("IHENODE_", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add(path, $"{from} begins like a setting; a variable that holds {what} must not begin with IHENODE_");
            return null;
        }

        return VariableName().IsMatch(from) ? Variable(from, path, environment, faults) : File(Path.GetFullPath(from, folder), path, faults);
    }

    private static string? Variable(string name, string path, IReadOnlyDictionary<string, string> environment, ProfileFaults faults)
    {
        if (environment.TryGetValue(name, out var value) && value.Length > 0) return value;
        faults.Add(path, $"there is no environment variable {name}");
        return null;
    }

    private static string? File(string file, string path, ProfileFaults faults)
    {
        try
        {
            return System.IO.File.ReadAllText(file).Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add(path, $"{file} cannot be read: {fault.Message}");
            return null;
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex VariableName();
}
