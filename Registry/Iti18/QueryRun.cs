using System.Data.Common;
using System.Text.Json;
using Dapper;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>One execution of a compiled query: its steps add what they find, up to the limit and one more, so that an excess shows.</summary>
internal sealed class QueryRun(CompiledQuery query, DbConnection connection, Dialect dialect, int limit)
{
    private readonly RegistryStore _store = new(connection, dialect);
    private readonly Dictionary<long, (ObjectKind Kind, StoredRow Row)> _found = [];
    private readonly Dictionary<long, string> _shownIds = [];
    private long[] _named = [];

    /// <summary>Whether more was found than the limit allows.</summary>
    public bool IsOverLimit => _found.Count > limit;

    /// <summary>Finds what the request names: its patient with all merged into it, or its objects. False when the patient is unknown.</summary>
    public async Task<bool> BeginAsync()
    {
        if (query.Patient is { } id)
        {
            var merged = await _store.MergedWithAsync(id).ConfigureAwait(false);
            if (!merged.Any(p => p.Id == id && p.IsActive)) return false;
            foreach (var patient in merged) _shownIds[patient.Patient] = id;
        }

        if (query.EntryUuids.Count > 0)
            _named = [.. (await _store.FindByUuidAsync(query.EntryUuids).ConfigureAwait(false)).Select(k => k.Number)];
        if (query.UniqueIds.Count > 0)
            _named = [.. (await _store.FindByUniqueIdAsync(query.UniqueIds).ConfigureAwait(false)).Select(k => k.Number)];
        return true;
    }

    /// <summary>Finds the patient's objects of a kind.</summary>
    public Task FindAsync(ObjectKind kind)
    {
        var ranges = _shownIds.Keys.Select(patient =>
            $"o.number >= {query.Value(ObjectNumber.Of(patient, 0))} and o.number < {query.Value(ObjectNumber.Of(patient + 1, 0))}");
        return AddAsync(kind, string.Join(" or ", ranges.DefaultIfEmpty("1 = 0")));
    }

    /// <summary>
    /// Adds the objects of a kind that meet a condition, in which <c>{named}</c> and <c>{found}</c> stand for the numbers named by the request and found so far.
    /// </summary>
    public async Task AddAsync(ObjectKind kind, string condition)
    {
        if (IsOverLimit) return;
        var values = new DynamicParameters(query.Values);
        values.Add("@named", JsonSerializer.Serialize(_named));
        values.Add("@found", JsonSerializer.Serialize(_found.Keys));
        values.Add("@limit", limit + 1);
        var where = query.Conditions(kind, condition
            .Replace("{named}", $"(select n.value from {dialect.Values("@named", "n")})", StringComparison.Ordinal)
            .Replace("{found}", $"(select n.value from {dialect.Values("@found", "n")})", StringComparison.Ordinal));
        var rows = await connection.QueryAsync<StoredRow>($"{Tables.Select(kind)} where {where} order by o.number limit @limit", values)
            .ConfigureAwait(false);
        foreach (var row in rows) _found.TryAdd(row.Number, (kind, row));
    }

    /// <summary>What was found, as it is now, in the order in which the steps found it.</summary>
    public async Task<ValueList<RegistryObject>> ObjectsAsync()
    {
        var others = _found.Values.Select(f => f.Row.Patient).Where(p => !_shownIds.ContainsKey(p)).ToHashSet();
        if (others.Count > 0)
        {
            foreach (var (patient, survivor) in await _store.SurvivorsAsync(others).ConfigureAwait(false)) _shownIds[patient] = survivor.Id;
        }

        return _found.Values.Select(f => f.Row.ToObject(new PatientId(_shownIds[f.Row.Patient]))).ToValueList();
    }
}
