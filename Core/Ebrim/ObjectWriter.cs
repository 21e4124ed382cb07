using System.Xml;
using static IheNode.Core.Vocabulary;

namespace IheNode.Core;

/// <summary>Writes one object by the table of its kind, in the order of the schema: slots, Name, Description, VersionInfo, classifications, identifiers.</summary>
internal static class ObjectWriter
{
    public static void Write<T>(XmlWriter writer, ObjectForm<T> form, T value) where T : RegistryObject
    {
        RimWriter.Start(writer, form.Element);
        writer.WriteAttributeString("id", value.Id);
        RimWriter.Attribute(writer, "home", value.HomeCommunityId);
        RimWriter.Attribute(writer, "lid", value.LogicalId);
        RimWriter.Attribute(writer, "status", value.AvailabilityStatus);
        foreach (var attribute in form.XmlAttributes) RimWriter.Attribute(writer, attribute.Name, attribute.Get(value));
        foreach (var attribute in form.Slots)
        {
            var values = attribute.Get(value);
            if (values.Count > 0) RimWriter.Slot(writer, attribute.Name, values);
        }
        RimWriter.Slots(writer, value.ExtraSlots);
        RimWriter.Strings(writer, "Name", value.Title);
        RimWriter.Strings(writer, "Description", value.Comments);
        if (value.Version is not null)
        {
            RimWriter.Start(writer, "VersionInfo");
            writer.WriteAttributeString("versionName", value.Version);
            writer.WriteEndElement();
        }
        var parts = new PartWriter(writer, value.Id);
        WriteParts(parts, form, value);
        writer.WriteEndElement();
    }

    private static void WriteParts<T>(PartWriter parts, ObjectForm<T> form, T value) where T : RegistryObject
    {
        if (form.Authors is { } authors)
            foreach (var author in authors.Get(value)) parts.Author(authors.Scheme, author);
        foreach (var attribute in form.Codes)
            foreach (var code in attribute.Get(value)) parts.Code(attribute.Scheme, code);
        if (form.Node is not null) parts.Classification(new(null, form.Node, null, null, []));
        if (value is PatientObject { LimitedMetadata: true }) parts.Classification(new(null, form.LimitedMetadataNode, null, null, []));
        foreach (var classification in value.ExtraClassifications) parts.Classification(classification);
        foreach (var attribute in form.Identifiers)
            if (attribute.Get(value) is { } identifier) parts.ExternalIdentifier(new(attribute.Scheme, identifier, attribute.Label));
        foreach (var identifier in value.ExtraExternalIdentifiers) parts.ExternalIdentifier(identifier);
    }

    /// <summary>Writes the classifications and external identifiers of one object.</summary>
    private sealed class PartWriter(XmlWriter writer, string owner)
    {
        private PartIds _ids = new(owner);

        public void Author(string scheme, Author author)
        {
            Start(new(scheme, null, "", null, []));
            SlotUnlessEmpty(SlotNames.AuthorPerson, author.Person is null ? [] : [author.Person]);
            SlotUnlessEmpty(SlotNames.AuthorInstitution, author.Institutions);
            SlotUnlessEmpty(SlotNames.AuthorRole, author.Roles);
            SlotUnlessEmpty(SlotNames.AuthorSpecialty, author.Specialties);
            SlotUnlessEmpty(SlotNames.AuthorTelecommunication, author.Telecommunications);
            RimWriter.Slots(writer, author.ExtraSlots);
            writer.WriteEndElement();
        }

        public void Code(string scheme, Code code)
        {
            Start(new(scheme, null, code.Value, null, []));
            RimWriter.Slot(writer, SlotNames.CodingScheme, [code.CodingScheme]);
            RimWriter.Slots(writer, code.ExtraSlots);
            RimWriter.Name(writer, code.DisplayName, code.Language);
            writer.WriteEndElement();
        }

        public void Classification(Classification classification)
        {
            Start(classification);
            RimWriter.Slots(writer, classification.Slots);
            RimWriter.Name(writer, classification.Name);
            writer.WriteEndElement();
        }

        public void ExternalIdentifier(ExternalIdentifier identifier)
        {
            RimWriter.Start(writer, "ExternalIdentifier");
            writer.WriteAttributeString("id", _ids.Next());
            writer.WriteAttributeString("objectType", ObjectTypes.ExternalIdentifier);
            writer.WriteAttributeString("registryObject", owner);
            writer.WriteAttributeString("identificationScheme", identifier.Scheme);
            writer.WriteAttributeString("value", identifier.Value);
            RimWriter.Name(writer, identifier.Name);
            writer.WriteEndElement();
        }

        private void Start(Classification classification)
        {
            RimWriter.Start(writer, "Classification");
            writer.WriteAttributeString("id", _ids.Next());
            writer.WriteAttributeString("objectType", ObjectTypes.Classification);
            RimWriter.Attribute(writer, "classificationScheme", classification.Scheme);
            writer.WriteAttributeString("classifiedObject", owner);
            RimWriter.Attribute(writer, "classificationNode", classification.Node);
            RimWriter.Attribute(writer, "nodeRepresentation", classification.NodeRepresentation);
        }

        private void SlotUnlessEmpty(string name, ValueList<string> values)
        {
            if (values.Count > 0) RimWriter.Slot(writer, name, values);
        }
    }
}
