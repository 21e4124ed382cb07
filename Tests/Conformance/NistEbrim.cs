using System.Xml.Linq;
using IheNode.Core;
using static IheNode.Core.Vocabulary;

namespace IheNode.Tests;

/// <summary>Turns a submission as the testkit keeps it, mostly ebXML 2.1, into ebRIM 3.0 that a strict schema accepts.</summary>
internal static class NistEbrim
{
    private const string Rim2 = "urn:oasis:names:tc:ebxml-regrep:rim:xsd:2.1";
    private const string Rs2 = "urn:oasis:names:tc:ebxml-regrep:registry:xsd:2.1";

    private static readonly string[] ChildOrder = ["Slot", "Name", "Description", "VersionInfo", "Classification", "ExternalIdentifier"];

    /// <summary>The submission as <c>lcm:SubmitObjectsRequest</c>; any other message only in the namespaces of today.</summary>
    public static XElement Convert(XElement message)
    {
        var converted = new XElement(NameOf(message), message.Attributes().Where(a => !a.IsNamespaceDeclaration), message.Nodes().Select(Node));
        foreach (var reference in converted.Descendants(EbrimNames.Rim + "ObjectRef").ToList()) reference.Remove();
        foreach (var element in converted.Descendants().Where(e => e.Name.Namespace == EbrimNames.Rim).ToList()) Complete(element);
        return converted;
    }

    private static object Node(XNode node) => node is XElement element
        ? new XElement(NameOf(element), element.Attributes().Where(a => !a.IsNamespaceDeclaration), element.Nodes().Select(Node))
        : node;

    private static XName NameOf(XElement element) => element.Name.LocalName switch
    {
        "SubmitObjectsRequest" => EbrimNames.Lcm + "SubmitObjectsRequest",
        "LeafRegistryObjectList" => EbrimNames.Rim + "RegistryObjectList",
        var name when element.Name.NamespaceName == Rim2 => EbrimNames.Rim + name,
        var name when element.Name.NamespaceName == Rs2 => EbrimNames.Rs + name,
        _ => element.Name,
    };

    private static void Complete(XElement element)
    {
        var owner = element.Parent?.Attribute("id")?.Value;
        switch (element.Name.LocalName)
        {
            case "ExtrinsicObject":
                Order(element);
                break;
            case "RegistryPackage":
                element.SetAttributeValue("objectType", ObjectTypes.RegistryPackage);
                Order(element);
                break;
            case "Association":
                Identify(element, ObjectTypes.Association);
                element.SetAttributeValue("associationType", TypeOf(element.Attribute("associationType")!.Value));
                Order(element);
                break;
            case "Classification":
                Identify(element, ObjectTypes.Classification);
                if (element.Attribute("classifiedObject") is null) element.SetAttributeValue("classifiedObject", owner);
                Order(element);
                break;
            case "ExternalIdentifier":
                Identify(element, ObjectTypes.ExternalIdentifier);
                element.SetAttributeValue("registryObject", owner);
                Order(element);
                break;
        }
    }

    private static void Identify(XElement element, string objectType)
    {
        if (element.Attribute("id") is null) element.SetAttributeValue("id", EntryUuid.From(Guid.NewGuid()));
        element.SetAttributeValue("objectType", objectType);
    }

    private static string TypeOf(string type) => type switch
    {
        "HasMember" => HasMember,
        "RPLC" => Replace,
        "XFRM" => Transform,
        "APND" => Append,
        "XFRM_RPLC" => TransformAndReplace,
        "signs" => Signs,
        _ => type,
    };

    private static void Order(XElement element) =>
        element.ReplaceNodes(element.Elements().OrderBy(child => Array.IndexOf(ChildOrder, child.Name.LocalName)).ToList());
}
