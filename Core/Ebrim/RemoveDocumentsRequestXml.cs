using System.Xml;
using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>Reads and writes <c>rmd:RemoveDocumentsRequest</c> of ITI-86: another name for the content of a retrieval's request (<c>RMD 3.86.4.1.2</c>).</summary>
public static class RemoveDocumentsRequestXml
{
    private const string Name = "RemoveDocumentsRequest";

    /// <summary>Reads it.</summary>
    /// <exception cref="MalformedMessageException">It is another element, names no document, or a required id is missing.</exception>
    public static RetrieveDocumentSetRequest Read(XElement element)
    {
        MessageXml.Expect(element, EbrimNames.Rmd + Name);
        return RetrieveDocumentSetXml.ReadDocumentRequests(element);
    }

    /// <summary>Writes it.</summary>
    public static void Write(XmlWriter writer, RetrieveDocumentSetRequest request)
    {
        writer.WriteStartElement("rmd", Name, EbrimNames.RmdUri);
        RetrieveDocumentSetXml.WriteDocumentRequests(writer, request);
        writer.WriteEndElement();
    }
}
