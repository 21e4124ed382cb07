using System.Xml;
using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>Reads and writes <c>xds:ProvideAndRegisterDocumentSetRequest</c> (<c>ITI TF-2 3.41.4.1.2</c>).</summary>
public static class ProvideAndRegisterXml
{
    private static readonly XName Root = EbrimNames.Xds + "ProvideAndRegisterDocumentSetRequest";

    /// <summary>Reads it; a document without id stands in the errors of the submission.</summary>
    /// <exception cref="MalformedMessageException">It is another element, holds no submission, or a document is neither base64 nor a part.</exception>
    public static ProvideAndRegisterDocumentSetRequest Read(XElement element, IAttachments attachments)
    {
        MessageXml.Expect(element, Root);
        var submission = SubmitObjectsRequestXml.Read(MessageXml.Required(element, SubmitObjectsRequestXml.Root));
        var documents = new List<AttachedDocument>();
        foreach (var document in element.Elements(EbrimNames.Xds + "Document"))
        {
            var content = MessageXml.ReadDocument(document, attachments);
            if (ObjectElement.TextOf(document, "id") is { } id) documents.Add(new(EntryUuid.Canonical(id), content));
            else submission = submission with { Errors = [.. submission.Errors, NoId] };
        }
        return new(submission, documents) { UnnamedParts = attachments.Unnamed };
    }

    /// <summary>Writes it; the documents follow as parts.</summary>
    public static void Write(XmlWriter writer, ProvideAndRegisterDocumentSetRequest request, AttachmentSink attachments)
    {
        writer.WriteStartElement("xds", "ProvideAndRegisterDocumentSetRequest", EbrimNames.XdsUri);
        SubmitObjectsRequestXml.Write(writer, request.Submission);
        foreach (var document in request.Documents)
        {
            writer.WriteStartElement("xds", "Document", EbrimNames.XdsUri);
            writer.WriteAttributeString("id", document.EntryId);
            MessageXml.WriteDocument(writer, document.Content, attachments);
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    private static XdsError NoId => new(XdsErrorCode.RegistryMetadataError, "Document without id, id: it is missing, so no DocumentEntry describes the document.");
}
