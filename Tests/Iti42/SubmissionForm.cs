using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>The ebRIM of a submission, to be changed before it is read: what no model can say.</summary>
internal sealed record SubmissionForm(XElement Message)
{
    public XElement Objects => Message.Element(EbrimNames.Rim + "RegistryObjectList")!;

    public XElement Entry => Objects.Elements(EbrimNames.Rim + "ExtrinsicObject").First();

    public XElement Set => Objects.Elements(EbrimNames.Rim + "RegistryPackage").First();

    public static SubmissionForm Of(SubmitObjectsRequest request) => new(EbrimXml.Written(writer => SubmitObjectsRequestXml.Write(writer, request)));

    public SubmitObjectsRequest Read() => SubmitObjectsRequestXml.Read(Message);

    /// <summary>A slot of these values.</summary>
    public static XElement Slot(string name, params string[] values) => new(
        EbrimNames.Rim + "Slot", new XAttribute("name", name),
        new XElement(EbrimNames.Rim + "ValueList", values.Select(value => new XElement(EbrimNames.Rim + "Value", value))));

    /// <summary>The first classification of an object by this scheme.</summary>
    public static XElement Classification(XElement item, string scheme) =>
        item.Elements(EbrimNames.Rim + "Classification").First(c => (string?)c.Attribute("classificationScheme") == scheme);

    /// <summary>The external identifier of an object by this scheme.</summary>
    public static XElement Identifier(XElement item, string scheme) =>
        item.Elements(EbrimNames.Rim + "ExternalIdentifier").First(c => (string?)c.Attribute("identificationScheme") == scheme);
}
