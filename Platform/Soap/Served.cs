using System.Xml;
using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>What stands in the Body of an answer.</summary>
/// <param name="Write">Writes it whole.</param>
/// <param name="Pieces">Gives it in pieces, to be sent while they are made; null when <paramref name="Write"/> writes it.</param>
public readonly record struct OutgoingBody(Action<XmlWriter, AttachmentSink> Write, IAsyncEnumerable<Utf8Piece>? Pieces = null);

/// <summary>A transaction with whoever answers it, ready for a listener that does not know the types of its messages.</summary>
/// <param name="Transaction">The transaction.</param>
public abstract record Served(Transaction Transaction)
{
    /// <summary>Ties an answer to its transaction.</summary>
    public static Served Of<TRequest, TResponse>(Transaction<TRequest, TResponse> transaction, Answer<TRequest, TResponse> answer) =>
        new Typed<TRequest, TResponse>(transaction, answer);

    /// <summary>Reads the body, lets it be answered, and gives what writes the answer's body.</summary>
    /// <exception cref="MalformedMessageException">The body is not that of this transaction.</exception>
    public abstract Task<OutgoingBody> AnswerSoapAsync(
        XElement body, IAttachments attachments, Exchange exchange, CancellationToken cancellation);

    /// <summary>Reads the message, lets it be answered, and gives the answer.</summary>
    /// <exception cref="Er7RejectedException">The message is refused.</exception>
    public abstract Task<Er7Message> AnswerEr7Async(Er7Message message, Exchange exchange, CancellationToken cancellation);

    /// <summary>Takes note that a message for this transaction was refused before its body was looked at.</summary>
    public virtual Task RefusedAsync(Exchange exchange, Exception refusal) => Task.CompletedTask;

    private sealed record Typed<TRequest, TResponse>(Transaction<TRequest, TResponse> Contract, Answer<TRequest, TResponse> Answer) : Served(Contract)
    {
        public override async Task<OutgoingBody> AnswerSoapAsync(
            XElement body, IAttachments attachments, Exchange exchange, CancellationToken cancellation)
        {
            var codec = Contract.Soap ?? throw new InvalidOperationException($"{Contract.Id} does not travel by SOAP.");
            var request = codec.ReadRequest(body, attachments);
            var response = await Answer(request, exchange, cancellation).ConfigureAwait(false);
            return new((writer, sink) => codec.WriteResponse(writer, response, request, exchange, sink), codec.StreamResponse?.Invoke(response, cancellation));
        }

        public override async Task<Er7Message> AnswerEr7Async(Er7Message message, Exchange exchange, CancellationToken cancellation)
        {
            var codec = Contract.Er7 ?? throw new InvalidOperationException($"{Contract.Id} does not travel by HL7 v2.");
            var response = await Answer(codec.ReadRequest(message), exchange, cancellation).ConfigureAwait(false);
            return codec.WriteResponse(response, message, exchange);
        }
    }
}
