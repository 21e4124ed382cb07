using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>
/// One ebRIM element as it came. Attributes are taken out of it one by one; what is left at the end is what the standard does not name, and is kept.
/// </summary>
internal sealed class ObjectElement
{
    private readonly XElement _element;
    private readonly List<XElement> _classifications;
    private readonly List<XElement> _identifiers;
    private readonly List<Slot> _slots;

    public ObjectElement(XElement element, string kind, string id, IEnumerable<XElement> looseClassifications, MetadataFaults faults)
    {
        (_element, Kind, Id) = (element, kind, id);
        _slots = ReadSlots(element, kind, id, "", faults);
        _classifications = [.. element.Elements(RimNames.Classification), .. looseClassifications];
        _identifiers = [.. element.Elements(RimNames.ExternalIdentifier)];
        foreach (var part in _classifications) CheckPart(part, "classifiedObject", Vocabulary.ObjectTypes.Classification, faults);
        foreach (var part in _identifiers) CheckPart(part, "registryObject", Vocabulary.ObjectTypes.ExternalIdentifier, faults);
        foreach (var other in element.Elements().Where(child => !RimNames.OfObjects.Contains(child.Name))) faults.AddNotSaved(kind, id, other.Name.LocalName);
    }

    /// <summary>The kind of object, for sentences.</summary>
    public string Kind { get; }

    /// <summary>The object's id.</summary>
    public string Id { get; }

    /// <summary>A child that the element has once at most; the standard's name of the attribute is for the sentence.</summary>
    public XElement? Child(XName name, string attribute, MetadataFaults faults)
    {
        if (_element.Elements(name).Skip(1).Any()) faults.AddOfSubmission(Kind, Id, attribute, $"its {name.LocalName} stands more than once.");
        return _element.Element(name);
    }

    /// <summary>An XML attribute; null when it is absent or empty.</summary>
    public string? Attribute(string name) => TextOf(_element, name);

    /// <summary>The id, after a check that objectType, if given, is the one that the kind must have; letter case does not matter.</summary>
    public string IdOfType(string objectType, MetadataFaults faults)
    {
        if (Attribute("objectType") is { } given && !string.Equals(given, objectType, StringComparison.OrdinalIgnoreCase))
            faults.Add(Kind, Id, "objectType", $"it is not {objectType}.");
        return Id;
    }

    /// <summary>Takes the slot of that name.</summary>
    public Slot? TakeSlot(string name)
    {
        var index = _slots.FindIndex(s => s.Name == name);
        if (index < 0) return null;
        var slot = _slots[index];
        _slots.RemoveAt(index);
        return slot;
    }

    /// <summary>Takes all classifications by that scheme.</summary>
    public List<XElement> TakeClassifications(string scheme) => Take(_classifications, "classificationScheme", scheme);

    /// <summary>Takes the classifications by that node, and says whether there was one.</summary>
    public bool TakeNode(string? node) => node is not null && Take(_classifications, "classificationNode", node).Count > 0;

    /// <summary>Takes all external identifiers of that scheme.</summary>
    public List<XElement> TakeIdentifiers(string scheme) => Take(_identifiers, "identificationScheme", scheme);

    /// <summary>The slots that are left.</summary>
    public ValueList<Slot> RemainingSlots => _slots.ToValueList();

    /// <summary>The classifications that are left.</summary>
    public IReadOnlyList<XElement> RemainingClassifications => _classifications;

    /// <summary>The external identifiers that are left.</summary>
    public IReadOnlyList<XElement> RemainingIdentifiers => _identifiers;

    /// <summary>The slots of an element; a second one of the same name is reported and left out.</summary>
    public static List<Slot> ReadSlots(XElement element, string kind, string id, string part, MetadataFaults faults)
    {
        var slots = new List<Slot>();
        foreach (var child in element.Elements(RimNames.Slot))
        {
            var name = TextOf(child, "name");
            if (name is null) faults.Add(kind, id, part + "Slot", "its name is missing.");
            else if (slots.Exists(s => s.Name == name)) faults.Add(kind, id, part + name, "the slot stands more than once.");
            else slots.Add(new(name, Values(child)));
        }
        return slots;
    }

    /// <summary>The values of a slot.</summary>
    public static ValueList<string> Values(XElement slot) =>
        slot.Elements(RimNames.ValueList).Elements(RimNames.Value).Select(v => v.Value).ToValueList();

    /// <summary>An XML attribute; null when it is absent or empty.</summary>
    public static string? TextOf(XElement element, string name) => element.Attribute(name)?.Value is { Length: > 0 } text ? text : null;

    private void CheckPart(XElement part, string ownerAttribute, string objectType, MetadataFaults faults)
    {
        if (TextOf(part, ownerAttribute) is { } owner && EntryUuid.Canonical(owner) != EntryUuid.Canonical(Id))
            faults.Add(Kind, Id, part.Name.LocalName, $"its {ownerAttribute} names another object than the one that holds it.");
        if (TextOf(part, "objectType") is { } given && !string.Equals(given, objectType, StringComparison.OrdinalIgnoreCase))
            faults.AddOfSubmission(Kind, Id, part.Name.LocalName, $"its objectType is not {objectType}.");
    }

    private static List<XElement> Take(List<XElement> from, string attribute, string value)
    {
        var taken = from.FindAll(c => string.Equals(c.Attribute(attribute)?.Value, value, StringComparison.OrdinalIgnoreCase));
        if (taken.Count > 0) from.RemoveAll(taken.Contains);
        return taken;
    }
}

/// <summary>The element names of ebRIM that the reader looks for.</summary>
internal static class RimNames
{
    public static readonly XName Slot = EbrimNames.Rim + "Slot";
    public static readonly XName ValueList = EbrimNames.Rim + "ValueList";
    public static readonly XName Value = EbrimNames.Rim + "Value";
    public static readonly XName Name = EbrimNames.Rim + "Name";
    public static readonly XName Description = EbrimNames.Rim + "Description";
    public static readonly XName LocalizedString = EbrimNames.Rim + "LocalizedString";
    public static readonly XName VersionInfo = EbrimNames.Rim + "VersionInfo";
    public static readonly XName Classification = EbrimNames.Rim + "Classification";
    public static readonly XName ExternalIdentifier = EbrimNames.Rim + "ExternalIdentifier";
    public static readonly XName RegistryObjectList = EbrimNames.Rim + "RegistryObjectList";

    /// <summary>The children of an object's element that the model has a place for.</summary>
    public static readonly IReadOnlySet<XName> OfObjects =
        new HashSet<XName> { Slot, Name, Description, VersionInfo, Classification, ExternalIdentifier, RegistryObjectList };
}
