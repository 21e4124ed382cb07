using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>The lengths that the standard sets: those of ebRIM (<c>ITI TF-3 4.2.3.1.1</c>) and those of titles. Comments have none.</summary>
internal static class Lengths
{
    public static IEnumerable<XdsError> Titles(Submission submission, NodeProfile profile) =>
        from item in submission.PatientObjects
        let longest = item switch { DocumentEntry => 127, SubmissionSet => 255, _ => 256 }
        from title in item.Title
        where title.Value.Length > longest && MetadataTypes.Length(title.Value) > longest
        select Fault.Metadata(item, "title", $"The title of a {ObjectKinds.Of(item)} has at most {longest} characters; this one has {MetadataTypes.Length(title.Value)}.");

    public static IEnumerable<XdsError> ExtraMetadata(Submission submission, NodeProfile profile) =>
        from item in submission.Objects
        from slot in item.ExtraSlots
        from text in slot.Values.Prepend(slot.Name)
        let fault = Excess(text)
        where fault is not null
        select Fault.Metadata(item, "Slot " + slot.Name[..Math.Min(slot.Name.Length, MetadataTypes.LongestValue)], fault);

    /// <summary>What is to be said of a value that is longer than ebRIM lets it be; null when it is not.</summary>
    public static string? Excess(string value) =>
        value.Length > MetadataTypes.LongestValue && MetadataTypes.Length(value) is > MetadataTypes.LongestValue and var length
            ? $"The value has {length} characters; ebRIM lets it have {MetadataTypes.LongestValue}."
            : null;
}
