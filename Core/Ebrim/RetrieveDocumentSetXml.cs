using System.Xml;
using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>Reads and writes <c>xds:RetrieveDocumentSetRequest</c> and its response (<c>ITI TF-2 3.43.4</c>); the order of elements is the schema's.</summary>
public static class RetrieveDocumentSetXml
{
    private static readonly XName Home = EbrimNames.Xds + "HomeCommunityId";
    private static readonly XName Repository = EbrimNames.Xds + "RepositoryUniqueId";
    private static readonly XName Document = EbrimNames.Xds + "DocumentUniqueId";
    private static readonly XName NewRepository = EbrimNames.Xds + "NewRepositoryUniqueId";
    private static readonly XName NewDocument = EbrimNames.Xds + "NewDocumentUniqueId";

    /// <summary>Reads the request.</summary>
    /// <exception cref="MalformedMessageException">It is another element, asks for nothing, or a required id is missing.</exception>
    public static RetrieveDocumentSetRequest ReadRequest(XElement element)
    {
        MessageXml.Expect(element, EbrimNames.Xds + "RetrieveDocumentSetRequest");
        return ReadDocumentRequests(element);
    }

    /// <summary>Writes the request.</summary>
    public static void WriteRequest(XmlWriter writer, RetrieveDocumentSetRequest request)
    {
        Start(writer, "RetrieveDocumentSetRequest");
        WriteDocumentRequests(writer, request);
        writer.WriteEndElement();
    }

    /// <summary>Reads the response.</summary>
    /// <exception cref="MalformedMessageException">It is another element, or a required part is missing.</exception>
    public static RetrieveDocumentSetResponse ReadResponse(XElement element, IAttachments attachments)
    {
        MessageXml.Expect(element, EbrimNames.Xds + "RetrieveDocumentSetResponse");
        var registry = RegistryResponseXml.Read(MessageXml.Required(element, EbrimNames.Rs + "RegistryResponse"));
        var documents = element.Elements(EbrimNames.Xds + "DocumentResponse").Select(response => new RetrievedDocument(
            ReadDocumentRequest(response),
            MessageXml.RequiredText(response, EbrimNames.Xds + "mimeType"),
            MessageXml.ReadDocument(MessageXml.Required(response, EbrimNames.Xds + "Document"), attachments))
        {
            NewRepositoryUniqueId = MessageXml.Text(response, NewRepository),
            NewDocumentUniqueId = MessageXml.Text(response, NewDocument),
        });
        return new(registry, [.. documents]);
    }

    /// <summary>Writes the response; the documents follow as parts.</summary>
    public static void WriteResponse(XmlWriter writer, RetrieveDocumentSetResponse response, AttachmentSink attachments)
    {
        Start(writer, "RetrieveDocumentSetResponse");
        RegistryResponseXml.Write(writer, response.Registry);
        foreach (var document in response.Documents)
        {
            Start(writer, "DocumentResponse");
            WriteDocumentRequest(writer, document.Request);
            Text(writer, NewRepository, document.NewRepositoryUniqueId);
            Text(writer, NewDocument, document.NewDocumentUniqueId);
            Text(writer, EbrimNames.Xds + "mimeType", document.MimeType);
            Start(writer, "Document");
            MessageXml.WriteDocument(writer, document.Content, attachments);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    /// <summary>The documents that a request names, whatever its element.</summary>
    internal static RetrieveDocumentSetRequest ReadDocumentRequests(XElement element)
    {
        var documents = element.Elements(EbrimNames.Xds + "DocumentRequest").Select(ReadDocumentRequest).ToValueList();
        return documents.Count > 0 ? new(documents) : throw new MalformedMessageException($"{element.Name.LocalName} has no DocumentRequest.");
    }

    /// <summary>Writes the documents that a request names; the writer stands in its element.</summary>
    internal static void WriteDocumentRequests(XmlWriter writer, RetrieveDocumentSetRequest request)
    {
        foreach (var document in request.Documents)
        {
            Start(writer, "DocumentRequest");
            WriteDocumentRequest(writer, document);
            writer.WriteEndElement();
        }
    }

    private static DocumentRequest ReadDocumentRequest(XElement element) =>
        new(MessageXml.RequiredText(element, Repository), MessageXml.RequiredText(element, Document), MessageXml.Text(element, Home));

    private static void WriteDocumentRequest(XmlWriter writer, DocumentRequest request)
    {
        Text(writer, Home, request.HomeCommunityId);
        Text(writer, Repository, request.RepositoryUniqueId);
        Text(writer, Document, request.DocumentUniqueId);
    }

    private static void Start(XmlWriter writer, string name) => writer.WriteStartElement("xds", name, EbrimNames.XdsUri);

    private static void Text(XmlWriter writer, XName name, string? text)
    {
        if (text is null) return;
        Start(writer, name.LocalName);
        writer.WriteString(text);
        writer.WriteEndElement();
    }
}
