using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>The WS-Addressing 1.0 headers of a message (<c>ITI TF-2 Appendix V.3.2</c>).</summary>
public sealed record AddressingHeaders
{
    private static readonly HashSet<string> Understood = ["Action", "To", "From", "ReplyTo", "FaultTo", "MessageID", "RelatesTo"];

    /// <summary>wsa:Action; null when missing.</summary>
    public string? Action { get; init; }

    /// <summary>wsa:MessageID; null when missing.</summary>
    public string? MessageId { get; init; }

    /// <summary>wsa:RelatesTo with the relationship of a reply; null when missing.</summary>
    public string? RelatesTo { get; init; }

    /// <summary>wsa:To; null when missing.</summary>
    public string? To { get; init; }

    /// <summary>The address in wsa:ReplyTo; null when missing, which means anonymous.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The address in wsa:FaultTo; null when missing.</summary>
    public string? FaultTo { get; init; }

    /// <summary>Reference parameters of wsa:ReplyTo, to be sent back as headers.</summary>
    public IReadOnlyList<XElement> ReferenceParameters { get; init; } = [];

    /// <summary>Reads what is there, judging only what cannot be read at all.</summary>
    /// <exception cref="SoapFaultException">A header stands there twice, or is an endpoint without address.</exception>
    public static AddressingHeaders Read(XElement? header) => new()
    {
        Action = Text(header, "Action"),
        MessageId = Text(header, "MessageID"),
        RelatesTo = header?.Elements(SoapNames.Addressing + "RelatesTo")
            .FirstOrDefault(e => (string?)e.Attribute("RelationshipType") is null or "http://www.w3.org/2005/08/addressing/reply")?.Value.Trim(),
        To = Text(header, "To"),
        ReplyTo = Endpoint(header, "ReplyTo"),
        FaultTo = Endpoint(header, "FaultTo"),
        ReferenceParameters = header?.Element(SoapNames.Addressing + "ReplyTo")?.Element(SoapNames.Addressing + "ReferenceParameters")?.Elements().ToList() ?? [],
    };

    /// <summary>wsa:MessageID alone, for a fault about the other headers; null when missing or ambiguous.</summary>
    public static string? TryReadMessageId(XElement? header) => TryRead(header, "MessageID");

    /// <summary>wsa:Action alone, to tell what a message with faults in other headers wanted; null when missing or ambiguous.</summary>
    public static string? TryReadAction(XElement? header) => TryRead(header, "Action");

    /// <summary>Judges the headers of a request as SOAP 1.2 and WS-Addressing want it, in their order.</summary>
    /// <exception cref="SoapFaultException">The fault that the standards give for it.</exception>
    public static AddressingHeaders ReadRequest(XElement? header)
    {
        RequireUnderstood(header);
        var read = Read(header);
        if (string.IsNullOrEmpty(read.Action)) throw new SoapFaultException(SoapFault.AddressingHeaderRequired("Action"));
        if (string.IsNullOrEmpty(read.MessageId)) throw new SoapFaultException(SoapFault.AddressingHeaderRequired("MessageID"));
        RequireAnonymous("ReplyTo", read.ReplyTo);
        RequireAnonymous("FaultTo", read.FaultTo);
        return read;
    }

    /// <summary>Refuses headers for us that must be understood and are not of WS-Addressing.</summary>
    /// <exception cref="SoapFaultException">There are such.</exception>
    public static void RequireUnderstood(XElement? header)
    {
        var unknown = header?.Elements().Where(e => MustBeUnderstood(e) && !IsUnderstood(e.Name)).Select(e => e.Name).ToList() ?? [];
        if (unknown.Count > 0) throw new SoapFaultException(SoapFault.MustUnderstand(unknown));
    }

    private static void RequireAnonymous(string header, string? address)
    {
        if (address is null or SoapNames.Anonymous) return;
        throw new SoapFaultException(SoapFault.InvalidAddressingHeader(
            header, "OnlyAnonymousAddressSupported", $"wsa:{header} must be anonymous: this node answers on the same connection."));
    }

    private static bool IsUnderstood(XName name) => name.Namespace == SoapNames.Addressing && Understood.Contains(name.LocalName);

    private static bool MustBeUnderstood(XElement block)
    {
        var role = (string?)block.Attribute(SoapNames.Soap12 + "role");
        var isOurs = role is null or "" or "http://www.w3.org/2003/05/soap-envelope/role/next" or "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver";
        return ((string?)block.Attribute(SoapNames.Soap12 + "mustUnderstand"))?.Trim() switch
        {
            null or "0" or "false" => false,
            "1" or "true" => isOurs,
            var other => throw new MalformedMessageException($"The header {block.Name.LocalName} has mustUnderstand='{other}', which is no boolean."),
        };
    }

    private static XElement? Single(XElement? header, string name)
    {
        var found = header?.Elements(SoapNames.Addressing + name).Take(2).ToList() ?? [];
        if (found.Count > 1) throw new SoapFaultException(SoapFault.InvalidAddressingHeader(name, "InvalidCardinality", $"The header wsa:{name} stands there twice."));
        return found.FirstOrDefault();
    }

    private static string? TryRead(XElement? header, string name) =>
        header?.Elements(SoapNames.Addressing + name).Take(2).ToList() is [var only] && only.Value.Trim() is { Length: > 0 } text ? text : null;

    private static string? Text(XElement? header, string name) => Single(header, name)?.Value.Trim();

    private static string? Endpoint(XElement? header, string name)
    {
        if (Single(header, name) is not { } endpoint) return null;
        return endpoint.Element(SoapNames.Addressing + "Address")?.Value.Trim() ?? throw new SoapFaultException(
            SoapFault.InvalidAddressingHeader(name, "MissingAddressInEPR", $"The header wsa:{name} has no wsa:Address."));
    }
}
