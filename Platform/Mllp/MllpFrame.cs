using System.IO.Pipelines;

namespace IheNode.Platform;

/// <summary>The frame that carries one HL7 v2 message: 0B, the message, 1C 0D (<c>ITI TF-2 Appendix C.2.1</c>, HL7 MLLP Release 1).</summary>
public static class MllpFrame
{
    internal const byte Start = 0x0B;
    internal const byte End = 0x1C;
    internal const byte Return = 0x0D;

    /// <summary>Writes one frame and flushes it.</summary>
    public static async ValueTask WriteAsync(PipeWriter output, ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        await output.WriteAsync(Framed(message.Span), cancellation).ConfigureAwait(false);
    }

    /// <summary>A message in its frame.</summary>
    public static byte[] Framed(ReadOnlySpan<byte> message) => [Start, .. message, End, Return];
}

/// <summary>How reading a frame ended.</summary>
public enum MllpEnd
{
    /// <summary>A whole message was read.</summary>
    Message,

    /// <summary>The sender closed the connection between two messages, or the reader was told to stop there.</summary>
    Closed,

    /// <summary>The connection ended within a message.</summary>
    Truncated,

    /// <summary>No octet came for as long as the limit allows.</summary>
    Idle,

    /// <summary>The message is larger than the limit.</summary>
    TooLarge,

    /// <summary>Octets stand before 0B that are not white space.</summary>
    OutsideFrame,
}

/// <summary>What was read.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Octets">The message without its frame; where it is not whole, as much of it as came.</param>
public readonly record struct MllpRead(MllpEnd End, byte[] Octets);
