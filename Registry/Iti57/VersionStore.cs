using System.Data.Common;
using System.Text.Json;
using Dapper;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Reads what an update has to do with, on one connection so that all is of one moment.</summary>
internal sealed class VersionStore(DbConnection connection, Dialect dialect)
{
    private static readonly ObjectKind[] Versioned = [ObjectKind.DocumentEntry, ObjectKind.Folder];

    private readonly RegistryStore _store = new(connection, dialect);

    /// <summary>The newest version of each of these logical objects.</summary>
    public async Task<IReadOnlyList<RegisteredObject>> CurrentAsync(IEnumerable<string> logicalIds)
    {
        var ids = logicalIds.Where(EntryUuid.IsValid).Distinct().ToArray();
        var first = await ObjectsAsync(ids).ConfigureAwait(false);
        var rows = new List<StoredRow>();
        foreach (var kind in Versioned)
        {
            foreach (var id in ids)
            {
                rows.AddRange(await connection.QueryAsync<StoredRow>(
                    $"{Tables.Select(kind)} where o.logical_id = @id and o.latest = 1", new { id = RegistryStore.UuidBytes(id) }).ConfigureAwait(false));
            }
        }

        return [.. first.Where(o => o.Row.Latest == 1 && o.Object is DocumentEntry or Folder), .. await AsObjectsAsync(rows).ConfigureAwait(false)];
    }

    /// <summary>The registered objects with these entryUUIDs.</summary>
    public async Task<IReadOnlyList<RegisteredObject>> ObjectsAsync(IEnumerable<string> entryUuids)
    {
        var rows = new List<StoredRow>();
        foreach (var kind in (await _store.FindByUuidAsync(entryUuids).ConfigureAwait(false)).GroupBy(k => (ObjectKind)k.Kind))
            rows.AddRange(await _store.RowsAsync(kind.Key, kind.Select(k => k.Number)).ConfigureAwait(false));
        return await AsObjectsAsync(rows).ConfigureAwait(false);
    }

    /// <summary>The associations that begin or end at one of these objects.</summary>
    public async Task<IReadOnlyList<RegisteredObject>> LinksAsync(IEnumerable<long> numbers)
    {
        var ends = JsonSerializer.Serialize(numbers);
        var rows = await connection.QueryAsync<StoredRow>(
            $"""
            {Tables.Select(ObjectKind.Association)} where o.source in (select value from {dialect.Numbers("@ends", "n")})
            union all
            {Tables.Select(ObjectKind.Association)} where o.target in (select value from {dialect.Numbers("@ends", "n")})
            """,
            new { ends }).ConfigureAwait(false);
        return await AsObjectsAsync(rows.DistinctBy(r => r.Number)).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<RegisteredObject>> AsObjectsAsync(IEnumerable<StoredRow> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0) return [];
        var survivors = await _store.SurvivorsAsync(all.Select(r => r.Patient)).ConfigureAwait(false);
        return [.. all.Select(row => new RegisteredObject(row.ToObject(new PatientId(survivors[row.Patient].Id)), row, survivors[row.Patient].Id, IsTransformation: false))];
    }
}
