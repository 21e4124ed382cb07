using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>Reads one object by the table of its kind.</summary>
internal static class ObjectReader
{
    /// <summary>The object, or null when it lacks what makes it one; every fault of its structure is added to the faults.</summary>
    public static T? Read<T>(ObjectForm<T> form, ObjectElement element, MetadataFaults faults) where T : RegistryObject
    {
        var result = form.Create(element, faults);
        if (result is null) return null;
        element.TakeNode(form.Node);
        var limited = element.TakeNode(form.LimitedMetadataNode);
        foreach (var attribute in form.Slots) result = ReadSlot(attribute, result, element, faults);
        if (form.Authors is { } authors)
        {
            var found = element.TakeClassifications(authors.Scheme);
            if (found.Count > 0) result = authors.Set(result, found.Select(c => PartReader.ReadAuthor(c, element, faults)).ToValueList());
        }
        foreach (var attribute in form.Codes) result = ReadCodes(attribute, result, element, faults);
        foreach (var attribute in form.Identifiers) result = ReadIdentifier(attribute, result, element, faults);
        RegistryObject shared = result with
        {
            HomeCommunityId = element.Attribute("home"),
            AvailabilityStatus = element.Attribute("status"),
            LogicalId = element.Attribute("lid"),
            Version = element.Child(RimNames.VersionInfo, "version", faults) is { } version ? ObjectElement.TextOf(version, "versionName") : null,
            Title = PartReader.ReadStrings(element.Child(RimNames.Name, "title", faults), "title", element, faults),
            Comments = PartReader.ReadStrings(element.Child(RimNames.Description, "comments", faults), "comments", element, faults),
            ExtraSlots = element.RemainingSlots,
            ExtraClassifications = element.RemainingClassifications.Select(c => PartReader.ReadClassification(c, element, faults)).ToValueList(),
            ExtraExternalIdentifiers = PartReader.ReadIdentifiers(element, faults),
        };
        return (T)(limited ? (PatientObject)shared with { LimitedMetadata = true } : shared);
    }

    private static T ReadSlot<T>(SlotAttribute<T> attribute, T target, ObjectElement element, MetadataFaults faults)
    {
        if (element.TakeSlot(attribute.Name) is not { } slot) return target;
        if (attribute.IsSingle && slot.Values.Count == 0) faults.AddOfSubmission(element.Kind, element.Id, attribute.Name, "its slot has no value.");
        if (slot.Values.Count == 0) return target;
        if (attribute.IsSingle && slot.Values.Count > 1) faults.Add(element.Kind, element.Id, attribute.Name, "it has more than one value.");
        return attribute.Set(target, slot.Values);
    }

    private static T ReadCodes<T>(CodeAttribute<T> attribute, T target, ObjectElement element, MetadataFaults faults)
    {
        var found = element.TakeClassifications(attribute.Scheme);
        if (found.Count == 0) return target;
        if (attribute.IsSingle && found.Count > 1) faults.Add(element.Kind, element.Id, attribute.Name, "it has more than one code.");
        var codes = found.Select(c => PartReader.ReadCode(c, attribute.Name, element, faults)).OfType<Code>().ToValueList();
        return codes.Count == 0 ? target : attribute.Set(target, codes);
    }

    private static T ReadIdentifier<T>(IdentifierAttribute<T> attribute, T target, ObjectElement element, MetadataFaults faults)
    {
        var found = element.TakeIdentifiers(attribute.Scheme);
        if (found.Count > 1) faults.Add(element.Kind, element.Id, attribute.Name, "it has more than one ExternalIdentifier.");
        if (found.Count == 0) return target;
        if (PartReader.NameOf(found[0]) is { } label && label != attribute.Label)
            faults.AddOfSubmission(element.Kind, element.Id, attribute.Name, $"the Name of its ExternalIdentifier is not {attribute.Label}.");
        if (ObjectElement.TextOf(found[0], "value") is { } value) return attribute.Set(target, value);
        faults.Add(element.Kind, element.Id, attribute.Name, "its ExternalIdentifier has no value.");
        return target;
    }
}
