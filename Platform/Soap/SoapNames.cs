using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>The names of SOAP 1.2 and WS-Addressing 1.0, and the two elements under which documents travel.</summary>
public static class SoapNames
{
    /// <summary>SOAP 1.2.</summary>
    public static readonly XNamespace Soap12 = "http://www.w3.org/2003/05/soap-envelope";

    /// <summary>SOAP 1.1, known only to be refused.</summary>
    public static readonly XNamespace Soap11 = "http://schemas.xmlsoap.org/soap/envelope/";

    /// <summary>WS-Addressing 1.0.</summary>
    public static readonly XNamespace Addressing = "http://www.w3.org/2005/08/addressing";

    /// <summary>The element that stands for a part of the message.</summary>
    public static readonly XName Include = EbrimNames.Xop + "Include";

    /// <summary>The element of ITI-41 and ITI-43 whose base64 text is a document (<c>ITI TF-2 3.41.4.1.2</c>).</summary>
    public static readonly XName Document = EbrimNames.Xds + "Document";

    /// <summary>The address that means "on the same connection".</summary>
    public const string Anonymous = "http://www.w3.org/2005/08/addressing/anonymous";

    /// <summary>The media type of SOAP 1.2.</summary>
    public const string MediaType = "application/soap+xml";

    /// <summary>The media type of an XOP root part.</summary>
    public const string XopMediaType = "application/xop+xml";
}
