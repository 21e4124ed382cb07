using System.Data.Common;
using System.Text.RegularExpressions;

namespace IheNode.Platform;

/// <summary>
/// Finds the connection string of a profile's database, which holds a password and so does not stand in the profile: in an environment variable or in a file.
/// </summary>
internal static partial class ConnectionStrings
{
    private const string Path = "$.database.connectionStringFrom";

    /// <summary>The connection string; null for SQLite, and where a fault was added.</summary>
    public static string? Read(DatabaseProfile database, string folder, IReadOnlyDictionary<string, string> environment, ProfileFaults faults)
    {
        var from = database.ConnectionStringFrom;
        if (database.Kind == "sqlite")
        {
            faults.Require(from is null, Path, "stands beside sqlite, which is a file under --data and has no connection string");
            return null;
        }

        if (from is null)
        {
            faults.Add(Path, $"is missing: {database.Kind} needs the name of the environment variable, or the path of the file, that holds the connection string");
            return null;
        }

        if (from.Contains('=', StringComparison.Ordinal))
        {
            faults.Add(Path, "is a connection string; that does not belong into a profile, but into an environment variable or a file named here");
            return null;
        }

        if (from.StartsWith("IHENODE_", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add(Path, $"{from} begins like a setting; a variable that holds a connection string must not begin with IHENODE_");
            return null;
        }

        var text = VariableName().IsMatch(from) ? Variable(from, environment, faults) : File(System.IO.Path.GetFullPath(from, folder), faults);
        if (text is not null && !IsConnectionString(text)) faults.Add(Path, $"{from} does not hold a connection string (Host=…;Database=…)");
        return text;
    }

    private static string? Variable(string name, IReadOnlyDictionary<string, string> environment, ProfileFaults faults)
    {
        if (environment.TryGetValue(name, out var value) && value.Length > 0) return value;
        faults.Add(Path, $"there is no environment variable {name}");
        return null;
    }

    private static string? File(string file, ProfileFaults faults)
    {
        try
        {
            return System.IO.File.ReadAllText(file).Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            faults.Add(Path, $"{file} cannot be read: {fault.Message}");
            return null;
        }
    }

    // What is wrong with it is not said with its words: it holds a password.
    private static bool IsConnectionString(string text)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = text }.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex VariableName();
}
