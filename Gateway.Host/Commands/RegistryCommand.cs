using System.CommandLine;
using IheNode.Platform;
using IheNode.Registry;

namespace IheNode.Gateway;

/// <summary><c>ihenode registry</c>: an operator's work on a registry's database.</summary>
internal static class RegistryCommand
{
    public static Command Create() => new("registry", "Checks, writes out and fills the database of a node's registry")
    {
        RegistryCheckCommand.Create(), RegistryDumpCommand.Create(), RegistryLoadCommand.Create(),
    };
}

/// <summary>A registry's database, opened without a node around it.</summary>
internal sealed class OpenedRegistry : IDisposable
{
    private readonly DataFolderLock? _lock;

    private OpenedRegistry(NodeProfile profile, string dataFolder, DataFolderLock? taken)
    {
        _lock = taken;
        Database = Node.OpenDatabase(profile, dataFolder);
    }

    public Database Database { get; }

    /// <summary>
    /// Opens it to be read. The file of an embedded database belongs to one process at a time; a database server may be read beside the node that writes to it.
    /// </summary>
    public static OpenedRegistry ToRead(NodeProfile profile, string dataFolder)
    {
        if (profile.Database.Kind != "sqlite") return new(profile, dataFolder, null);
        if (!File.Exists(Node.EmbeddedFile(dataFolder))) throw new CommandException($"There is no registry in {dataFolder} (--data).", ExitCode.Usage);
        return ToWrite(profile, dataFolder);
    }

    /// <summary>Opens it to be written, while no node runs on the data folder.</summary>
    public static OpenedRegistry ToWrite(NodeProfile profile, string dataFolder)
    {
        var taken = DataFolderLock.Take(dataFolder);
        try
        {
            return new(profile, dataFolder, taken);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Database.Dispose();
        _lock?.Dispose();
    }
}
