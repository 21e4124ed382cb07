namespace IheNode.Platform;

/// <summary>The words of Microsoft SQL Server, whose texts compare by code point as in the other databases.</summary>
internal sealed class SqlServerDialect : Dialect
{
    /// <inheritdoc/>
    public override string Values(string json, string alias) =>
        $"(select item.value collate Latin1_General_100_BIN2 as value from openjson({json}) item) {alias}";

    /// <inheritdoc/>
    public override string Numbers(string json, string alias) => $"(select cast(item.value as bigint) as value from openjson({json}) item) {alias}";

    /// <inheritdoc/>
    public override string Like(string text, string pattern) => $"{text} collate Latin1_General_100_BIN2 like {pattern}";

    // A bracket begins a set of characters there.

    /// <inheritdoc/>
    public override string LikePattern(string pattern) => pattern.Replace("[", "[[]", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string Limit(string rows) => $"offset 0 rows fetch next {rows} rows only";

    /// <inheritdoc/>
    public override string SelectForUpdate(string columns, string table, string condition) =>
        $"select {columns} from {table} with (updlock, rowlock) where {condition}";
}
