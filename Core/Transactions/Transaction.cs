using System.Buffers;
using System.Xml;
using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>How the messages of a transaction travel.</summary>
public enum WireEncoding
{
    /// <summary>SOAP 1.2 without attachments.</summary>
    SimpleSoap,

    /// <summary>SOAP 1.2 with MTOM/XOP in both directions.</summary>
    Mtom,

    /// <summary>HL7 v2 vertical-bar encoding over MLLP.</summary>
    Er7,
}

/// <summary>What every IHE transaction has, whatever its messages are.</summary>
public abstract record Transaction
{
    /// <summary>The number in the Technical Framework, such as <c>ITI-18</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name in the Technical Framework, as audit messages give it.</summary>
    public required string Name { get; init; }

    /// <summary>How its messages travel.</summary>
    public required WireEncoding Encoding { get; init; }

    /// <summary>wsa:Action of the request; null for HL7 v2.</summary>
    public string? Action { get; init; }

    /// <summary>wsa:Action of the response; null for HL7 v2.</summary>
    public string? ResponseAction { get; init; }

    /// <summary>Further wsa:Action values under which peers are known to send the request.</summary>
    public ValueList<string> ActionAliases { get; init; }

    /// <summary>MSH-9 values (<c>ADT^A01</c>) of the request; empty for SOAP.</summary>
    public ValueList<string> Triggers { get; init; }

    /// <summary>EventID and action code of its audit messages on either side (<c>ITI TF-2</c>, the audit section of each transaction).</summary>
    public required AuditEventShape AuditEvent { get; init; }

    /// <summary>Whether its answerer judges parts that no <c>xop:Include</c> names (<see cref="IAttachments.Unnamed"/>); elsewhere such a message is wrong.</summary>
    public bool JudgesUnnamedParts { get; init; }

    /// <summary>Whether the Content-Type of its response names the wsa:Action, too (<c>RMD 3.86.4.2.2</c>).</summary>
    public bool NamesActionInContentType { get; init; }
}

/// <summary>A transaction with the types of its messages: one value that serves, calls, audits and tests it.</summary>
/// <typeparam name="TRequest">The request.</typeparam>
/// <typeparam name="TResponse">The response.</typeparam>
public sealed record Transaction<TRequest, TResponse> : Transaction
{
    /// <summary>Reads and writes its SOAP bodies; null for HL7 v2.</summary>
    public SoapCodec<TRequest, TResponse>? Soap { get; init; }

    /// <summary>Reads and writes its HL7 v2 messages; null for SOAP.</summary>
    public Er7Codec<TRequest, TResponse>? Er7 { get; init; }

    /// <summary>What an exchange did, for its audit messages; the response is null when none was made.</summary>
    public required Func<TRequest, TResponse?, AuditSubject> Audit { get; init; }
}

/// <summary>Whoever answers a transaction, in this process or far away.</summary>
public delegate Task<TResponse> Answer<TRequest, TResponse>(TRequest request, Exchange exchange, CancellationToken cancellation);

/// <summary>Reads and writes the SOAP bodies of a transaction. Readers throw <see cref="MalformedMessageException"/> when the body is not what it claims to be.</summary>
/// <param name="ReadRequest">Body element and attachments to request.</param>
/// <param name="WriteRequest">Request to body element.</param>
/// <param name="ReadResponse">Body element and attachments to response.</param>
/// <param name="WriteResponse">Response, with the request that it answers, to body element.</param>
public sealed record SoapCodec<TRequest, TResponse>(
    Func<XElement, IAttachments, TRequest> ReadRequest,
    Action<XmlWriter, TRequest, Exchange, AttachmentSink> WriteRequest,
    Func<XElement, IAttachments, TResponse> ReadResponse,
    Action<XmlWriter, TResponse, TRequest, Exchange, AttachmentSink> WriteResponse)
{
    /// <summary>Gives the pieces of a response's body element that is rendered while it is sent; null for a response that <see cref="WriteResponse"/> writes.</summary>
    public Func<TResponse, CancellationToken, IAsyncEnumerable<Utf8Piece>?>? StreamResponse { get; init; }
}

/// <summary>Writes the next piece of a message's XML as UTF-8.</summary>
public delegate void Utf8Piece(IBufferWriter<byte> output);

/// <summary>Reads and writes the HL7 v2 messages of a transaction.</summary>
/// <param name="ReadRequest">Message to request; throws <see cref="Er7RejectedException"/> with what the acknowledgement is to say.</param>
/// <param name="WriteRequest">Request to message.</param>
/// <param name="ReadResponse">Message to response.</param>
/// <param name="WriteResponse">Response to message, given the message that it answers (MSH is swapped, QPD echoed).</param>
public sealed record Er7Codec<TRequest, TResponse>(
    Func<Er7Message, TRequest> ReadRequest,
    Func<TRequest, Exchange, Er7Message> WriteRequest,
    Func<Er7Message, TResponse> ReadResponse,
    Func<TResponse, Er7Message, Exchange, Er7Message> WriteResponse);
