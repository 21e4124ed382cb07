using Dapper;
using IheNode.Platform;
using NLog;

namespace IheNode.Repository;

/// <summary>
/// Contents that no row says lie in a place any more. They are noted in the transaction that took the last such row and removed after it, since a place may be
/// slow and the database waits for nobody; what a crash or a place that failed left there goes with the next sweep.
/// </summary>
internal sealed class Leftovers(Database database, ContentPlaces places, ContentLocks locks)
{
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");
    private static readonly Statement Drop = new("DELETE FROM repository_leftover WHERE sha256 = @sha256");
    private static readonly Statement Insert = new("INSERT INTO repository_leftover (sha256, place) VALUES (@sha256, @place)");

    /// <summary>Notes a content that is to go from a place after the transaction; its row is held.</summary>
    public static void Note(StatementBatch batch, string sha256, string place)
    {
        if (place == ContentPlaces.Row) return;
        batch.Write(Drop, sha256);
        batch.Write(Insert, sha256, place);
    }

    /// <summary>Removes from their places all that is noted; to be run now and then.</summary>
    /// <returns>How many contents went.</returns>
    public async Task<int> FinishAsync(CancellationToken cancellation)
    {
        var finished = 0;
        // A place that is away would cost its time limit for every content.
        var away = new HashSet<string>(StringComparer.Ordinal);
        var leftovers = await database.ReadAsync(connection => connection.QueryAsync<(string Sha256, string Place)>(
            "SELECT sha256, place FROM repository_leftover"), cancellation).ConfigureAwait(false);
        foreach (var (sha256, place) in leftovers.Where(leftover => !away.Contains(leftover.Place)))
        {
            using var held = await locks.EnterAsync([sha256], cancellation).ConfigureAwait(false);
            if (await FinishAsync(sha256, place).ConfigureAwait(false) is not { } went) away.Add(place);
            else if (went) finished++;
        }

        return finished;
    }

    /// <summary>Removes a noted content, whose lock is held. Whoever brings it again holds the same lock until it is in its place; if that happened, it stays.</summary>
    /// <returns>Whether it went and was not needed again; null = not now.</returns>
    public async Task<bool?> FinishAsync(string sha256, string place)
    {
        if (place == ContentPlaces.Row) return false;
        try
        {
            var again = await database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(
                "SELECT count(*) FROM repository_content WHERE sha256 = @sha256 AND place = @place", new { sha256, place }), CancellationToken.None).ConfigureAwait(false);
            if (again == 0) await places[place].DeleteAsync(sha256, CancellationToken.None).ConfigureAwait(false);
            await database.WriteAsync(async (connection, transaction) =>
            {
                var batch = new StatementBatch(connection, transaction);
                batch.Write(Drop, sha256);
                await batch.RunAsync().ConfigureAwait(false);
                return true;
            }, CancellationToken.None).ConfigureAwait(false);
            return again == 0;
        }
        catch (Exception failure) when (StorageException.IsStorage(failure))
        {
            Log.Warn(failure, "A content that no document has any more cannot be removed from its place now; the sweep will try again.");
            return null;
        }
    }
}
