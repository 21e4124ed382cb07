using IheNode.Core;

namespace IheNode.Repository;

/// <summary>
/// A message of HL7 v2 (or a batch of them, which begins with FHS or BHS): its separators, and its octets in the character set of MSH-18, which in Japan is mostly ISO-2022-JP.
/// Of one longer than the node takes as a message (<c>limits.er7Bytes</c>) only the beginning is read.
/// </summary>
internal sealed class Er7Format(int limit) : ContentFormat
{
    private const int LongestReason = 200;

    /// <inheritdoc/>
    public override async Task<string?> FaultAsync(Stream content, InspectedDocument document, CancellationToken cancellation)
    {
        var isWhole = document.Size <= limit;
        var octets = await BeginningAsync(content, (int)Math.Min(document.Size, limit), cancellation).ConfigureAwait(false);
        var message = octets.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? octets[3..] : octets;
        if (message.AsSpan().StartsWith("FHS"u8) || message.AsSpan().StartsWith("BHS"u8)) return null;
        if (!message.AsSpan().StartsWith("MSH"u8))
            return SignatureFormat.Recognise(octets) is { } other ? $"begins as {other}" : "does not begin with the segment MSH";
        // A segment ends in the character set in which it began, so a cut at its end leaves whole characters.
        if (!isWhole) octets = octets[..(octets.AsSpan().LastIndexOfAny((byte)'\r', (byte)'\n') + 1)];
        try
        {
            Er7Reader.Read(octets);
            return null;
        }
        catch (Er7RejectedException fault)
        {
            var reason = fault.Message.TrimEnd('.');
            return $"is no HL7 v2 message: {(reason.Length > LongestReason ? reason[..LongestReason] + "…" : reason)}";
        }
    }
}
