namespace IheNode.Benchmarks;

/// <summary>One of those that take turns.</summary>
/// <param name="Name">Who it is, for the table.</param>
/// <param name="Server">Its process.</param>
/// <param name="Address">Where it is asked.</param>
internal sealed record Side(string Name, ServerProcess Server, Uri Address)
{
    /// <summary>What its slices showed, in the order of the rounds.</summary>
    public List<SliceResult> Results { get; } = [];

    /// <summary>Asks it for one slice.</summary>
    public async Task RunAsync(Workload workload, TimeSpan duration, CancellationToken cancellation)
    {
        using var slice = new Slice(workload, Server, Address);
        Results.Add(await slice.RunAsync(duration, cancellation).ConfigureAwait(false));
    }

    /// <summary>The median over its slices.</summary>
    public double Median(Func<SliceResult, double> of) => MedianOf(Results.Select(of));

    /// <summary>The middle of some numbers.</summary>
    public static double MedianOf(IEnumerable<double> numbers)
    {
        var sorted = numbers.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}

/// <summary>What was measured of one workload.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Node">The node.</param>
/// <param name="Baselines">Those it is set beside.</param>
/// <param name="ResidentBefore">Resident octets of the node when it was warm and before the rounds.</param>
/// <param name="NodePeak">The node's largest number of resident octets during the rounds.</param>
/// <param name="BarePeak">The same of the baseline.</param>
internal sealed record Measurement(Workload Workload, Side Node, IReadOnlyList<Side> Baselines, long ResidentBefore, long NodePeak, long BarePeak)
{
    /// <summary>Rate of the node divided by the baseline's, in each round.</summary>
    public IReadOnlyList<double> Ratios(Side baseline) => [.. Node.Results.Zip(baseline.Results, (node, bare) => node.Rate / bare.Rate)];
}
