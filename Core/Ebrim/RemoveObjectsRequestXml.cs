using System.Xml;
using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>Reads and writes <c>lcm:RemoveObjectsRequest</c> (<c>ITI TF-2 3.62.4.1.2</c>).</summary>
public static class RemoveObjectsRequestXml
{
    private static readonly XName Root = EbrimNames.Lcm + "RemoveObjectsRequest";

    /// <summary>Reads it; what asks for another removal than that of the objects it names stands in the request's errors.</summary>
    /// <exception cref="MalformedMessageException">It is another element.</exception>
    public static RemoveObjectsRequest Read(XElement element)
    {
        MessageXml.Expect(element, Root);
        var faults = new MetadataFaults();
        // To ignore either would remove other objects than the sender meant; the scope that is the schema's default says nothing.
        if (element.Element(EbrimNames.Rim + "AdhocQuery") is not null)
            faults.Add("RemoveObjectsRequest, AdhocQuery: objects are removed by ObjectRef only, not by a query.");
        if (ObjectElement.TextOf(element, "deletionScope") is not (null or Vocabulary.DeleteAll))
            faults.Add("RemoveObjectsRequest, deletionScope: it must be absent; an object is removed as a whole.");
        var list = element.Element(EbrimNames.Rim + "ObjectRefList");
        var references = new List<ObjectRef>();
        foreach (var reference in list?.Elements(EbrimNames.Rim + "ObjectRef") ?? [])
        {
            if (ObjectElement.TextOf(reference, "id") is { } id) references.Add(new(id, ObjectElement.TextOf(reference, "home")));
            else faults.Add("ObjectRef", null, "id", "it is missing.");
        }

        if (list is null || !list.HasElements) faults.Add("RemoveObjectsRequest, ObjectRefList: it must name at least one object.");
        return new(references.ToValueList(), faults.Errors);
    }

    /// <summary>Writes it.</summary>
    public static void Write(XmlWriter writer, RemoveObjectsRequest request)
    {
        writer.WriteStartElement("lcm", "RemoveObjectsRequest", EbrimNames.LcmUri);
        RimWriter.Start(writer, "ObjectRefList");
        foreach (var reference in request.Objects)
        {
            RimWriter.Start(writer, "ObjectRef");
            writer.WriteAttributeString("id", reference.Id);
            RimWriter.Attribute(writer, "home", reference.HomeCommunityId);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
    }
}
