using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>Reads the parts of an object: texts, codes, authors, and what the standard does not name.</summary>
internal static class PartReader
{
    private static readonly XName Language = XNamespace.Xml + "lang";

    /// <summary>Name or Description.</summary>
    public static ValueList<LocalizedString> ReadStrings(XElement? element, string attribute, ObjectElement owner, MetadataFaults faults)
    {
        if (element is null) return [];
        var strings = new List<LocalizedString>();
        foreach (var child in element.Elements(RimNames.LocalizedString))
        {
            if (child.Attribute("value") is { } value) strings.Add(new(value.Value, child.Attribute(Language)?.Value, ObjectElement.TextOf(child, "charset")));
            else faults.Add(owner.Kind, owner.Id, attribute, "a LocalizedString has no value.");
        }
        return strings.ToValueList();
    }

    /// <summary>A code; null when it has no value.</summary>
    public static Code? ReadCode(XElement classification, string attribute, ObjectElement owner, MetadataFaults faults)
    {
        var value = ObjectElement.TextOf(classification, "nodeRepresentation");
        if (value is null) faults.Add(owner.Kind, owner.Id, attribute, "its Classification has no nodeRepresentation.");
        var slots = ObjectElement.ReadSlots(classification, owner.Kind, owner.Id, attribute + ".", faults);
        var scheme = slots.Find(s => s.Name == Vocabulary.SlotNames.CodingScheme);
        if (scheme is not { Values: [{ Length: > 0 }, ..] }) faults.Add(owner.Kind, owner.Id, attribute, "its Classification has no codingScheme.");
        else if (scheme.Values.Count > 1) faults.Add(owner.Kind, owner.Id, attribute, "its codingScheme has more than one value.");
        if (value is null) return null;
        if (scheme is not null) slots.Remove(scheme);
        var name = classification.Element(RimNames.Name)?.Element(RimNames.LocalizedString);
        return new(value, scheme is { Values.Count: > 0 } ? scheme.Values[0] : "", name is null ? null : ObjectElement.TextOf(name, "value"))
        {
            Language = name?.Attribute(Language)?.Value,
            ExtraSlots = slots.ToValueList(),
        };
    }

    /// <summary>An author.</summary>
    public static Author ReadAuthor(XElement classification, ObjectElement owner, MetadataFaults faults)
    {
        if (ObjectElement.TextOf(classification, "nodeRepresentation") is not null)
            faults.AddOfSubmission(owner.Kind, owner.Id, "author", "the nodeRepresentation of its Classification is not empty.");
        var slots = ObjectElement.ReadSlots(classification, owner.Kind, owner.Id, "author.", faults);
        var person = Take(Vocabulary.SlotNames.AuthorPerson);
        if (person.Count > 1) faults.Add(owner.Kind, owner.Id, "author.authorPerson", "it has more than one value.");
        return new()
        {
            Person = person.Count > 0 ? person[0] : null,
            Institutions = Take(Vocabulary.SlotNames.AuthorInstitution),
            Roles = Take(Vocabulary.SlotNames.AuthorRole),
            Specialties = Take(Vocabulary.SlotNames.AuthorSpecialty),
            Telecommunications = Take(Vocabulary.SlotNames.AuthorTelecommunication),
            ExtraSlots = slots.ToValueList(),
        };

        ValueList<string> Take(string name)
        {
            var slot = slots.Find(s => s.Name == name);
            if (slot is null) return [];
            slots.Remove(slot);
            return slot.Values;
        }
    }

    /// <summary>A classification that the standard does not name.</summary>
    public static Classification ReadClassification(XElement element, ObjectElement owner, MetadataFaults faults)
    {
        var scheme = ObjectElement.TextOf(element, "classificationScheme");
        var node = ObjectElement.TextOf(element, "classificationNode");
        if (scheme is null && node is null) faults.Add(owner.Kind, owner.Id, "Classification", "it has neither classificationScheme nor classificationNode.");
        var slots = ObjectElement.ReadSlots(element, owner.Kind, owner.Id, "Classification.", faults);
        return new(scheme, node, element.Attribute("nodeRepresentation")?.Value, NameOf(element), slots.ToValueList());
    }

    /// <summary>The external identifiers that the standard does not name.</summary>
    public static ValueList<ExternalIdentifier> ReadIdentifiers(ObjectElement owner, MetadataFaults faults)
    {
        var identifiers = new List<ExternalIdentifier>();
        foreach (var element in owner.RemainingIdentifiers)
        {
            var scheme = ObjectElement.TextOf(element, "identificationScheme");
            var value = ObjectElement.TextOf(element, "value");
            if (scheme is null) faults.Add(owner.Kind, owner.Id, "ExternalIdentifier", "it has no identificationScheme.");
            if (value is null) faults.Add(owner.Kind, owner.Id, "ExternalIdentifier", "it has no value.");
            if (scheme is not null && value is not null) identifiers.Add(new(scheme, value, NameOf(element)));
        }
        return identifiers.ToValueList();
    }

    /// <summary>The text of the part's Name.</summary>
    public static string? NameOf(XElement element) => element.Element(RimNames.Name)?.Element(RimNames.LocalizedString)?.Attribute("value")?.Value;
}
