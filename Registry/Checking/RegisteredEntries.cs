using System.Runtime.CompilerServices;
using System.Text.Json;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Reads document entries of a registry, whosever they are, for those who compare them with something else; memory does not grow with their number.</summary>
/// <param name="database">The registry's database.</param>
public sealed class RegisteredEntries(Database database)
{
    /// <summary>The entries as they were registered, whatever their status; one that cannot be read is left to the registry's own check.</summary>
    public async IAsyncEnumerable<DocumentEntry> AllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (range, _) in new NumberRanges(database).AllAsync(cancellation).ConfigureAwait(false))
        {
            var bodies = await database.ReadAsync(
                connection => new CheckedState(connection, null, database.Dialect).QueryAsync<byte[]>(
                    $"select o.body from {Tables.Name(ObjectKind.DocumentEntry)} o where {NumberRange.Condition}", range.Values),
                cancellation).ConfigureAwait(false);
            foreach (var entry in bodies.Select(body => CheckedPage.Decode(body, out _)).OfType<DocumentEntry>()) yield return entry;
        }
    }

    /// <summary>The entries of documents with these uniqueIds; unlike a stored query this is not kept from reading those of several patients at a time.</summary>
    public async Task<IReadOnlyList<DocumentEntry>> OfAsync(IReadOnlyCollection<string> uniqueIds, CancellationToken cancellation)
    {
        var bodies = await database.ReadAsync(
            connection => new CheckedState(connection, null, database.Dialect).QueryAsync<byte[]>(
                $"""
                select o.body from registry_unique_id u join {Tables.Name(ObjectKind.DocumentEntry)} o on o.number = u.number
                where u.unique_id in (select v.value from {database.Dialect.Values("@uniqueIds", "v")})
                """, new { uniqueIds = JsonSerializer.Serialize(uniqueIds) }),
            cancellation).ConfigureAwait(false);
        return [.. bodies.Select(body => CheckedPage.Decode(body, out _)).OfType<DocumentEntry>()];
    }
}
