using System.Xml;
using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>Reads and writes <c>query:AdhocQueryRequest</c> (<c>ITI TF-2 3.18.4.1.2</c>).</summary>
public static class AdhocQueryRequestXml
{
    private static readonly XName Root = EbrimNames.Query + "AdhocQueryRequest";

    /// <summary>Reads it; a value that breaks the query syntax stands in the request's errors.</summary>
    /// <exception cref="MalformedMessageException">It is another element or holds no AdhocQuery.</exception>
    public static AdhocQueryRequest Read(XElement element)
    {
        MessageXml.Expect(element, Root);
        var query = MessageXml.Required(element, EbrimNames.Rim + "AdhocQuery");
        var errors = new List<XdsError>();
        var returnType = ReadReturnType(element, errors);
        var parameters = query.Elements(RimNames.Slot).Select(slot => ReadParameter(slot, errors)).ToValueList();
        return new(ObjectElement.TextOf(query, "id") ?? "", returnType, parameters)
        {
            HomeCommunityId = ObjectElement.TextOf(query, "home"),
            Errors = errors.ToValueList(),
        };
    }

    /// <summary>Writes it in the strict form.</summary>
    public static void Write(XmlWriter writer, AdhocQueryRequest request)
    {
        writer.WriteStartElement("query", "AdhocQueryRequest", EbrimNames.QueryUri);
        writer.WriteStartElement("query", "ResponseOption", EbrimNames.QueryUri);
        writer.WriteAttributeString("returnType", request.ReturnType == ReturnType.LeafClass ? "LeafClass" : "ObjectRef");
        writer.WriteAttributeString("returnComposedObjects", "true");
        writer.WriteEndElement();
        RimWriter.Start(writer, "AdhocQuery");
        writer.WriteAttributeString("id", request.QueryId);
        RimWriter.Attribute(writer, "home", request.HomeCommunityId);
        foreach (var parameter in request.Parameters)
            RimWriter.Slot(writer, parameter.Name, QueryParameterForm.Encode(request.QueryId, parameter).ToValueList());
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static ReturnType ReadReturnType(XElement element, List<XdsError> errors)
    {
        var text = element.Element(EbrimNames.Query + "ResponseOption")?.Attribute("returnType")?.Value;
        if (text is "LeafClass") return ReturnType.LeafClass;
        if (text is not "ObjectRef")
            errors.Add(new(XdsErrorCode.RegistryError, "AdhocQueryRequest, returnType: a stored query returns LeafClass or ObjectRef."));
        return ReturnType.ObjectRef;
    }

    private static QueryParameter ReadParameter(XElement slot, List<XdsError> errors)
    {
        var name = slot.Attribute("name")?.Value ?? "";
        var values = new List<string>();
        foreach (var text in ObjectElement.Values(slot))
        {
            if (QuerySyntax.Decode(text, values) is { } fault)
                errors.Add(new(XdsErrorCode.RegistryError, $"AdhocQuery, {name}: the value is malformed: {fault}"));
        }
        return new(name, values.ToValueList());
    }
}
