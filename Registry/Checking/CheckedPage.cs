using Dapper;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>A row of an object as it stands, with the object that its body holds.</summary>
/// <param name="Kind">The table that it stands in.</param>
/// <param name="Columns">Its columns by name.</param>
/// <param name="Object">What its body says.</param>
internal sealed record CheckedRow(ObjectKind Kind, IDictionary<string, object?> Columns, RegistryObject Object)
{
    public long Number => (long)Columns["number"]!;

    public string Subject => $"{Kind} {Object.Id}";

    /// <summary>A column that holds a number.</summary>
    public long Value(string column) => Columns[column] is long value ? value : 0;

    /// <summary>The logical id's octets; null in a first version.</summary>
    public byte[]? LogicalId => Columns["logical_id"] as byte[];

    /// <summary>A statement that sets columns of this row.</summary>
    public Repair Set(IReadOnlyCollection<(string Name, object? Value)> columns)
    {
        var values = new DynamicParameters();
        foreach (var (name, value) in columns) values.Add(name, value);
        values.Add("itsPatient", (long)Columns["patient"]!);
        values.Add("itsNumber", Number);
        var assignments = string.Join(", ", columns.Select(c => $"{c.Name} = @{c.Name}"));
        return new($"update {Tables.Name(Kind)} set {assignments} where patient = @itsPatient and number = @itsNumber", values);
    }
}

/// <summary>The objects of one stretch of numbers, and the state around them, of the same moment.</summary>
internal sealed class CheckedPage
{
    private readonly CheckedState _state;

    private CheckedPage(NumberRange range, CheckedState state) => (Range, _state) = (range, state);

    public NumberRange Range { get; }

    public Dialect Dialect => _state.Dialect;

    /// <summary>The rows whose bodies can be read.</summary>
    public List<CheckedRow> Rows { get; } = [];

    /// <summary>What stands under the entryUUIDs of the rows and of whatever their associations join.</summary>
    public Dictionary<string, ObjectKey> Keys { get; private set; } = [];

    /// <summary>Rows whose bodies cannot be read.</summary>
    public List<Finding> Unreadable { get; } = [];

    public static async Task<CheckedPage> LoadAsync(NumberRange range, CheckedState state)
    {
        await state.HoldAsync(range).ConfigureAwait(false);
        var page = new CheckedPage(range, state);
        foreach (var kind in Enum.GetValues<ObjectKind>())
        {
            foreach (IDictionary<string, object?> columns in await page.QueryAsync<dynamic>(
                $"select o.* from {Tables.Name(kind)} o where {NumberRange.Condition}", range.Values).ConfigureAwait(false)) page.Add(kind, columns);
        }

        var ids = page.Rows.Select(r => r.Object.Id).Concat(page.Rows.Select(r => r.Object).OfType<Association>().SelectMany(a => new[] { a.SourceId, a.TargetId }));
        page.Keys = (await state.Store.FindByUuidAsync(ids).ConfigureAwait(false)).ToDictionary(k => k.EntryUuid);
        return page;
    }

    /// <summary>Reads at the moment of the page.</summary>
    public Task<List<T>> QueryAsync<T>(string sql, object? values) => _state.QueryAsync<T>(sql, values);

    /// <summary>The rows of these kinds.</summary>
    public IEnumerable<CheckedRow> Of(params ObjectKind[] kinds) => Rows.Where(r => kinds.Contains(r.Kind));

    /// <summary>The id of the object that stands at a number, in whatever table; null when there is none that can be read.</summary>
    public async Task<string?> IdAtAsync(long number)
    {
        foreach (var kind in Enum.GetValues<ObjectKind>())
        {
            foreach (var body in await QueryAsync<byte[]>(
                $"select body from {Tables.Name(kind)} where patient = @patient and number = @number", new { patient = ObjectNumber.Patient(number), number })
                .ConfigureAwait(false))
            {
                if (Decode(body, out _) is { } value) return value.Id;
            }
        }

        return null;
    }

    private void Add(ObjectKind kind, IDictionary<string, object?> columns)
    {
        if (Decode((byte[])columns["body"]!, out var damage) is not { } value)
            Unreadable.Add(new("body", $"{kind} number {columns["number"]}", $"Its body cannot be read: {damage}"));
        else if (ObjectKinds.Of(value) != kind)
            Unreadable.Add(new("body", $"{kind} number {columns["number"]}", $"Its body holds a {ObjectKinds.Of(value)}."));
        else
            Rows.Add(new(kind, columns, value));
    }

    /// <summary>What a body holds; null when it cannot be read.</summary>
    public static RegistryObject? Decode(byte[] body, out string? damage)
    {
        try
        {
            damage = null;
            return ObjectBody.Decode(body);
        }
        catch (Exception broken) when (broken is InvalidDataException or ArgumentException or IndexOutOfRangeException)
        {
            damage = broken.Message;
            return null;
        }
    }
}
