using System.IO.Pipelines;
using IheNode.Core;
using IheNode.Platform;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using NLog;

namespace IheNode.Gateway;

/// <summary>
/// HL7 v2 over MLLP on a Kestrel endpoint: <c>kestrel.Listen(address, port, listen => { listen.UseHttps(tls); listen.Run(mllp.OnConnectedAsync); })</c>.
/// A connection carries any number of messages; each is answered before the next is read. When the host stops, a message that has come is still answered.
/// </summary>
/// <param name="served">What is answered.</param>
/// <param name="limits">Size of a message, silence of a sender, number of connections.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="requester">Says who is at the other end, by address and certificate.</param>
/// <param name="log">Takes refusals and errors, without patient data.</param>
public sealed class MllpListener(
    IReadOnlyList<Served> served, LimitsProfile limits, TimeProvider clock, Func<ConnectionContext, Requester> requester, Logger log) : ConnectionHandler
{
    private readonly Er7Dispatch _dispatch = new(served, clock, log);
    private readonly TimeSpan _idle = TimeSpan.FromSeconds(limits.IdleSeconds);
    private int _connections;

    /// <inheritdoc/>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        try
        {
            if (Interlocked.Increment(ref _connections) > limits.MllpConnections)
                log.Warn("MLLP connection of {Address} refused: {Limit} are open already", connection.RemoteEndPoint, limits.MllpConnections);
            else
                await AnswerAsync(connection, requester(connection)).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or ConnectionAbortedException or ConnectionResetException)
        {
            log.Info("MLLP connection of {Address} broke: {Reason}", connection.RemoteEndPoint, fault.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    private async Task AnswerAsync(ConnectionContext connection, Requester sender)
    {
        var stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        var reader = new MllpFrameReader(connection.Transport.Input, limits.Er7Bytes, _idle, clock);
        while (await reader.ReadAsync(stopping, CancellationToken.None).ConfigureAwait(false) is var read)
        {
            if (read.End != MllpEnd.Message)
            {
                await EndAsync(connection, reader, read, sender).ConfigureAwait(false);
                return;
            }

            // A sender that has closed its half still waits; and what it has sent is to be finished whether it waits or not.
            var answer = await _dispatch.AnswerAsync(read.Octets, sender, CancellationToken.None).ConfigureAwait(false);
            if (!await SendAsync(connection.Transport.Output, answer).ConfigureAwait(false))
            {
                log.Warn("MLLP connection of {Address} closed: it took no answer for {Seconds} s", connection.RemoteEndPoint, limits.IdleSeconds);
                return;
            }
        }
    }

    private async Task EndAsync(ConnectionContext connection, MllpFrameReader reader, MllpRead read, Requester sender)
    {
        switch (read.End)
        {
            case MllpEnd.Truncated:
                log.Warn("MLLP connection of {Address} ended within a message, after {Octets} octets", connection.RemoteEndPoint, read.Octets.Length);
                return;
            case MllpEnd.Idle:
                log.Info("MLLP connection of {Address} closed: silent for {Seconds} s, {Octets} octets of a message had come",
                    connection.RemoteEndPoint, limits.IdleSeconds, read.Octets.Length);
                return;
            case MllpEnd.TooLarge or MllpEnd.OutsideFrame:
                var reason = read.End == MllpEnd.TooLarge
                    ? $"The message is larger than the limit of {limits.Er7Bytes} octets (limits.er7Bytes)."
                    : "A message must begin with the octet 0B and end with 1C 0D (MLLP).";
                log.Warn("MLLP connection of {Address} closed: {Reason}", connection.RemoteEndPoint, reason);
                if (await SendAsync(connection.Transport.Output, _dispatch.Refuse(read.Octets, sender, [new(207, reason)])).ConfigureAwait(false))
                    await reader.DrainAsync(CancellationToken.None).ConfigureAwait(false);

                return;
        }
    }

    private async Task<bool> SendAsync(PipeWriter output, byte[] message)
    {
        using var limit = new CancellationTokenSource(_idle, clock);
        try
        {
            await MllpFrame.WriteAsync(output, message, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
