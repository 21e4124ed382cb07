using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Codes of the attributes that the affinity domain closed; the display name is never judged (<c>ITI TF-3 4.2.3.1.2</c>).</summary>
internal static class CodeRules
{
    private const string MimeType = "mimeType";


    public static IEnumerable<XdsError> Check(Submission submission, NodeProfile profile)
    {
        foreach (var attribute in profile.AffinityDomain.ClosedAttributes.Where(a => a != MimeType))
        {
            var allowed = profile.Codes.Codes.TryGetValue(attribute, out var codes)
                ? codes.Select(c => (c.Value, c.CodingScheme)).ToHashSet()
                : [];
            foreach (var item in submission.Objects)
            {
                foreach (var code in CodesOf(item, attribute).OfType<Code>().Where(c => !allowed.Contains((c.Value, c.CodingScheme))))
                    yield return Fault.Metadata(item, attribute, $"The code {code.ToQueryValue()} is not in the affinity domain's list.");
            }
        }

        if (!profile.AffinityDomain.ClosedAttributes.Contains(MimeType)) yield break;
        foreach (var entry in submission.Entries.Where(e => e.MimeType is { } type && !profile.Codes.MimeTypes.Contains(type, StringComparer.OrdinalIgnoreCase)))
            yield return Fault.Metadata(entry, MimeType, $"{entry.MimeType} is not in the affinity domain's list.");
    }

    /// <summary>Every code must have a value and a scheme, closed or not.</summary>
    public static IEnumerable<XdsError> Complete(Submission submission, NodeProfile profile) =>
        from item in submission.Objects
        from attribute in CodeSets.Attributes
        from code in CodesOf(item, attribute).OfType<Code>()
        where code.Value.Length == 0 || code.CodingScheme.Length == 0
        select Fault.Metadata(item, attribute, $"The code {code.ToQueryValue()} lacks its value or its coding scheme.");

    private static IEnumerable<Code?> CodesOf(RegistryObject item, string attribute) => (item, attribute) switch
    {
        (DocumentEntry e, "classCode") => [e.ClassCode],
        (DocumentEntry e, "typeCode") => [e.TypeCode],
        (DocumentEntry e, "formatCode") => [e.FormatCode],
        (DocumentEntry e, "practiceSettingCode") => [e.PracticeSettingCode],
        (DocumentEntry e, "healthcareFacilityTypeCode") => [e.HealthcareFacilityTypeCode],
        (DocumentEntry e, "confidentialityCode") => e.ConfidentialityCodes.Cast<Code?>(),
        (DocumentEntry e, "eventCodeList") => e.EventCodes.Cast<Code?>(),
        (SubmissionSet s, "contentTypeCode") => [s.ContentTypeCode],
        (Folder f, "codeList") => f.Codes.Cast<Code?>(),
        (Association a, "associationDocumentation") => [a.Documentation],
        _ => [],
    };
}
