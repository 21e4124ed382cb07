using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>v3 messages as tests write, read and check them.</summary>
internal static class V3Message
{
    public static readonly XNamespace Namespace = "urn:hl7-org:v3";

    public static readonly V3Request Devices = new("", "1.2.392.100495.20.3.51.31", "1.2.392.100495.20.3.51.32", "");

    private static readonly Lazy<XmlSchemaSet?> Schemas = new(LoadSchemas);

    public static XElement Request<TRequest, TResponse>(Transaction<TRequest, TResponse> contract, TRequest request) =>
        Written(writer => contract.Soap!.WriteRequest(writer, request, A.Exchange(), new()));

    public static XElement Response<TRequest, TResponse>(Transaction<TRequest, TResponse> contract, TRequest request, TResponse response) =>
        Written(writer => contract.Soap!.WriteResponse(writer, response, request, A.Exchange(), new()));

    public static TRequest ReadRequest<TRequest, TResponse>(Transaction<TRequest, TResponse> contract, XElement body) =>
        contract.Soap!.ReadRequest(body, new NoAttachments());

    public static TResponse ReadResponse<TRequest, TResponse>(Transaction<TRequest, TResponse> contract, XElement body) =>
        contract.Soap!.ReadResponse(body, new NoAttachments());

    /// <summary>The values of an attribute of all elements at a path of element names below the message.</summary>
    public static List<string?> Values(this XElement message, string path, string attribute) =>
        path.Split('/').Aggregate((IEnumerable<XElement>)[message], (found, name) => found.Elements(Namespace + name))
            .Select(e => e.Attribute(attribute)?.Value).ToList();

    public static XElement Corpus(string file) => XElement.Load(file);

    /// <summary>Every file of the corpus folder whose name matches; none when the corpus is absent.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var root = Path.GetFullPath(Path.Combine(Tree.Root, "..", "shared", "corpus", "ipf", "messages", folder));
        return Directory.Exists(root) ? Directory.EnumerateFiles(root, pattern).Order(StringComparer.Ordinal) : [];
    }

    public static bool HasSchemas => Schemas.Value is not null;

    /// <summary>Asserts that the message is valid against the schemas of HL7 V3 NE2008, where they are present.</summary>
    public static void AssertValid(XElement message) => Assert.That(Faults(message), Is.Empty, message.ToString());

    /// <summary>What the schemas find wrong; nothing where they are absent.</summary>
    public static List<string> Faults(XElement message)
    {
        List<string> faults = [];
        if (Schemas.Value is { } schemas) new XDocument(message).Validate(schemas, (_, fault) => faults.Add(fault.Message));
        return faults;
    }

    private static XElement Written(Action<XmlWriter> write)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new() { OmitXmlDeclaration = true })) write(writer);
        return XElement.Parse(text.ToString(), LoadOptions.PreserveWhitespace);
    }

    private static XmlSchemaSet? LoadSchemas()
    {
        if (Tree.Shared("corpus", "ipf", "hl7v3-schema", "HL7V3", "NE2008", "multicacheschemas") is not { } folder) return null;
        var schemas = new XmlSchemaSet { XmlResolver = new XmlUrlResolver() };
        foreach (var interaction in new[]
        {
            "PRPA_IN201301UV02", "PRPA_IN201302UV02", "PRPA_IN201304UV02", "PRPA_IN201305UV02", "PRPA_IN201306UV02", "PRPA_IN201309UV02", "PRPA_IN201310UV02", "MCCI_IN000002UV01",
        })
            schemas.Add(null, Path.Combine(folder, $"{interaction}.xsd"));
        schemas.Compile();
        return schemas;
    }

    private sealed class NoAttachments : IAttachments
    {
        public Content Get(string contentId) => throw new MalformedMessageException("There are no parts.");

        public IReadOnlyList<string> Unnamed => [];
    }
}
