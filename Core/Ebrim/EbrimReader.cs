using System.Xml.Linq;
using static IheNode.Core.Vocabulary;

namespace IheNode.Core;

/// <summary>
/// Reads <c>rim:RegistryObjectList</c> (<c>ITI TF-3 4.2</c>). It never throws on bad metadata: what can be read is read, what cannot is reported, all of
/// it; values that are malformed (times, identifiers) stay as they came and are for rules to judge.
/// </summary>
public static class EbrimReader
{
    /// <summary>The objects and one error of code <see cref="XdsErrorCode.RegistryMetadataError"/> for each fault of structure.</summary>
    /// <param name="registryObjectList"><c>rim:RegistryObjectList</c>; null when the message has none, which is a fault.</param>
    /// <param name="isSubmission">Whether the objects are submitted: then their ids come in canonical form, and irregularities that an answer may have are reported too.</param>
    public static (RegistryObjectList Objects, ValueList<XdsError> Errors) Read(XElement? registryObjectList, bool isSubmission = false)
    {
        var faults = new MetadataFaults(isSubmission);
        if (registryObjectList is null)
        {
            faults.Add("The message has no RegistryObjectList.");
            return (RegistryObjectList.Empty, faults.Errors);
        }
        var loose = registryObjectList.Elements(RimNames.Classification).ToLookup(c => CanonicalOf(c, "classifiedObject"));
        var objects = new List<RegistryObject>();
        var references = new List<ObjectRef>();
        var ids = new HashSet<string>();
        foreach (var element in registryObjectList.Elements())
        {
            if (element.Name == RimNames.Classification) continue;
            var kind = element.Name.Namespace == EbrimNames.Rim ? element.Name.LocalName : element.Name.ToString();
            var id = ObjectElement.TextOf(element, "id");
            if (id is null) faults.Add(kind, null, "id", "it is missing.");
            else if (kind == "ObjectRef") references.Add(new(id, ObjectElement.TextOf(element, "home")));
            else if (!ids.Add(EntryUuid.Canonical(id))) faults.Add(kind, id, "id", "another object of the message has it too.");
            else if (ReadObject(element, kind, id, loose[EntryUuid.Canonical(id)], faults) is { } read) objects.Add(read);
        }
        foreach (var orphans in loose.Where(group => group.Key is null || !ids.Contains(group.Key)))
            faults.Add("Classification", orphans.Key, "classifiedObject", "the message has no such object.");
        var list = new RegistryObjectList(objects.ToValueList(), references.ToValueList());
        return (isSubmission ? list.WithCanonicalIds() : list, faults.Errors);
    }

    private static string? CanonicalOf(XElement element, string attribute) =>
        ObjectElement.TextOf(element, attribute) is { } id ? EntryUuid.Canonical(id) : null;

    private static RegistryObject? ReadObject(XElement element, string kind, string id, IEnumerable<XElement> loose, MetadataFaults faults)
    {
        switch (kind)
        {
            case "ExtrinsicObject": return ObjectReader.Read(DocumentEntryForm.Form, new(element, "DocumentEntry", id, loose, faults), faults);
            case "Association": return ObjectReader.Read(AssociationForm.Form, new(element, kind, id, loose, faults), faults);
            case "RegistryPackage": return ReadPackage(element, id, [.. loose], faults);
            default:
                faults.Add(kind, id, "element", "a RegistryObjectList holds ExtrinsicObject, RegistryPackage, Association, Classification and ObjectRef only.");
                return null;
        }
    }

    private static RegistryObject? ReadPackage(XElement element, string id, List<XElement> loose, MetadataFaults faults)
    {
        var isSubmissionSet = HasNode(SubmissionSetSchemes.Node);
        var isFolder = HasNode(FolderSchemes.Node);
        if (element.Element(RimNames.RegistryObjectList) is not null) faults.Add("RegistryPackage", id, "RegistryObjectList", "objects stand beside their package, not in it.");
        if (isSubmissionSet && isFolder) faults.Add("RegistryPackage", id, "Classification", "it is marked both as SubmissionSet and as Folder.");
        if (isSubmissionSet) return ObjectReader.Read(PackageForms.SubmissionSet, new(element, "SubmissionSet", id, loose, faults), faults);
        if (isFolder) return ObjectReader.Read(PackageForms.Folder, new(element, "Folder", id, loose, faults), faults);
        faults.Add("RegistryPackage", id, "Classification", "it is marked neither as SubmissionSet nor as Folder.");
        return null;

        bool HasNode(string node) => element.Elements(RimNames.Classification).Concat(loose)
            .Any(c => string.Equals(c.Attribute("classificationNode")?.Value, node, StringComparison.OrdinalIgnoreCase));
    }
}
