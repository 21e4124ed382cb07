using System.Globalization;
using System.Text;

namespace IheNode.Tests;

/// <summary>Makes the tables of <c>docs/RELIABILITY.md</c> of a journal.</summary>
internal static class FaultReport
{
    /// <summary>What was done to each store and what came of it, and how often a node died at each step.</summary>
    public static string Markdown(IReadOnlyList<FaultLine> lines)
    {
        var text = new StringBuilder();
        text.AppendLine("| store | kills | under load | while starting | at a named step | submissions sent | acknowledged | GB | without answer: whole / nothing of it | sent again | retrievals compared | documents with a flipped octet, all found | broken |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var store in FaultStore.All)
        {
            if (lines.Where(line => line.Store == store.Name).ToList() is { Count: > 0 } own) Row(text, store.Title, own);
        }

        if (lines.Select(line => line.Store).Distinct().Count() > 1) Row(text, "all", lines);
        text.AppendLine().AppendLine("| the node died at | times |").AppendLine("|---|---|");
        foreach (var kill in lines.Where(line => line.Kill is not null).GroupBy(line => line.Kill!).OrderBy(kills => kills.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"| {kill.Key} | {kill.Count():N0} |").AppendLine();
        return text.ToString();
    }

    /// <summary>Puts the tables between the marks of a page, or makes one of them.</summary>
    public static void Write(string page, string tables)
    {
        const string begin = "<!-- faults -->", end = "<!-- /faults -->";
        var text = File.Exists(page) ? File.ReadAllText(page) : $"{begin}{end}\n";
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new InvalidOperationException($"{page} has no marks {begin} and {end}.");
        File.WriteAllText(page, $"{text[..(from + begin.Length)]}\n\n{tables}\n{text[to..]}");
    }

    private static void Row(StringBuilder text, string title, IReadOnlyList<FaultLine> lines)
    {
        int Kills(Func<string, bool> which) => lines.Count(line => line.Kill is { } kill && which(kill));
        text.Append(CultureInfo.InvariantCulture,
            $"| {title} | {Kills(_ => true):N0} | {Kills(kill => kill == nameof(Kill.UnderLoad)):N0} | {Kills(kill => kill == nameof(Kill.WhileStarting)):N0} "
            + $"| {Kills(kill => kill is not (nameof(Kill.UnderLoad) or nameof(Kill.WhileStarting))):N0} | {lines.Sum(line => line.Sent):N0} "
            + $"| {lines.Sum(line => line.Acknowledged):N0} | {lines.Sum(line => line.Octets) / 1e9:N1} | {lines.Sum(line => line.Whole):N0} / {lines.Sum(line => line.Nothing):N0} "
            + $"| {lines.Sum(line => line.Again):N0} | {lines.Sum(line => line.Proved):N0} | {lines.Sum(line => line.Flipped):N0} | {lines.Sum(line => line.Broken):N0} |").AppendLine();
    }
}
