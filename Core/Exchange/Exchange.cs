namespace IheNode.Core;

/// <summary>One request on its way: who asks, when, under which message id. Handlers read it, audit records it.</summary>
public sealed record Exchange
{
    /// <summary>wsa:MessageID of the request, or MSH-10.</summary>
    public required string MessageId { get; init; }

    /// <summary>When the request arrived or is sent.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The address at which it arrived or to which it goes: a URL, or <c>facility|application</c> for HL7 v2.</summary>
    public required string Endpoint { get; init; }

    /// <summary>wsa:ReplyTo, or the sender's <c>facility|application</c>.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Who sent it.</summary>
    public Requester Requester { get; init; } = Requester.Node;

    /// <summary>A fresh UUID for messages that a codec writes in answer; a value of the exchange, so that codecs stay pure.</summary>
    public Guid AnswerId { get; init; } = Guid.NewGuid();

    /// <summary>A wsa:MessageID that no message has had: <c>urn:uuid:</c> and a fresh UUID.</summary>
    public static string NewMessageId() => $"urn:uuid:{Guid.NewGuid()}";
}

/// <summary>Who sent a request, as far as the connection tells.</summary>
/// <param name="Address">IP address.</param>
/// <param name="CertificateSubject">Subject of the client certificate; null on plain loopback.</param>
/// <param name="CertificateThumbprint">SHA-256 of the client certificate in hexadecimal; null on plain loopback.</param>
/// <param name="Facility">Code of the facility, or homeCommunityId of the neighbour, that the profile ties to the certificate.</param>
public sealed record Requester(string Address, string? CertificateSubject = null, string? CertificateThumbprint = null, string? Facility = null)
{
    /// <summary>The node itself, for what it does of its own accord.</summary>
    public static Requester Node { get; } = new("127.0.0.1");
}
