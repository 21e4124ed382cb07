using System.Buffers;
using System.IO.Pipelines;

namespace IheNode.Platform;

/// <summary>Reads one frame after another from a connection, however TCP cut them.</summary>
/// <param name="input">The connection.</param>
/// <param name="limit">Octets of the largest message that is taken.</param>
/// <param name="idle">How long the sender may be silent.</param>
/// <param name="clock">Measures the silence.</param>
public sealed class MllpFrameReader(PipeReader input, int limit, TimeSpan idle, TimeProvider clock)
{
    private static readonly TimeSpan Lingering = TimeSpan.FromSeconds(2);

    private enum Place
    {
        Outside,
        Inside,
        AfterEnd,
    }

    /// <summary>Reads the next message.</summary>
    /// <param name="stopping">Ends the reading between two messages; one that has begun is still read to its end.</param>
    /// <param name="cancellation">Ends the reading at once.</param>
    public async ValueTask<MllpRead> ReadAsync(CancellationToken stopping, CancellationToken cancellation)
    {
        var message = new ArrayBufferWriter<byte>();
        var place = Place.Outside;
        using var wake = stopping.Register(input.CancelPendingRead);
        while (!stopping.IsCancellationRequested || place != Place.Outside)
        {
            if (await NextAsync(idle, cancellation).ConfigureAwait(false) is not { } result) return new(MllpEnd.Idle, message.WrittenSpan.ToArray());
            var consumed = Take(result.Buffer, ref place, message, out var end);
            input.AdvanceTo(consumed);
            if (end is { } ended) return new(ended, message.WrittenSpan.ToArray());
            if (result.IsCompleted) return new(place == Place.Outside ? MllpEnd.Closed : MllpEnd.Truncated, message.WrittenSpan.ToArray());
        }

        return new(MllpEnd.Closed, []);
    }

    /// <summary>
    /// Passes over what the sender still sends, so that it can read what was sent to it before the connection closes: until it closes, or is silent for
    /// two seconds, or the limit is reached once more.
    /// </summary>
    public async ValueTask DrainAsync(CancellationToken cancellation)
    {
        for (long passed = 0; passed <= limit;)
        {
            if (await NextAsync(idle < Lingering ? idle : Lingering, cancellation).ConfigureAwait(false) is not { } result) return;
            passed += result.Buffer.Length;
            input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) return;
        }
    }

    private async ValueTask<ReadResult?> NextAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellation);
        try
        {
            return await input.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private SequencePosition Take(ReadOnlySequence<byte> buffer, ref Place place, ArrayBufferWriter<byte> message, out MllpEnd? end)
    {
        var reader = new SequenceReader<byte>(buffer);
        end = null;
        while (end is null && !reader.End)
        {
            switch (place)
            {
                case Place.Outside:
                    reader.TryRead(out var first);
                    if (first == MllpFrame.Start) place = Place.Inside;
                    else if (first is not ((byte)'\r' or (byte)'\n' or (byte)' ' or (byte)'\t')) end = MllpEnd.OutsideFrame;
                    break;
                case Place.Inside:
                    var rest = reader.UnreadSpan;
                    var length = rest.IndexOf(MllpFrame.End) is >= 0 and var found ? found : rest.Length;
                    // One octet over the limit is enough to know, and no more is kept.
                    message.Write(rest[..Math.Min(length, limit + 1 - message.WrittenCount)]);
                    reader.Advance(length);
                    if (message.WrittenCount > limit) end = MllpEnd.TooLarge;
                    else if (reader.TryPeek(out var next) && next == MllpFrame.End && length < rest.Length)
                    {
                        reader.Advance(1);
                        place = Place.AfterEnd;
                    }

                    break;
                default:
                    reader.TryPeek(out var last);
                    if (last == MllpFrame.Return)
                    {
                        reader.Advance(1);
                        end = MllpEnd.Message;
                    }
                    else
                    {
                        message.Write([MllpFrame.End]);
                        place = Place.Inside;
                    }

                    break;
            }
        }

        return reader.Position;
    }
}
