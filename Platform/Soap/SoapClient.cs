using System.ServiceModel;
using System.ServiceModel.Channels;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>
/// Calls peers by SOAP 1.2 over System.ServiceModel's HTTP transport, streaming both ways. Documents of an answer (<see cref="Content"/>) stay readable after
/// the answer has been returned: the connection is released when the last of them has been read to its end or its stream disposed, whoever opens a stream
/// disposes of it, and what nobody reads is dropped after <see cref="SoapClientOptions.AbandonAfter"/>.
/// </summary>
public sealed class SoapClient : IDisposable
{
    private readonly SoapClientOptions _options;
    private readonly Lazy<IChannelFactory<IRequestChannel>> _http;
    private readonly Lazy<IChannelFactory<IRequestChannel>> _https;

    /// <summary>A client with its own pool of connections.</summary>
    public SoapClient(SoapClientOptions options)
    {
        _options = options;
        _http = new(() => Open(new HttpTransportBindingElement()));
        _https = new(() => Open(new HttpsTransportBindingElement()));
    }

    /// <summary>A transaction as answered by a peer. The answer throws what is listed here.</summary>
    /// <exception cref="SoapFaultException">The peer answered with a fault.</exception>
    /// <exception cref="MalformedMessageException">The peer's answer cannot be read.</exception>
    /// <exception cref="TimeoutException">The peer was silent for longer than the time limit.</exception>
    /// <exception cref="CommunicationException">The peer cannot be reached, or the connection broke.</exception>
    /// <param name="contract">The transaction.</param>
    /// <param name="address">The peer.</param>
    /// <param name="keepsMessageId">Whether messages go out under the MessageID of their exchange, by which the peer may know one that it gets again; otherwise each has a fresh one.</param>
    public Answer<TRequest, TResponse> Remote<TRequest, TResponse>(
        Transaction<TRequest, TResponse> contract, Uri address, bool keepsMessageId = false)
    {
        var codec = contract.Soap ?? throw new ArgumentException($"{contract.Id} does not travel by SOAP.", nameof(contract));
        return async (request, exchange, cancellation) =>
        {
            // A message id belongs to one message; the exchange that led here may already have used its own.
            var messageId = keepsMessageId ? exchange.MessageId : Exchange.NewMessageId();
            var own = exchange with { MessageId = messageId, AnswerId = Guid.NewGuid(), Endpoint = address.ToString() };
            using var outgoing = OutgoingEnvelope.Write(
                contract.Encoding == WireEncoding.Mtom,
                writer => OutgoingHeaders.WriteAddressing(writer, contract.Action!, own.MessageId, address.ToString()),
                (writer, sink) => codec.WriteRequest(writer, request, own, sink));
            var call = new PeerCall(_options, cancellation);
            try
            {
                var incoming = await call.SendAsync(Factory(address), address, outgoing, contract.Action!).ConfigureAwait(false);
                Check(incoming, contract, own.MessageId);
                var response = codec.ReadResponse(incoming.Body, incoming.Attachments);
                incoming.WhenRead(call.Dispose);
                return response;
            }
            catch
            {
                call.Dispose();
                throw;
            }
        };
    }

    /// <summary>Closes the pool of connections.</summary>
    public void Dispose()
    {
        if (_http.IsValueCreated) _http.Value.Abort();
        if (_https.IsValueCreated) _https.Value.Abort();
    }

    private static void Check(IncomingEnvelope incoming, Transaction contract, string messageId)
    {
        if (incoming.BodyElements is [var only] && SoapFaultXml.Read(only) is { } fault) throw new SoapFaultException(fault);
        var headers = Headers(incoming);
        if (headers.RelatesTo is { } relatesTo && relatesTo != messageId)
            throw new MalformedMessageException($"The peer's answer relates to '{relatesTo}', not to {contract.Id} '{messageId}'.");
        if (headers.Action is { } action && action != contract.ResponseAction)
            throw new MalformedMessageException($"The peer answered {contract.Id} with the wsa:Action '{action}' instead of '{contract.ResponseAction}'.");
    }

    private static AddressingHeaders Headers(IncomingEnvelope incoming)
    {
        try
        {
            AddressingHeaders.RequireUnderstood(incoming.Header);
            return AddressingHeaders.Read(incoming.Header);
        }
        catch (SoapFaultException error)
        {
            throw new MalformedMessageException($"The headers of the peer's answer are wrong: {error.Fault.Reason}", error);
        }
    }

    private IChannelFactory<IRequestChannel> Factory(Uri address) => address.Scheme == Uri.UriSchemeHttps ? _https.Value : _http.Value;

    private IChannelFactory<IRequestChannel> Open(HttpTransportBindingElement transport)
    {
        transport.TransferMode = TransferMode.Streamed;
        transport.MaxReceivedMessageSize = long.MaxValue;
        transport.UseDefaultWebProxy = false;
        var handler = (HttpClientHandler unused) =>
        {
            unused.Dispose();
            return (HttpMessageHandler)new PeerHandler(_options);
        };
        var factory = new CustomBinding(new SoapChannelEncoding(), transport).BuildChannelFactory<IRequestChannel>(handler);
        factory.Open();
        return factory;
    }
}
