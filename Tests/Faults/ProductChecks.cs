using System.Globalization;
using System.Text.Json;

namespace IheNode.Tests;

/// <summary>What <c>ihenode repository check</c> and <c>ihenode registry check</c> tell of the data of a node that has ended.</summary>
internal static class ProductChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <summary>What both checks tell, each a sentence; nothing is expected.</summary>
    public static async Task<IReadOnlyList<string>> ToldAsync(NodeStart start) => [.. await ToldAsync(start, "repository"), .. await ToldAsync(start, "registry")];

    /// <summary>What one check tells, each a sentence that begins with the check's name; also notes, since nothing that these tests do is to leave any.</summary>
    public static async Task<IReadOnlyList<string>> ToldAsync(NodeStart start, string what)
    {
        var outcome = await Tool.RunAsync(
            "dotnet",
            [start.Program, what, "check", "--json", "--profile", start.Profile, "--data", start.Data, .. start.Settings.SelectMany(setting => (string[])["--set", setting])],
            patience: Patience);
        var lines = outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        // A note on an entry whose document was removed is no more than what happened.
        var told = lines.Where(line => line.TryGetProperty("check", out _)).Select(Sentence).Where(sentence => !sentence.Contains("(ITI-86)", StringComparison.Ordinal)).ToList();
        var breaks = lines.Count == 0 ? -1 : lines[^1].TryGetProperty("breaks", out var sum) ? sum.GetInt64() : -1;
        if (breaks < 0 || outcome.ExitCode != (breaks == 0 ? 0 : 1))
            told.Add(string.Create(CultureInfo.InvariantCulture, $"{what} check ended with {outcome.ExitCode}: {outcome.Complaints}{outcome.Output}"));
        return told;
    }

    private static string Sentence(JsonElement line) => $"{line.GetProperty("check").GetString()} · {line.GetProperty("subject").GetString()}: {line.GetProperty("sentence").GetString()}";
}
