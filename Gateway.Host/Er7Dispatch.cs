using IheNode.Core;
using IheNode.Platform;
using NLog;

namespace IheNode.Gateway;

/// <summary>Gives each HL7 v2 message to the transaction of its MSH-9, and makes an acknowledgement of whatever goes wrong (<c>ITI TF-2 C.2.3</c>).</summary>
/// <param name="served">What is answered.</param>
/// <param name="clock">Tells when a message came.</param>
/// <param name="log">Takes unexpected errors, never what a message says.</param>
public sealed class Er7Dispatch(IReadOnlyList<Served> served, TimeProvider clock, Logger log)
{
    private const string CancelQuery = "QCN^J01";

    private readonly Dictionary<string, Served> _byTrigger =
        served.SelectMany(one => one.Transaction.Triggers.Select(trigger => (trigger, one))).ToDictionary(pair => pair.trigger, pair => pair.one);

    /// <summary>Reads a message, lets it be answered, and gives the octets of the answer in the asker's character set.</summary>
    public async Task<byte[]> AnswerAsync(byte[] octets, Requester requester, CancellationToken cancellation)
    {
        Er7Message message;
        try
        {
            message = Er7Reader.Read(octets);
        }
        catch (Er7RejectedException refusal)
        {
            return Refuse(octets, requester, refusal.Errors);
        }

        return Octets(await AnswerAsync(message, ExchangeOf(message, requester), cancellation).ConfigureAwait(false));
    }

    /// <summary>The rejection of octets that cannot be read as a message.</summary>
    public byte[] Refuse(ReadOnlySpan<byte> octets, Requester requester, ValueList<Er7Error> errors)
    {
        var header = Er7Reader.ReadHeader(octets);
        return Er7Writer.Write(Er7Acknowledgement.Of(header, ExchangeOf(header, requester), errors, reject: true));
    }

    // Who names no character set has not said that it reads ASCII alone: a patient's name is not to reach it as question marks.
    private static byte[] Octets(Er7Message answer) =>
        Er7Writer.Write(answer.Header.Field(18).Length == 0 ? Er7Writer.WithCharacterSet(answer) : answer);

    private async Task<Er7Message> AnswerAsync(Er7Message message, Exchange exchange, CancellationToken cancellation)
    {
        try
        {
            Er7Reader.CheckHeader(message);
            // Answers are complete when they are sent and pages are not kept, so that there is nothing to cancel.
            if (message.Trigger == CancelQuery && _byTrigger.ContainsKey("QBP^Q22")) return Er7Acknowledgement.Of(message, exchange, []);
            return await Find(message).AnswerEr7Async(message, exchange, cancellation).ConfigureAwait(false);
        }
        catch (Er7RejectedException refusal)
        {
            return Er7Acknowledgement.Of(message, exchange, refusal.Errors, refusal.Reject);
        }
        catch (MalformedMessageException fault)
        {
            return Er7Acknowledgement.Of(message, exchange, [new(207, fault.Message)]);
        }
#pragma warning disable CA1031 // Whatever went wrong, the sender must learn that its message was not taken.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            // An exception's message may quote a patient's data; its type and place do not.
            log.Error("An HL7 v2 message of type {Trigger} could not be answered; the acknowledgement has the id {AnswerId}: {Exception} at {Place}",
                _byTrigger.ContainsKey(message.Trigger) ? message.Trigger : "unknown", exchange.AnswerId, fault.GetType().FullName, fault.StackTrace);
            log.Debug(fault, "The acknowledgement {AnswerId}", exchange.AnswerId);
            return Er7Acknowledgement.Of(message, exchange, [new(207, "The message could not be processed because of an internal error.")]);
        }
    }

    private Served Find(Er7Message message)
    {
        if (_byTrigger.TryGetValue(message.Trigger, out var found)) return found;
        var (type, trigger) = (message.Header.Text(9), message.Header.Text(9, 2));
        throw _byTrigger.Keys.Any(known => known.StartsWith(type + "^", StringComparison.Ordinal))
            ? new Er7RejectedException($"The trigger event '{trigger}' of message type {type} is not supported.", 201, "MSH^1^9^1^2", reject: true)
            : new Er7RejectedException($"The message type '{type}' is not supported.", 200, "MSH^1^9^1^1", reject: true);
    }

    private Exchange ExchangeOf(Er7Message message, Requester requester) => new()
    {
        MessageId = message.Header.Text(10),
        Time = clock.GetLocalNow(),
        Endpoint = Er7Acknowledgement.Party(message.Header, 5),
        ReplyTo = Er7Acknowledgement.Party(message.Header, 3),
        Requester = requester,
    };
}
