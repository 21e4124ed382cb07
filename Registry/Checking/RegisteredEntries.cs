using System.Runtime.CompilerServices;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Goes through all document entries of a registry, for those who compare them with something else; memory does not grow with their number.</summary>
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
}
