using System.Data.Common;
using System.Text.Json;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>
/// One execution of a compiled query. Its steps find the numbers of objects, up to the limit and one more, so that an excess shows; what they stand for is read
/// at the end.
/// </summary>
internal sealed class QueryRun(CompiledQuery query, DbConnection connection, Dialect dialect, int limit, CancellationToken cancellation)
{
    // Databases limit how much one statement may say.
    private const int PatientsAtOnce = 50;

    private readonly RegistryStore _store = new(connection, dialect);
    private readonly Dictionary<long, ObjectKind> _found = [];
    private readonly Dictionary<long, StoredRow> _rows = [];
    private readonly Dictionary<long, string> _shownIds = [];
    private long[] _named = [];

    /// <summary>What is executed.</summary>
    public CompiledQuery Query => query;

    /// <summary>Whether whole objects are wanted, so that a few rows may be read where their numbers are found.</summary>
    public required bool WantsBodies { get; init; }

    /// <summary>Whether more was found than the limit allows.</summary>
    public bool IsOverLimit => _found.Count > limit;

    /// <summary>Finds what the request names: its patients with all merged into them, and its objects. Gives the patients that are not known.</summary>
    public async Task<IReadOnlyList<string>> BeginAsync()
    {
        if (query.Patients.Count > 0)
        {
            foreach (var (patient, id) in await _store.MergedWithAsync(query.Patients).ConfigureAwait(false)) _shownIds[patient] = id;
        }

        if (query.EntryUuids.Count > 0)
            _named = [.. (await _store.FindByUuidAsync(query.EntryUuids).ConfigureAwait(false)).Select(k => k.Number)];
        if (query.UniqueIds.Count > 0)
            _named = [.. (await _store.FindByUniqueIdAsync(query.UniqueIds).ConfigureAwait(false)).Select(k => k.Number)];
        if (query.LogicalIds is { Kind: var kind, Ids: { Count: > 0 } ids })
            _named = [.. await _store.FindByLogicalIdAsync(kind, ids).ConfigureAwait(false)];
        return [.. query.Patients.Except(_shownIds.Values)];
    }

    /// <summary>From here on, what the request names is only what was found.</summary>
    public void NameFound() => _named = [.. _found.Keys];

    /// <summary>Finds the objects of a kind of the patients asked for, or of all when the request names none.</summary>
    public async Task FindAsync(ObjectKind kind)
    {
        if (query.Patients.Count == 0)
        {
            await AddAsync(kind, query.EventCodes is { } codes ? WithEventCode(codes) : "").ConfigureAwait(false);
            return;
        }

        // One search for each patient: joined by "or", their ranges of numbers would make some databases read the whole table.
        foreach (var patients in _shownIds.Keys.Chunk(PatientsAtOnce))
        {
            var where = patients.Select(patient =>
                $"""
                where o.patient = {query.Value(patient)} and o.number >= {query.Value(ObjectNumber.Of(patient, 0))} and o.number < {query.Value(ObjectNumber.Of(patient + 1, 0))}
                  and {query.Conditions(kind)}
                """).ToArray();
            if (!await ReadAsync(kind, Searches(Tables.Select(kind))).ConfigureAwait(false))
                await FindAsync(kind, Searches($"select o.number from {Tables.Name(kind)} o")).ConfigureAwait(false);

            string Searches(string select) => string.Join("\nunion all\n", where.Select(one => $"{select} {one}"));
        }
    }

    /// <summary>
    /// Finds the objects of a kind, called <c>o</c>, to which one of these joins leads. In them, <c>{named}</c> and <c>{found}</c> are tables of one column,
    /// <c>value</c>, with the numbers named by the request and found so far.
    /// </summary>
    public Task AddAsync(ObjectKind kind, params IEnumerable<string> joins) => FindAsync(
        kind, string.Join("\nunion\n", joins.Select(join => $"select distinct o.number from {Tables.Name(kind)} o {join} where {query.Conditions(kind)}")));

    /// <summary>What was found, as it is now, in the order in which the steps found it; its bodies are read only as far as one page.</summary>
    public async Task<FoundObjects> FoundAsync()
    {
        var others = _found.Keys.Select(ObjectNumber.Patient).Where(p => !_shownIds.ContainsKey(p)).ToHashSet();
        if (others.Count > 0)
        {
            foreach (var (patient, survivor) in await _store.SurvivorsAsync(others).ConfigureAwait(false)) _shownIds[patient] = survivor.Id;
        }

        var isOnePage = _found.Count <= FoundObjects.Page;
        if (!isOnePage) _rows.Clear();
        foreach (var kind in _found.Where(f => !_rows.ContainsKey(f.Key)).GroupBy(f => f.Value, f => f.Key))
        {
            foreach (var row in await _store.RowsAsync(kind.Key, kind, isOnePage ? "o.body" : "null as body", cancellation).ConfigureAwait(false))
                _rows[row.Number] = row;
        }

        return new FoundObjects([.. _found.Select(f => (f.Value, _rows[f.Key], _shownIds[ObjectNumber.Patient(f.Key)]))], isOnePage);
    }

    /// <summary>The ids of what was found.</summary>
    public async Task<ValueList<ObjectRef>> ReferencesAsync()
    {
        var ids = new Dictionary<long, string>(_found.Count);
        foreach (var kind in _found.GroupBy(f => f.Value, f => f.Key))
        {
            foreach (var row in await _store.RowsAsync(kind.Key, kind, $"substring(o.body, 1, {ObjectBody.HeadLength}) as body", cancellation).ConfigureAwait(false))
                ids[row.Number] = ObjectBody.IdOf(row.Body) ?? throw new InvalidDataException("A registered object has an id that is no entryUUID.");
        }

        return _found.Keys.Select(number => new ObjectRef(ids[number])).ToValueList();
    }

    private string WithEventCode(string codes) =>
        $"""
        join (select distinct c.patient, c.number from registry_event_code c where c.code in (select v.value from {dialect.Values(codes, "v")})) e
          on o.patient = e.patient and o.number = e.number
        """;

    // Most answers are small, and then one statement that reads whole rows does what takes two otherwise. False when there are more rows than a page.
    private async Task<bool> ReadAsync(ObjectKind kind, string select)
    {
        var most = Math.Min(FoundObjects.Page, limit) - _found.Count;
        if (!WantsBodies || most < 0) return false;
        var values = new Dictionary<string, object>(query.Values, StringComparer.Ordinal) { ["@most"] = most + 1 };
        var rows = await connection.ReadPreparedAsync(
            $"{select}\norder by 1 {dialect.Limit("@most")}", values, reader => StoredRow.Read(kind, reader), cancellation)
            .ConfigureAwait(false);
        if (rows.Count > most) return false;
        foreach (var row in rows)
        {
            _found.TryAdd(row.Number, kind);
            _rows[row.Number] = row;
        }

        return true;
    }

    private async Task FindAsync(ObjectKind kind, string select)
    {
        if (IsOverLimit) return;
        var values = new Dictionary<string, object>(query.Values, StringComparer.Ordinal) { ["@limit"] = limit + 1 };
        var sql = Fill(Fill(select, "named", _named, values), "found", _found.Keys, values);
        var numbers = await connection.ReadPreparedAsync($"{sql}\norder by 1 {dialect.Limit("@limit")}", values, row => row.GetInt64(0), cancellation)
            .ConfigureAwait(false);
        foreach (var number in numbers) _found.TryAdd(number, kind);
    }

    private string Fill(string sql, string name, IReadOnlyCollection<long> numbers, Dictionary<string, object> values)
    {
        var place = $"{{{name}}}";
        if (!sql.Contains(place, StringComparison.Ordinal)) return sql;
        values[$"@{name}"] = JsonSerializer.Serialize(numbers);
        return sql.Replace(place, $"(select m.value from {dialect.Numbers($"@{name}", "m")})", StringComparison.Ordinal);
    }
}
