using System.Globalization;

namespace IheNode.Tests;

/// <summary>What one cycle came to.</summary>
internal sealed record FaultLine
{
    /// <summary>Name of the store.</summary>
    public required string Store { get; init; }

    /// <summary>The cycle's number.</summary>
    public required int Cycle { get; init; }

    /// <summary>When the node was killed; null = it was not: everything was proved, and it was told to stop.</summary>
    public string? Kill { get; init; }

    /// <summary>Submissions begun.</summary>
    public int Sent { get; init; }

    /// <summary>Submissions answered with Success.</summary>
    public int Acknowledged { get; init; }

    /// <summary>Octets of documents acknowledged.</summary>
    public long Octets { get; init; }

    /// <summary>Submissions without answer that were found whole after the restart.</summary>
    public int Whole { get; init; }

    /// <summary>Submissions without answer of which nothing was found after the restart.</summary>
    public int Nothing { get; init; }

    /// <summary>Submissions sent again.</summary>
    public int Again { get; init; }

    /// <summary>Documents retrieved and compared.</summary>
    public int Proved { get; init; }

    /// <summary>Documents of which a stored octet was flipped on purpose, and found.</summary>
    public int Flipped { get; init; }

    /// <summary>What was found wrong.</summary>
    public int Broken { get; init; }

    /// <summary>How long it took.</summary>
    public double Seconds { get; init; }
}

/// <summary>The file that a long run writes a line into after every cycle, so that it can be ended and taken up again.</summary>
internal sealed class FaultJournal(string file)
{
    /// <summary>All lines so far.</summary>
    public List<FaultLine> Lines { get; } = File.Exists(file) ? [.. File.ReadLines(file).Select(Read)] : [];

    /// <summary>Writes a line.</summary>
    public void Add(FaultLine line)
    {
        Lines.Add(line);
        File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture,
            $"{line.Store}\t{line.Cycle}\t{line.Kill}\t{line.Sent}\t{line.Acknowledged}\t{line.Octets}\t{line.Whole}\t{line.Nothing}\t{line.Again}\t{line.Proved}\t{line.Broken}\t{line.Seconds:F3}\t{line.Flipped}\n"));
    }

    private static FaultLine Read(string text)
    {
        var fields = text.Split('\t');
        int Number(int place) => int.Parse(fields[place], CultureInfo.InvariantCulture);
        return new()
        {
            Store = fields[0],
            Cycle = Number(1),
            Kill = fields[2].Length == 0 ? null : fields[2],
            Sent = Number(3),
            Acknowledged = Number(4),
            Octets = long.Parse(fields[5], CultureInfo.InvariantCulture),
            Whole = Number(6),
            Nothing = Number(7),
            Again = Number(8),
            Proved = Number(9),
            Broken = Number(10),
            Seconds = double.Parse(fields[11], CultureInfo.InvariantCulture),
            Flipped = Number(12),
        };
    }
}
