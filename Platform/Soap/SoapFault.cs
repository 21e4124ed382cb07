using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>The fault codes of SOAP 1.2 Part 1, 5.4.6.</summary>
public enum SoapFaultCode
{
    /// <summary>Not a SOAP 1.2 envelope.</summary>
    VersionMismatch,

    /// <summary>A header that had to be understood was not.</summary>
    MustUnderstand,

    /// <summary>An unknown encodingStyle.</summary>
    DataEncodingUnknown,

    /// <summary>The message is wrong.</summary>
    Sender,

    /// <summary>The message could not be handled, though it may be right.</summary>
    Receiver,
}

/// <summary>A SOAP 1.2 fault.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Reason">A sentence for people.</param>
public sealed record SoapFault(SoapFaultCode Code, string Reason)
{
    /// <summary>Subcodes, the outer one first.</summary>
    public ValueList<XName> Subcodes { get; init; }

    /// <summary>What stands inside <c>Detail</c>.</summary>
    public XElement? Detail { get; init; }

    /// <summary>The headers that were not understood.</summary>
    public ValueList<XName> NotUnderstood { get; init; }

    /// <summary>wsa:Action of a message that carries this fault (WS-Addressing 1.0 SOAP Binding, 6).</summary>
    public string Action => Subcodes.Any(c => c.Namespace == SoapNames.Addressing)
        ? "http://www.w3.org/2005/08/addressing/fault"
        : "http://www.w3.org/2005/08/addressing/soap/fault";

    /// <summary>The message is wrong.</summary>
    public static SoapFault Sender(string reason) => new(SoapFaultCode.Sender, reason);

    /// <summary>The message could not be handled.</summary>
    public static SoapFault Receiver(string reason) => new(SoapFaultCode.Receiver, reason);

    /// <summary>The envelope is not one of SOAP 1.2.</summary>
    public static SoapFault VersionMismatch(string reason) => new(SoapFaultCode.VersionMismatch, reason);

    /// <summary>Headers that had to be understood were not.</summary>
    public static SoapFault MustUnderstand(IEnumerable<XName> headers)
    {
        var names = headers.ToValueList();
        return new(SoapFaultCode.MustUnderstand, $"These headers must be understood and are not: {string.Join(", ", names)}.") { NotUnderstood = names };
    }

    /// <summary>No transaction is offered here under this wsa:Action.</summary>
    public static SoapFault ActionNotSupported(string action) => new(SoapFaultCode.Sender, $"The wsa:Action '{action}' is not supported at this address.")
    {
        Subcodes = [SoapNames.Addressing + "ActionNotSupported"],
        Detail = new XElement(SoapNames.Addressing + "ProblemAction", new XElement(SoapNames.Addressing + "Action", action)),
    };

    /// <summary>A header of WS-Addressing is missing.</summary>
    public static SoapFault AddressingHeaderRequired(string header) => new(SoapFaultCode.Sender, $"The header wsa:{header} is required and missing.")
    {
        Subcodes = [SoapNames.Addressing + "MessageAddressingHeaderRequired"],
        Detail = Problem(header),
    };

    /// <summary>A header of WS-Addressing is there and wrong; the finer code is one of WS-Addressing 1.0 SOAP Binding, 6.4.1.</summary>
    public static SoapFault InvalidAddressingHeader(string header, string finer, string reason) => new(SoapFaultCode.Sender, reason)
    {
        Subcodes = [SoapNames.Addressing + "InvalidAddressingHeader", SoapNames.Addressing + finer],
        Detail = Problem(header),
    };

    private static XElement Problem(string header) =>
        new(SoapNames.Addressing + "ProblemHeaderQName", new XAttribute(XNamespace.Xmlns + "wsa", SoapNames.Addressing), $"wsa:{header}");
}

/// <summary>A fault: thrown while a request is read, and by <see cref="SoapClient"/> when the peer answered with one.</summary>
public sealed class SoapFaultException : Exception
{
    /// <summary>The fault as an exception.</summary>
    public SoapFaultException(SoapFault fault) : this(fault, null) { }

    /// <summary>The fault as an exception, with its cause.</summary>
    public SoapFaultException(SoapFault fault, Exception? inner) : base(Text(fault), inner) => Fault = fault;

    /// <summary>The fault.</summary>
    public SoapFault Fault { get; }

    private static string Text(SoapFault fault) =>
        $"{fault.Code}{string.Concat(fault.Subcodes.Select(c => " / " + c.LocalName))}: {fault.Reason}";
}
