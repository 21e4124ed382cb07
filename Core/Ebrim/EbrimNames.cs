using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>The XML namespaces of the XDS messages (<c>ITI TF-3 4.2</c>, ebRS 3.0).</summary>
public static class EbrimNames
{
    internal const string RimUri = "urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0";
    internal const string RsUri = "urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0";
    internal const string LcmUri = "urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0";
    internal const string QueryUri = "urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0";
    internal const string XdsUri = "urn:ihe:iti:xds-b:2007";
    internal const string RmdUri = "urn:ihe:iti:rmd:2017";
    internal const string XopUri = "http://www.w3.org/2004/08/xop/include";

    /// <summary>Registry Information Model 3.0.</summary>
    public static XNamespace Rim { get; } = RimUri;

    /// <summary>Registry Services 3.0.</summary>
    public static XNamespace Rs { get; } = RsUri;

    /// <summary>Life-cycle management of Registry Services 3.0.</summary>
    public static XNamespace Lcm { get; } = LcmUri;

    /// <summary>Queries of Registry Services 3.0.</summary>
    public static XNamespace Query { get; } = QueryUri;

    /// <summary>The messages that carry documents.</summary>
    public static XNamespace Xds { get; } = XdsUri;

    /// <summary>The message that removes documents.</summary>
    public static XNamespace Rmd { get; } = RmdUri;

    /// <summary>XML-binary Optimized Packaging: the reference to a part of the message.</summary>
    public static XNamespace Xop { get; } = XopUri;
}
