using System.Data.Common;
using System.Text.Json;
using Dapper;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Reads what an update has to do with, on one connection so that all is of one moment.</summary>
internal sealed class VersionStore(DbConnection connection, Dialect dialect, DbTransaction? transaction)
{
    private static readonly ObjectKind[] Versioned = [ObjectKind.DocumentEntry, ObjectKind.Folder];

    private readonly RegistryStore _store = new(connection, dialect, transaction);

    /// <summary>The newest version of each of these logical objects.</summary>
    public async Task<IReadOnlyList<RegisteredObject>> CurrentAsync(IEnumerable<string> logicalIds)
    {
        var rows = new List<StoredRow>();
        foreach (var kind in Versioned)
            rows.AddRange(await _store.RowsAsync(kind, await _store.FindByLogicalIdAsync(kind, logicalIds).ConfigureAwait(false)).ConfigureAwait(false));
        return await AsObjectsAsync(rows.Where(row => row.Latest == 1)).ConfigureAwait(false);
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
            new { ends }, transaction).ConfigureAwait(false);
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
