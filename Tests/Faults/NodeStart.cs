namespace IheNode.Tests;

/// <summary>How a node's process is started.</summary>
internal sealed record NodeStart
{
    /// <summary>The node's profile.</summary>
    public required string Profile { get; init; }

    /// <summary>Where it keeps its data.</summary>
    public required string Data { get; init; }

    /// <summary>Overrides of the profile, as <c>path=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Where its registry answers, if that is another node.</summary>
    public Uri? Registry { get; init; }

    /// <summary>Variables of its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The program: as it was built with the tests, if nothing else is said.</summary>
    // Tests and Gateway.Host are built with the same configuration into folders of the same name.
    public string Program { get; init; } = Path.Combine(
        Tree.Root, "Gateway.Host", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, new DirectoryInfo(AppContext.BaseDirectory).Name, "ihenode.dll");
}

/// <summary>A node's process ended before it was ready.</summary>
internal sealed class NodeEndedException(string message) : Exception(message);
