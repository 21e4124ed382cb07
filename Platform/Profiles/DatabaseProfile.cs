using System.Text.Json.Serialization;

namespace IheNode.Platform;

/// <summary>The database.</summary>
public sealed record DatabaseProfile
{
    /// <summary><c>sqlite</c>, the embedded database under <c>--data</c>; <c>postgresql</c>; or <c>sqlserver</c>.</summary>
    public string Kind { get; init; } = "sqlite";

    /// <summary>Name of the environment variable, or path of the file, that holds the connection string; not for SQLite.</summary>
    public string? ConnectionStringFrom { get; init; }

    /// <summary>What was found there.</summary>
    [JsonIgnore]
    public string? ConnectionString { get; init; }

    /// <summary>Its kind, and no password.</summary>
    public override string ToString() => Kind;
}
