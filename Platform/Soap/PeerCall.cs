using System.ServiceModel;
using System.ServiceModel.Channels;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>One request to a peer and its answer, for as long as the answer is being read.</summary>
internal sealed class PeerCall : IDisposable
{
    private readonly SoapClientOptions _options;
    private readonly CancellationToken _caller;
    private readonly PeerWatch _watch;
    private IRequestChannel? _channel;
    private IncomingMessage? _reply;
    private bool _disposed;

    public PeerCall(SoapClientOptions options, CancellationToken caller)
    {
        (_options, _caller) = (options, caller);
        _watch = new PeerWatch(options.TimeLimit, options.AbandonAfter, GiveUp, caller);
    }

    public async Task<IncomingEnvelope> SendAsync(IChannelFactory<IRequestChannel> factory, Uri address, OutgoingEnvelope envelope, string action)
    {
        _caller.ThrowIfCancellationRequested();
        try
        {
            var channel = _channel = factory.CreateChannel(new EndpointAddress(address), address);
            _watch.Waiting();
            await Task.Factory.FromAsync(channel.BeginOpen, channel.EndOpen, null).ConfigureAwait(false);
            using var message = new OutgoingMessage(envelope.ContentType(action), SendAsync);
            var reply = await Task.Factory.FromAsync(channel.BeginRequest, channel.EndRequest, message, TimeSpan.MaxValue, null).ConfigureAwait(false);
            _reply = reply as IncomingMessage ?? throw new MalformedMessageException("The peer answered without a message.");
            var type = SoapMediaType.Parse(_reply.ContentType);
            if (!type.IsMultipart && !type.IsEnvelope) throw new MalformedMessageException($"The peer answered with '{type.Name}' instead of SOAP.");
            return await IncomingEnvelope.ReadAsync(
                new WatchedStream(_reply.Stream, _watch),
                type,
                _options.Limits,
                _options.SpoolFolder ?? Path.GetTempPath(),
                _watch.Token).ConfigureAwait(false);
        }
        catch (ArgumentNullException error)
        {
            // What WCF's transport throws when a chunked answer has a Content-Type and not one octet.
            throw new MalformedMessageException("The peer's answer is empty.", error);
        }
        catch (SoapFaultException error)
        {
            throw new MalformedMessageException($"The peer's answer is wrong: {error.Fault.Reason}", error);
        }
        catch (Exception) when (_caller.IsCancellationRequested)
        {
            throw new OperationCanceledException(_caller);
        }
        catch (Exception error) when (_watch.Token.IsCancellationRequested)
        {
            throw new TimeoutException($"{address} was silent for {_options.TimeLimit.TotalSeconds:0.#} s.", error);
        }

        async Task SendAsync(Stream stream)
        {
            await envelope.SendAsync(new WatchedWriting(stream, _watch), _watch.Token).ConfigureAwait(false);
            _watch.Waiting();
        }
    }

    // Closing the answer is what frees its connection; aborting the channel alone ends only a request that is still unanswered.
    private void GiveUp()
    {
        _channel?.Abort();
        _reply?.Close();
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _watch.Dispose();
        _reply?.Close();
        _channel?.Abort();
    }
}
