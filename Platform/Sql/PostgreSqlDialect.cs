namespace IheNode.Platform;

/// <summary>The words of PostgreSQL.</summary>
internal sealed class PostgreSqlDialect : Dialect
{
    /// <inheritdoc/>
    public override string Values(string json, string alias) => $"jsonb_array_elements_text({json}::jsonb) {alias}(value)";

    /// <inheritdoc/>
    public override string Numbers(string json, string alias) =>
        $"(select number::bigint as value from jsonb_array_elements_text({json}::jsonb) item(number)) {alias}";

    // An XDS pattern has no escape character; PostgreSQL's has one unless told.

    /// <inheritdoc/>
    public override string Like(string text, string pattern) => $"{text} like {pattern} escape ''";

    /// <inheritdoc/>
    public override string LikePattern(string pattern) => pattern;

    /// <inheritdoc/>
    public override string Limit(string rows) => $"limit {rows}";

    /// <inheritdoc/>
    public override string SelectForUpdate(string columns, string table, string condition) => $"select {columns} from {table} where {condition} for update";
}
