using System.Xml;

namespace IheNode.Core;

/// <summary>Writes registry objects as ebRIM 3.0 (<c>ITI TF-3 4.2</c>), in the order of the schema and with every id and objectType that a query answer needs.</summary>
public static class EbrimWriter
{
    /// <summary>Writes <c>rim:RegistryObjectList</c>.</summary>
    public static void Write(XmlWriter writer, RegistryObjectList list)
    {
        RimWriter.Start(writer, "RegistryObjectList");
        foreach (var reference in list.ObjectRefs)
        {
            RimWriter.Start(writer, "ObjectRef");
            writer.WriteAttributeString("id", reference.Id);
            RimWriter.Attribute(writer, "home", reference.HomeCommunityId);
            writer.WriteEndElement();
        }
        foreach (var item in list.Objects) Write(writer, item);
        writer.WriteEndElement();
    }

    /// <summary>Writes one object: <c>rim:ExtrinsicObject</c>, <c>rim:RegistryPackage</c> or <c>rim:Association</c>.</summary>
    /// <exception cref="ArgumentException">The object is of none of the four kinds.</exception>
    public static void Write(XmlWriter writer, RegistryObject item)
    {
        switch (item)
        {
            case DocumentEntry entry: ObjectWriter.Write(writer, DocumentEntryForm.Form, entry); break;
            case SubmissionSet set: ObjectWriter.Write(writer, PackageForms.SubmissionSet, set); break;
            case Folder folder: ObjectWriter.Write(writer, PackageForms.Folder, folder); break;
            case Association association: ObjectWriter.Write(writer, AssociationForm.Form, association); break;
            default: throw new ArgumentException($"{item.GetType().Name} has no form in ebRIM.", nameof(item));
        }
    }
}
