using System.Runtime.InteropServices;

namespace IheNode.Repository;

/// <summary>Makes the names in a folder survive a power cut, for which .NET has no call of its own.</summary>
internal static partial class DurableFolder
{
    /// <summary>Creates the folder if it is not there; its name is durable afterwards. The parent must exist.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder)) return;
        Directory.CreateDirectory(folder);
        Flush(Path.GetDirectoryName(Path.GetFullPath(folder))!);
    }

    /// <summary>Flushes the folder's list of names to disk.</summary>
    /// <exception cref="IOException">The disk fails; HResult is the errno.</exception>
    public static void Flush(string folder)
    {
        // NTFS journals names itself and offers no flush of a folder.
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, 0);
        if (descriptor < 0) throw Failure(folder);
        try
        {
            if (Fsync(descriptor) < 0) throw Failure(folder);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string folder)
    {
        var errno = Marshal.GetLastPInvokeError();
        return new($"The folder {folder} cannot be flushed to disk: {Marshal.GetPInvokeErrorMessage(errno)}", errno);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
