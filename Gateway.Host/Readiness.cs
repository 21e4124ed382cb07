using Dapper;
using IheNode.Platform;

namespace IheNode.Gateway;

/// <summary>Whether the node can do its work now, for <c>/health/ready</c>: its rows can be read and its data folder written.</summary>
internal sealed class Readiness(Database database, string dataFolder)
{
    /// <summary>Why the node is not ready; null = it is.</summary>
    public async Task<string?> FaultAsync(CancellationToken cancellation)
    {
        try
        {
            await database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM SchemaVersions"), cancellation).ConfigureAwait(false);
            var probe = Path.Combine(dataFolder, "ready.probe");
            await File.WriteAllBytesAsync(probe, [1], cancellation).ConfigureAwait(false);
            File.Delete(probe);
            return null;
        }
        catch (Exception failure) when (failure is System.Data.Common.DbException)
        {
            return "the database cannot be read";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "the data folder cannot be written";
        }
    }
}
