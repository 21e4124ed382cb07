using System.Globalization;
using Spectre.Console;

namespace IheNode.Benchmarks;

/// <summary>Prints what was measured.</summary>
internal static class Report
{
    /// <summary>Columns of text that the table needs; a narrower terminal would break its lines.</summary>
    public const int Width = 160;

    public static void Write(IEnumerable<Measurement> measured, string note)
    {
        var table = new Table().AddColumns("Work", "Who", "Rate", "p50 ms", "p99 ms", "CPU ms", "Ratio (lowest-highest)", "Peak MB");
        foreach (var one in measured)
        {
            table.AddRow(Cells(one, one.Node, one.Workload.Name, "", $"{LoadRun.Megabytes(one.NodePeak)} ({Sign(one.NodePeak - one.ResidentBefore)})"));
            foreach (var baseline in one.Baselines)
            {
                var ratios = one.Ratios(baseline);
                table.AddRow(Cells(
                    one, baseline, "", $"{Number(Side.MedianOf(ratios))} ({Number(ratios.Min())}-{Number(ratios.Max())})", LoadRun.Megabytes(one.BarePeak)));
            }
            table.AddEmptyRow();
        }
        AnsiConsole.Write(table.Border(TableBorder.Markdown));
        AnsiConsole.WriteLine("Rate, p50, p99 and CPU: medians of the rounds. CPU: server's, for one request. Ratio: node's rate / baseline's, median of the rounds.");
        AnsiConsole.WriteLine("Peak: largest resident memory during the rounds, in brackets its growth over what the warm node held before. " + note);
    }

    private static string[] Cells(Measurement one, Side side, string work, string ratio, string peak) =>
    [
        work, side.Name, Rate(one.Workload, side.Median(r => r.Rate)), Number(side.Median(r => r.Median)), Number(side.Median(r => r.Late)),
        Number(side.Median(r => r.CpuMilliseconds)), ratio, peak,
    ];

    private static string Rate(Workload workload, double rate) => workload.DocumentBytes >= 1024 * 1024
        ? $"{Number(rate * workload.DocumentBytes / 1048576)} MB/s"
        : $"{Number(rate)} /s";

    private static string Sign(long octets) => octets < 0 ? LoadRun.Megabytes(octets) : $"+{LoadRun.Megabytes(octets)}";

    private static string Number(double value) => value.ToString(value >= 100 ? "N0" : value >= 10 ? "N1" : "N2", CultureInfo.InvariantCulture);
}
