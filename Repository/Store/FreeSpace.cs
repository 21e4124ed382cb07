using IheNode.Core;

namespace IheNode.Repository;

/// <summary>
/// Watches the room that is left for documents: in the data folder, where they arrive and where an embedded database grows, and in the place where large ones
/// go. Below a reserve nothing new is taken, so that what is here can still be read, settled and removed.
/// </summary>
/// <param name="folder">The folder <c>documents</c>.</param>
/// <param name="places">Where documents go.</param>
/// <param name="reserve">Octets that are left alone.</param>
internal sealed class FreeSpace(string folder, ContentPlaces places, long reserve)
{
    private const int TrustedMilliseconds = 250;
    private (long Since, long? Bytes) _measured = (long.MinValue / 2, null);

    /// <summary>Makes sure that there is room for a submission.</summary>
    /// <exception cref="StorageException">There is not, or it cannot be told.</exception>
    public async ValueTask RequireAsync(CancellationToken cancellation)
    {
        var measured = _measured;
        if (Environment.TickCount64 - measured.Since >= TrustedMilliseconds)
        {
            measured = (Environment.TickCount64, await MeasureAsync(cancellation).ConfigureAwait(false));
            _measured = measured;
        }

        if (measured.Bytes < reserve)
            throw new StorageException(new(XdsErrorCode.RepositoryOutOfResources,
                $"The repository has room for {measured.Bytes} octets and takes no documents below {reserve} (documents.freeBytes); nothing of this submission was kept."));
    }

    /// <summary>Octets that are left, of the data folder and the place of large documents the fewer; null where that is unknown or has no limit.</summary>
    /// <exception cref="StorageException">It cannot be told.</exception>
    public async Task<long?> MeasureAsync(CancellationToken cancellation)
    {
        try
        {
            var here = new DriveInfo(folder).AvailableFreeSpace;
            return await places.Current.FreeBytesAsync(cancellation).ConfigureAwait(false) is { } there ? Math.Min(here, there) : here;
        }
        catch (Exception failure) when (StorageException.IsStorage(failure))
        {
            throw StorageException.From(failure);
        }
    }
}
