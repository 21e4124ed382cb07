using System.Xml;
using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>Reads and writes <c>query:AdhocQueryResponse</c> (<c>ITI TF-2 3.18.4.1.3</c>).</summary>
public static class AdhocQueryResponseXml
{
    private static readonly XName Root = EbrimNames.Query + "AdhocQueryResponse";

    /// <summary>
    /// Reads it. Objects that cannot be read are reported as errors beside those that the peer sent, and a Success becomes a PartialSuccess by them, so
    /// that nobody takes the answer for complete.
    /// </summary>
    /// <exception cref="MalformedMessageException">It is another element, or its status is none of the standard's.</exception>
    public static AdhocQueryResponse Read(XElement element)
    {
        MessageXml.Expect(element, Root);
        var (status, errors) = RegistryResponseXml.ReadContent(element);
        if (element.Element(RimNames.RegistryObjectList) is not { } list) return new(status, RegistryObjectList.Empty, errors);
        var (objects, faults) = EbrimReader.Read(list);
        return faults.Count == 0
            ? new(status, objects, errors)
            : new(status == ResponseStatus.Success ? ResponseStatus.PartialSuccess : status, objects, [.. errors, .. faults]);
    }

    /// <summary>Writes it; a failure has no list of objects.</summary>
    /// <exception cref="InvalidOperationException">Objects of it are still rows.</exception>
    public static void Write(XmlWriter writer, AdhocQueryResponse response)
    {
        if (response.Stored is not null) throw new InvalidOperationException("Objects of the answer are still rows; they would be missing.");
        writer.WriteStartElement("query", "AdhocQueryResponse", EbrimNames.QueryUri);
        RegistryResponseXml.WriteContent(writer, response.Status, response.Errors);
        if (response.Status != ResponseStatus.Failure) EbrimWriter.Write(writer, response.Objects);
        writer.WriteEndElement();
    }
}
