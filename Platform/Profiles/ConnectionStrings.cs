using System.Data.Common;

namespace IheNode.Platform;

/// <summary>
/// Finds the connection string of a profile's database, which holds a password and so does not stand in the profile: in an environment variable or in a file.
/// </summary>
internal static class ConnectionStrings
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

        var text = Secrets.Read(from, Path, "a connection string", folder, environment, faults);
        if (text is not null && !IsConnectionString(text)) faults.Add(Path, $"{from} does not hold a connection string (Host=…;Database=…)");
        return text;
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
}
