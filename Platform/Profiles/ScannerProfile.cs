namespace IheNode.Platform;

/// <summary>A virus scanner that looks at every document before it is stored.</summary>
public sealed record ScannerProfile
{
    /// <summary>
    /// <c>clamd://127.0.0.1:3310</c>, <c>clamd+unix:///run/clamav/clamd.ctl</c>, <c>icap://127.0.0.1:1344/avscan</c> or <c>icaps://host:11344/avscan</c>;
    /// beyond the machine itself only <c>icaps</c>, since documents leave it only under TLS.
    /// </summary>
    public required string Address { get; init; }

    /// <summary>What becomes of a document that could not be scanned: <c>refuse</c> it with its submission, or <c>accept</c> it and record that.</summary>
    public string Unscanned { get; init; } = "refuse";

    /// <summary>
    /// Octets of the largest document that the scanner takes (a larger one counts as one that could not be scanned). Not more than the scanner's own limits
    /// (clamd: StreamMaxLength, MaxFileSize, MaxScanSize; c-icap: MaxObjectSize): a scanner may call clean what it was too large for it to look at.
    /// </summary>
    public long LargestBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>How long one scan may take, and how long a document may wait for its turn, in seconds.</summary>
    public double TimeLimitSeconds { get; init; } = 60;

    /// <summary>Scans at a time.</summary>
    public int Connections { get; init; } = 4;
}
