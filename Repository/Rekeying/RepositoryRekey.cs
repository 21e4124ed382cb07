using Dapper;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>
/// Gives every stored content the encryption that the profile asks for now: from an old key to the current one, from none to one, or back to none. What has
/// it already is passed over, so the work can be ended at any time and begun again. No node may run on the data folder meanwhile.
/// </summary>
public sealed class RepositoryRekey : IDisposable
{
    private const int PageRows = 64;
    private readonly Database _database;
    private readonly RekeyedContents _contents;
    private readonly UsedKeys _keys;
    private readonly string? _current;

    /// <param name="profile">The node; its keys open and seal.</param>
    /// <param name="database">Its database.</param>
    /// <param name="dataFolder">Its data folder.</param>
    public RepositoryRekey(NodeProfile profile, Database database, string dataFolder)
    {
        _database = database;
        _current = profile.Documents.Encryption.CurrentKey;
        var keys = new KeyRing(profile.Documents.Encryption);
        _keys = new(database, keys);
        _contents = new(database, profile, dataFolder, keys);
    }

    /// <summary>Goes through all contents.</summary>
    /// <param name="tell">Hears of each content that cannot be opened, and so stays as it is.</param>
    /// <param name="report">Hears how far it is.</param>
    /// <param name="cancellation">Ends the work after the contents that are under way.</param>
    /// <exception cref="IOException">A key that documents may be encrypted under is missing, or a place of contents fails.</exception>
    public async Task<RekeyResult> RunAsync(Action<string> tell, Action<RekeyResult> report, CancellationToken cancellation)
    {
        await _keys.CheckAsync(cancellation).ConfigureAwait(false);
        var total = await _database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM repository_content"), cancellation).ConfigureAwait(false);
        var result = new RekeyResult(0, total, 0, 0);
        var after = "";
        while (await PageAsync(after, cancellation).ConfigureAwait(false) is { Count: > 0 } page)
        {
            var (changed, failed) = await _contents.RekeyAsync(page, tell, cancellation).ConfigureAwait(false);
            result = result with { Contents = result.Contents + page.Count, Changed = result.Changed + changed, Failed = result.Failed + failed };
            report(result);
            after = page[^1].Sha256;
        }

        if (result.Failed == 0) await _keys.ForgetAllButAsync(_current, cancellation).ConfigureAwait(false);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _contents.Dispose();

    private Task<List<StoredContent>> PageAsync(string after, CancellationToken cancellation) => _database.ReadAsync(async connection =>
        (await connection.QueryAsync<StoredContent>(
            $"""
            SELECT sha256 AS Sha256, size AS Size, checksum AS Checksum, stored_size AS StoredSize, sealed AS Sealed, place AS Place, bytes AS Bytes
            FROM repository_content WHERE sha256 > @after ORDER BY sha256 {_database.Dialect.Limit(PageRows.ToString(System.Globalization.CultureInfo.InvariantCulture))}
            """, new { after }).ConfigureAwait(false)).AsList(), cancellation);
}

/// <summary>How far a rotation of keys is, or what it did.</summary>
/// <param name="Contents">Contents that were looked at.</param>
/// <param name="Total">Contents there are.</param>
/// <param name="Changed">Those that were given the encryption which the profile asks for.</param>
/// <param name="Failed">Those that could not be opened and are as they were.</param>
public sealed record RekeyResult(long Contents, long Total, long Changed, long Failed);
