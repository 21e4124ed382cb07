namespace IheNode.Gateway;

/// <summary>Keeps a second node off a data folder; the operating system releases it when the process dies.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Takes the folder, and makes it if it is absent.</summary>
    /// <exception cref="IOException">Another node has it.</exception>
    public static DataFolderLock Take(string folder)
    {
        // Health records lie in it: nobody but the account that runs the node has any business there, unless an operator says otherwise.
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            return new DataFolderLock(new FileStream(Path.Combine(folder, "node.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException taken)
        {
            throw new IOException($"Another node runs on {folder}, or the folder cannot be written.", taken);
        }
    }

    public void Dispose() => _file.Dispose();
}
