using System.Diagnostics;

namespace IheNode.Benchmarks;

/// <summary>How fast something was done by several who do it again and again.</summary>
/// <param name="Rate">Times a second.</param>
/// <param name="Median">Half were done within this many milliseconds.</param>
/// <param name="Late">99 of 100 were done within this many milliseconds.</param>
/// <param name="Cpu">CPU milliseconds for one, of this process or of the one that was named.</param>
internal sealed record Pace(double Rate, double Median, double Late, double Cpu)
{
    /// <summary>Lets so many do it until the time is over.</summary>
    public static async Task<Pace> OfAsync(int senders, TimeSpan duration, Func<Task> once, ServerProcess? server = null)
    {
        var (begun, cpu) = (Stopwatch.GetTimestamp(), CpuSeconds());
        var times = (await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => Task.Run(async () =>
        {
            var own = new List<double>();
            while (Stopwatch.GetElapsedTime(begun) < duration)
            {
                var asked = Stopwatch.GetTimestamp();
                await once().ConfigureAwait(false);
                own.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            }

            return own;
        }))).ConfigureAwait(false)).SelectMany(t => t).Order().ToList();
        return new(
            times.Count / Stopwatch.GetElapsedTime(begun).TotalSeconds, times[times.Count / 2], times[times.Count * 99 / 100],
            (CpuSeconds() - cpu) * 1000 / times.Count);

        double CpuSeconds() => server?.CpuSeconds ?? Environment.CpuUsage.TotalTime.TotalSeconds;
    }
}
