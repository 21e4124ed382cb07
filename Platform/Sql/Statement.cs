using System.Collections.Concurrent;
using System.Data;
using System.Text.RegularExpressions;

namespace IheNode.Platform;

/// <summary>A statement that is run often, so that it is worth preparing: its text, and its parameters in the order in which they first stand in it.</summary>
public sealed partial class Statement(string sql)
{
    /// <summary>Its text.</summary>
    public string Sql { get; } = sql;

    /// <summary>Its parameters, with their <c>@</c>.</summary>
    public IReadOnlyList<string> Parameters { get; } = [.. ParameterName().Matches(sql).Select(match => match.Value).Distinct()];

    [GeneratedRegex("@[A-Za-z][A-Za-z0-9]*")]
    private static partial Regex ParameterName();
}

/// <summary>A statement with a part that stands in it as often as there are values: rows of an insert, items of a list.</summary>
/// <param name="before">What precedes the parts.</param>
/// <param name="part">The part; each of its parameters gets the part's number.</param>
/// <param name="after">What follows them.</param>
public sealed partial class RepeatedStatement(string before, string part, string after = "")
{
    /// <summary>How often the part may stand: fewer parameters than any of the databases takes in one statement.</summary>
    public const int Most = 128;

    private readonly ConcurrentDictionary<int, Statement> _byCount = new();

    /// <summary>The statement in which the part stands so often.</summary>
    public Statement Of(int count) => _byCount.GetOrAdd(count, n =>
        new(before + string.Join(", ", Enumerable.Range(0, n).Select(i => ParameterName().Replace(part, name => $"{name.Value}{i}"))) + after));

    [GeneratedRegex("@[A-Za-z]+")]
    private static partial Regex ParameterName();
}

/// <summary>A value of a parameter together with its type, which a null does not tell by itself.</summary>
/// <param name="Value">It, or null.</param>
/// <param name="Type">Its type.</param>
public readonly record struct SqlValue(object? Value, DbType Type)
{
    /// <summary>A whole number.</summary>
    public static implicit operator SqlValue(long value) => new(value, DbType.Int64);

    /// <summary>A whole number, or nothing.</summary>
    public static implicit operator SqlValue(long? value) => new(value, DbType.Int64);

    /// <summary>A text, or nothing.</summary>
    public static implicit operator SqlValue(string? value) => new(value, DbType.String);

    /// <summary>Octets, or nothing.</summary>
    public static implicit operator SqlValue(byte[]? value) => new(value, DbType.Binary);
}
