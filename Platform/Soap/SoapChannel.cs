using System.ServiceModel.Channels;

namespace IheNode.Platform;

/// <summary>Hands whole messages through WCF's HTTP transport as streams: our envelope goes out as it is, and the answer's stream comes back unread.</summary>
internal sealed class SoapChannelEncoding : MessageEncodingBindingElement
{
    public override MessageVersion MessageVersion { get; set; } = MessageVersion.Soap12WSAddressing10;

    public override MessageEncoderFactory CreateMessageEncoderFactory() => new Factory();

    public override BindingElement Clone() => new SoapChannelEncoding();

    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context)
    {
        context.BindingParameters.Add(this);
        return context.BuildInnerChannelFactory<TChannel>();
    }

    private sealed class Factory : MessageEncoderFactory
    {
        public override MessageEncoder Encoder { get; } = new StreamEncoder();

        public override MessageVersion MessageVersion => MessageVersion.Soap12WSAddressing10;
    }

    private sealed class StreamEncoder : MessageEncoder
    {
        private const string OnlyStreams = "SOAP messages of this node are streamed.";

        public override string ContentType => SoapNames.MediaType;

        public override string MediaType => SoapNames.MediaType;

        public override MessageVersion MessageVersion => MessageVersion.Soap12WSAddressing10;

        public override bool IsContentTypeSupported(string contentType) => true;

        public override async ValueTask WriteMessageAsync(Message message, Stream stream)
        {
            await ((OutgoingMessage)message).Send(stream).ConfigureAwait(false);
            await stream.FlushAsync().ConfigureAwait(false);
        }

        public override Message ReadMessage(Stream stream, int maxSizeOfHeaders, string contentType) => new IncomingMessage(stream);

        public override void WriteMessage(Message message, Stream stream) => throw new NotSupportedException(OnlyStreams);

        public override Message ReadMessage(ArraySegment<byte> buffer, BufferManager bufferManager, string contentType) => throw new NotSupportedException(OnlyStreams);

        public override ArraySegment<byte> WriteMessage(Message message, int maxMessageSize, BufferManager bufferManager, int messageOffset) =>
            throw new NotSupportedException(OnlyStreams);
    }
}

/// <summary>What WCF takes for a message: a carrier of a stream.</summary>
internal abstract class StreamMessage : Message
{
    public override MessageHeaders Headers { get; } = new(MessageVersion.Soap12WSAddressing10);

    public override MessageProperties Properties { get; } = [];

    public override MessageVersion Version => MessageVersion.Soap12WSAddressing10;

    protected override void OnWriteBodyContents(System.Xml.XmlDictionaryWriter writer) => throw new NotSupportedException("The message is written by its own writer.");
}

/// <summary>A message on its way out.</summary>
internal sealed class OutgoingMessage : StreamMessage
{
    public OutgoingMessage(string contentType, Func<Stream, Task> send)
    {
        Send = send;
        var http = new HttpRequestMessageProperty { Method = "POST" };
        http.Headers["Content-Type"] = contentType;
        Properties[HttpRequestMessageProperty.Name] = http;
    }

    public Func<Stream, Task> Send { get; }
}

/// <summary>A message on its way in; closing it closes its stream.</summary>
internal sealed class IncomingMessage(Stream stream) : StreamMessage
{
    public Stream Stream => stream;

    /// <summary>The Content-Type as the peer sent it.</summary>
    public string? ContentType => (Properties.TryGetValue(HttpResponseMessageProperty.Name, out var found) ? found as HttpResponseMessageProperty : null)
        ?.Headers[PeerHandler.OriginalContentType];

    protected override void OnClose()
    {
        stream.Dispose();
        base.OnClose();
    }
}
