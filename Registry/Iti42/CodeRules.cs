using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Codes, and those of the attributes that the affinity domain closed; the display name must be there and is never judged (<c>ITI TF-3 4.2.3.1.2</c>).</summary>
internal static class CodeRules
{
    private const string MimeType = "mimeType";
    private const int Shown = 5;

    public static IEnumerable<XdsError> Check(Submission submission, NodeProfile profile)
    {
        foreach (var attribute in profile.AffinityDomain.ClosedAttributes.Where(a => a != MimeType))
        {
            var codes = profile.Codes.Codes.TryGetValue(attribute, out var listed) ? listed : [];
            var allowed = codes.Select(c => (c.Value, c.CodingScheme)).ToHashSet();
            foreach (var item in submission.Objects)
            {
                foreach (var code in CodesOf(item, attribute).OfType<Code>().Where(c => !allowed.Contains((c.Value, c.CodingScheme))))
                    yield return Fault.Metadata(item, attribute, $"The code {code.ToQueryValue()} is not in the affinity domain's list{Hint(code, codes)}.");
            }
        }

        if (!profile.AffinityDomain.ClosedAttributes.Contains(MimeType)) yield break;
        foreach (var entry in submission.Entries.Where(e => e.MimeType is { } type && !profile.Codes.MimeTypes.Contains(type, StringComparer.OrdinalIgnoreCase)))
            yield return Fault.Metadata(entry, MimeType, $"{entry.MimeType} is not in the affinity domain's list, {Listed(profile.Codes.MimeTypes)}.");
    }

    /// <summary>Every code has a value, a scheme and a display name, whether its attribute is closed or not.</summary>
    public static IEnumerable<XdsError> Complete(Submission submission, NodeProfile profile) =>
        from item in submission.Objects
        from attribute in CodeSets.Attributes
        from code in CodesOf(item, attribute).OfType<Code>()
        let fault = Incompleteness(code)
        where fault is not null
        select Fault.Metadata(item, attribute, fault);

    private static string? Incompleteness(Code code) =>
        code.Value.Length == 0 || code.CodingScheme.Length == 0 ? $"The code {code.ToQueryValue()} lacks its value or its coding scheme."
        : string.IsNullOrWhiteSpace(code.DisplayName) ? $"The code {code.ToQueryValue()} lacks its display name."
        : Lengths.Excess(code.Value) ?? Lengths.Excess(code.CodingScheme);

    private static string Hint(Code code, ValueList<Code> codes)
    {
        var sameValue = codes.Where(c => c.Value == code.Value).Select(c => c.ToQueryValue()).ToList();
        return sameValue.Count > 0 ? $", which has this value as {string.Join(" and ", sameValue)}" : ", " + Listed(codes.Select(c => c.ToQueryValue()).ToValueList());
    }

    private static string Listed(ValueList<string> values) => values.Count switch
    {
        0 => "which is empty",
        <= Shown => $"which holds {string.Join(", ", values)}",
        _ => $"which holds {string.Join(", ", values.Take(Shown))} and {values.Count - Shown} more",
    };

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
