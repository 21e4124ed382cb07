using Dapper;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>The ids of the keys under which stored documents may be encrypted, kept so that a missing key is found at start and not at a retrieval.</summary>
internal sealed class UsedKeys(Database database, KeyRing keys)
{
    /// <summary>Notes that the current key is used from now on.</summary>
    /// <exception cref="MissingKeyException">A key under which documents may be encrypted is not there.</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        var used = await database.ReadAsync(
            async connection => (await connection.QueryAsync<string>("SELECT id FROM repository_key ORDER BY id").ConfigureAwait(false)).AsList(),
            cancellation).ConfigureAwait(false);
        if (used.Find(id => !keys.Has(id)) is { } missing) throw new MissingKeyException(missing);
        if (keys.Current is not { } current || used.Contains(current.Id)) return;
        await database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "INSERT INTO repository_key (id) VALUES (@id)", new { id = current.Id }, transaction), cancellation).ConfigureAwait(false);
    }

    /// <summary>Notes that no document is encrypted under any key but this one.</summary>
    public Task ForgetAllButAsync(string? current, CancellationToken cancellation) => database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        "DELETE FROM repository_key WHERE id <> @current", new { current = current ?? "" }, transaction), cancellation);
}
