using System.Xml;
using System.Xml.Linq;
using static IheNode.Core.Vocabulary;

namespace IheNode.Core;

/// <summary>Reads and writes <c>lcm:SubmitObjectsRequest</c> (<c>ITI TF-2 3.42.4.1.2</c>).</summary>
public static class SubmitObjectsRequestXml
{
    internal static readonly XName Root = EbrimNames.Lcm + "SubmitObjectsRequest";

    /// <summary>Reads it; what is wrong with the metadata stands in the request's errors.</summary>
    /// <exception cref="MalformedMessageException">It is another element.</exception>
    public static SubmitObjectsRequest Read(XElement element)
    {
        MessageXml.Expect(element, Root);
        var (objects, errors) = EbrimReader.Read(element.Element(RimNames.RegistryObjectList), isSubmission: true);
        if (element.Elements(RimNames.RegistryObjectList).Skip(1).Any())
            errors = [.. errors, new(XdsErrorCode.RegistryMetadataError, "The message has more than one RegistryObjectList.")];
        var home = element.Elements(EbrimNames.Rs + "RequestSlotList").Elements(RimNames.Slot)
            .FirstOrDefault(slot => slot.Attribute("name")?.Value == SlotNames.HomeCommunityId);
        return new(objects, errors) { HomeCommunityId = home is not null && ObjectElement.Values(home) is [var value, ..] ? value : null };
    }

    /// <summary>Writes it.</summary>
    public static void Write(XmlWriter writer, SubmitObjectsRequest request)
    {
        writer.WriteStartElement("lcm", "SubmitObjectsRequest", EbrimNames.LcmUri);
        if (request.HomeCommunityId is { } home)
        {
            writer.WriteStartElement("rs", "RequestSlotList", EbrimNames.RsUri);
            RimWriter.Slot(writer, SlotNames.HomeCommunityId, [home]);
            writer.WriteEndElement();
        }
        EbrimWriter.Write(writer, request.Objects);
        writer.WriteEndElement();
    }
}
