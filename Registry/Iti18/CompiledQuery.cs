using IheNode.Core;

namespace IheNode.Registry;

/// <summary>A stored query with the values of one request: conditions in SQL, values as parameters.</summary>
internal sealed class CompiledQuery
{
    private readonly Dictionary<ObjectKind, List<string>> _conditions = [];
    private int _names;

    /// <summary>The query.</summary>
    public required StoredQuery Query { get; init; }

    /// <summary>The patients asked for, in canonical form; empty when the query names none.</summary>
    public ValueList<string> Patients { get; set; }

    /// <summary>entryUUIDs of the objects asked for.</summary>
    public ValueList<string> EntryUuids { get; set; }

    /// <summary>uniqueIds of the objects asked for.</summary>
    public ValueList<string> UniqueIds { get; set; }

    /// <summary>logicalIDs of the entries or folders asked for, and their kind.</summary>
    public (ObjectKind Kind, ValueList<string> Ids) LogicalIds { get; set; }

    /// <summary>The name of the value that lists event codes of which a wanted entry has at least one; null when any will do.</summary>
    public string? EventCodes { get; set; }

    /// <summary>The statuses of associations that count, as they are shown and as they lead from object to object; null when any will do.</summary>
    public IReadOnlyCollection<long>? AssociationStatuses { get; set; }

    /// <summary>The values of all conditions.</summary>
    public Dictionary<string, object> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a value and gives the name under which SQL refers to it.</summary>
    public string Value(object value)
    {
        var name = $"@p{_names++}";
        Values.Add(name, value);
        return name;
    }

    /// <summary>Adds a condition that objects of a kind, called <c>o</c>, must meet.</summary>
    public void Where(ObjectKind kind, string condition)
    {
        if (!_conditions.TryGetValue(kind, out var list)) _conditions[kind] = list = [];
        list.Add($"({condition})");
    }

    /// <summary>The conditions on objects of a kind, called <c>o</c>.</summary>
    public string Conditions(ObjectKind kind)
    {
        var conditions = _conditions.TryGetValue(kind, out var list) ? list : [];
        return kind == ObjectKind.Association
            ? string.Join(" and ", conditions.Prepend(Counts("o")))
            : string.Join(" and ", conditions.DefaultIfEmpty("1 = 1"));
    }

    /// <summary>The condition that an association, called <paramref name="alias"/>, counts for this query.</summary>
    public string Counts(string alias) => AssociationStatuses switch
    {
        null => "1 = 1",
        { Count: 0 } => "1 = 0",
        var statuses => $"{alias}.status in ({string.Join(", ", statuses)})",
    };
}
