using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>A SOAP request as octets, so that a test can send exactly the same message again.</summary>
/// <param name="ContentType">Content-Type under which it travels.</param>
/// <param name="Octets">The HTTP body.</param>
internal sealed record WireMessage(string ContentType, byte[] Octets)
{
    /// <summary>Writes a request; without a wsa:MessageID given it gets one that no message has had.</summary>
    public static async Task<WireMessage> OfAsync<TRequest, TResponse>(Transaction<TRequest, TResponse> contract, TRequest request, string? messageId = null)
    {
        var exchange = A.Exchange() with { MessageId = messageId ?? Exchange.NewMessageId() };
        using var envelope = OutgoingEnvelope.Write(
            contract.Encoding == WireEncoding.Mtom,
            writer => OutgoingHeaders.WriteAddressing(writer, contract.Action!, exchange.MessageId, exchange.Endpoint),
            (writer, attachments) => contract.Soap!.WriteRequest(writer, request, exchange, attachments));
        using var octets = new MemoryStream();
        await envelope.SendAsync(octets, CancellationToken.None);
        return new(envelope.ContentType(), octets.ToArray());
    }
}
