using System.Text;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>
/// A Content-Type as peers really send it: quoted or not, in any case, folded. The runtime's own reader refuses <c>type=application/xop+xml</c> and
/// <c>start=&lt;a@b&gt;</c> without quotes, which are common in the field.
/// </summary>
public sealed record SoapMediaType
{
    private readonly Dictionary<string, string> _parameters = new(StringComparer.OrdinalIgnoreCase);

    private SoapMediaType(string name) => Name = name;

    /// <summary>Type and subtype in lower case.</summary>
    public string Name { get; }

    /// <summary>Whether it is <c>multipart/related</c>.</summary>
    public bool IsMultipart => Name == "multipart/related";

    /// <summary>Whether a SOAP envelope may stand under it. The XML types are read so that an old envelope gets its VersionMismatch.</summary>
    public bool IsEnvelope => Name is SoapNames.MediaType or SoapNames.XopMediaType or "text/xml" or "application/xml";

    /// <summary>A parameter without its quotes, or null.</summary>
    public string? this[string parameter] => _parameters.GetValueOrDefault(parameter);

    /// <summary>Reads the value of a Content-Type header; null and rubbish give an empty name.</summary>
    public static SoapMediaType Parse(string? value)
    {
        var parts = Split(value ?? "");
        var type = new SoapMediaType(parts[0].Trim().ToLowerInvariant());
        foreach (var part in parts.Skip(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) type._parameters.TryAdd(part[..equals].Trim(), Unquote(part[(equals + 1)..].Trim()));
        }
        return type;
    }

    /// <summary>The encoding that the charset parameter names, or null without one; only Unicode and its ASCII subset are spoken.</summary>
    /// <exception cref="MalformedMessageException">Another charset.</exception>
    internal Encoding? Charset() => this["charset"]?.ToLowerInvariant() switch
    {
        null or "" => null,
        "utf-8" or "utf8" or "us-ascii" => Encoding.UTF8,
        "utf-16" => Encoding.Unicode,
        "utf-16le" => Encoding.Unicode,
        "utf-16be" => Encoding.BigEndianUnicode,
        var other => throw new MalformedMessageException($"The charset '{other}' is not supported; send UTF-8 or UTF-16."),
    };

    private static List<string> Split(string value)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < value.Length; i++)
        {
            if (quoted && value[i] == '\\' && i + 1 < value.Length) part.Append(value[i++]);
            else if (value[i] == '"') quoted = !quoted;
            if (value[i] == ';' && !quoted)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else part.Append(value[i] is '\r' or '\n' ? ' ' : value[i]);
        }
        parts.Add(part.ToString());
        return parts;
    }

    private static string Unquote(string text)
    {
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"') return text;
        var plain = new StringBuilder();
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length - 1) i++;
            plain.Append(text[i]);
        }
        return plain.ToString();
    }
}
