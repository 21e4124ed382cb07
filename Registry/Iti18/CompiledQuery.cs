using Dapper;
using IheNode.Core;

namespace IheNode.Registry;

/// <summary>A stored query with the values of one request: conditions in SQL, values as parameters.</summary>
internal sealed class CompiledQuery
{
    private readonly Dictionary<ObjectKind, List<string>> _conditions = [];
    private int _names;

    /// <summary>The query.</summary>
    public required StoredQuery Query { get; init; }

    /// <summary>The patient asked for, in canonical form; null when the query names none.</summary>
    public string? Patient { get; set; }

    /// <summary>entryUUIDs of the objects asked for.</summary>
    public ValueList<string> EntryUuids { get; set; }

    /// <summary>uniqueIds of the objects asked for.</summary>
    public ValueList<string> UniqueIds { get; set; }

    /// <summary>The values of all conditions.</summary>
    public DynamicParameters Values { get; } = new();

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

    /// <summary>The conditions of a kind together with further ones.</summary>
    public string Conditions(ObjectKind kind, string further) =>
        string.Join(" and ", (_conditions.TryGetValue(kind, out var list) ? list : []).Prepend($"({further})"));
}
