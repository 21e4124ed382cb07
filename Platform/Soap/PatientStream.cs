using System.Globalization;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>A request's body whose sender may pause for so long and no longer, however much has come before.</summary>
/// <param name="inner">The body.</param>
/// <param name="idleSeconds">The longest pause, <c>limits.idleSeconds</c>.</param>
public sealed class PatientStream(Stream inner, int idleSeconds) : ReadingStream
{
    /// <inheritdoc/>
    /// <exception cref="MalformedMessageException">The sender paused for too long.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(TimeSpan.FromSeconds(idleSeconds));
        try
        {
            return await inner.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MalformedMessageException(string.Create(
                CultureInfo.InvariantCulture, $"The sender sent nothing for {idleSeconds} s in the middle of the message (limits.idleSeconds)."));
        }
    }
}
