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
        var closed = profile.AffinityDomain.ClosedAttributes;
        foreach (var item in submission.Objects)
        {
            foreach (var (attribute, code) in CodesOf(item))
            {
                if (closed.Span.Contains(attribute) && !profile.Codes.Lists(attribute, code))
                    yield return Fault.Metadata(item, attribute, $"The code {code.ToQueryValue()} is not in the affinity domain's list{Hint(code, profile.Codes.Codes.GetValueOrDefault(attribute))}.");
            }
        }

        if (!profile.AffinityDomain.ClosedAttributes.Contains(MimeType)) yield break;
        foreach (var entry in submission.Entries.Where(e => e.MimeType is { } type && !profile.Codes.MimeTypes.Contains(type, StringComparer.OrdinalIgnoreCase)))
            yield return Fault.Metadata(entry, MimeType, $"{entry.MimeType} is not in the affinity domain's list, {Listed(profile.Codes.MimeTypes)}.");
    }

    /// <summary>Every code has a value, a scheme and a display name, whether its attribute is closed or not.</summary>
    public static IEnumerable<XdsError> Complete(Submission submission, NodeProfile profile) =>
        from item in submission.Objects
        from attributed in CodesOf(item)
        let fault = Incompleteness(attributed.Code)
        where fault is not null
        select Fault.Metadata(item, attributed.Attribute, fault);

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

    private static List<(string Attribute, Code Code)> CodesOf(RegistryObject item)
    {
        var codes = new List<(string, Code)>();
        switch (item)
        {
            case DocumentEntry entry:
                Add("classCode", entry.ClassCode);
                Add("typeCode", entry.TypeCode);
                Add("formatCode", entry.FormatCode);
                Add("practiceSettingCode", entry.PracticeSettingCode);
                Add("healthcareFacilityTypeCode", entry.HealthcareFacilityTypeCode);
                foreach (var code in entry.ConfidentialityCodes.Span) Add("confidentialityCode", code);
                foreach (var code in entry.EventCodes.Span) Add("eventCodeList", code);
                break;
            case SubmissionSet set: Add("contentTypeCode", set.ContentTypeCode); break;
            case Folder folder:
                foreach (var code in folder.Codes.Span) Add("codeList", code);
                break;
            case Association association: Add("associationDocumentation", association.Documentation); break;
        }

        return codes;

        void Add(string attribute, Code? code)
        {
            if (code is not null) codes.Add((attribute, code));
        }
    }
}
