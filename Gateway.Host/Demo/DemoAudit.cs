using System.Globalization;
using System.Text.RegularExpressions;
using IheNode.Platform;

namespace IheNode.Gateway;

/// <summary>Counts what a node has recorded of the run.</summary>
internal static partial class DemoAudit
{
    /// <summary>How many audit messages stand in the network's trail, by transaction.</summary>
    /// <exception cref="CommandException">A transaction that the network took part in left no record.</exception>
    public static async Task<string> CountAsync(DemoNetwork network, IReadOnlyList<string> expected, CancellationToken cancellation)
    {
        var counts = new SortedDictionary<int, int>();
        await foreach (var entry in AuditTrail.ReadFolderAsync(network.DataFolder, cancellation).ConfigureAwait(false))
        {
            var number = EventType(entry.Message);
            counts[number] = counts.GetValueOrDefault(number) + 1;
        }

        var missing = expected.Where(id => !counts.ContainsKey(Number(id))).ToList();
        if (missing.Count > 0) throw new CommandException($"{network.Name} has no audit record of {string.Join(", ", missing)}.");
        return $"{network.Name} has on record: {string.Join(", ", counts.Where(c => c.Key > 0).Select(c => $"{c.Value} × ITI-{c.Key}"))}";
    }

    private static int EventType(string message) =>
        TransactionNumber().Match(message) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    private static int Number(string id) => int.Parse(id["ITI-".Length..], CultureInfo.InvariantCulture);

    [GeneratedRegex("<EventTypeCode[^>]*csd-code=\"ITI-(\\d+)\"")]
    private static partial Regex TransactionNumber();
}
