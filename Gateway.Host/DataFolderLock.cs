namespace IheNode.Gateway;

/// <summary>Keeps a second node off a data folder; the operating system releases it when the process dies.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Takes the folder.</summary>
    /// <exception cref="IOException">Another node has it.</exception>
    public static DataFolderLock Take(string folder)
    {
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
