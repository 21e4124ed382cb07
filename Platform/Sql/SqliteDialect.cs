using System.Text;

namespace IheNode.Platform;

/// <summary>The words of SQLite.</summary>
internal sealed class SqliteDialect : Dialect
{
    /// <inheritdoc/>
    public override string Values(string json, string alias) => $"json_each({json}) {alias}";

    /// <inheritdoc/>
    public override string Numbers(string json, string alias) => $"json_each({json}) {alias}";

    // SQLite's own LIKE takes a and A for the same letter (and é and É not); GLOB compares exactly, as LIKE does elsewhere.

    /// <inheritdoc/>
    public override string Like(string text, string pattern) => $"{text} glob {pattern}";

    /// <inheritdoc/>
    public override string LikePattern(string pattern)
    {
        var glob = new StringBuilder(pattern.Length + 8);
        foreach (var c in pattern)
        {
            _ = c switch
            {
                '%' => glob.Append('*'),
                '_' => glob.Append('?'),
                '*' or '?' or '[' => glob.Append('[').Append(c).Append(']'),
                _ => glob.Append(c),
            };
        }

        return glob.ToString();
    }

    /// <inheritdoc/>
    public override string Limit(string rows) => $"limit {rows}";

    // Only one transaction writes at a time, so there is nobody to keep away.

    /// <inheritdoc/>
    public override string SelectForUpdate(string columns, string table, string condition) => $"select {columns} from {table} where {condition}";
}
