using IheNode.Core;

namespace IheNode.Platform;

/// <summary>The codes of an affinity domain by attribute name (<c>classCode</c> …) and the accepted MIME types.</summary>
public sealed record CodeSets
{
    private readonly HashSet<(string Attribute, string Value, string CodingScheme)> _listed = [];

    /// <summary>Codes by attribute name.</summary>
    public IReadOnlyDictionary<string, ValueList<Code>> Codes
    {
        get;
        init
        {
            field = value;
            _listed = [.. value.SelectMany(listed => listed.Value.Select(code => (listed.Key, code.Value, code.CodingScheme)))];
        }
    } = new Dictionary<string, ValueList<Code>>();

    /// <summary>MIME types.</summary>
    public ValueList<string> MimeTypes { get; init; }

    /// <summary>Japanese display names of codes, by coding scheme and value.</summary>
    public IReadOnlyDictionary<(string CodingScheme, string Value), string> JapaneseNames { get; init; } =
        new Dictionary<(string CodingScheme, string Value), string>();

    /// <summary>The attributes that take codes of the affinity domain; <c>codeList</c> is that of folders.</summary>
    public static ValueList<string> Attributes { get; } =
    [
        "associationDocumentation", "classCode", "codeList", "confidentialityCode", "contentTypeCode", "eventCodeList", "formatCode",
        "healthcareFacilityTypeCode", "practiceSettingCode", "typeCode",
    ];

    /// <summary>Whether an attribute's codes hold one with this value and scheme.</summary>
    public bool Lists(string attribute, Code code) => _listed.Contains((attribute, code.Value, code.CodingScheme));

    /// <summary>What a Japanese reader sees: the Japanese name, else the display name, else the code itself.</summary>
    public string NameJa(Code code) => JapaneseNames.GetValueOrDefault((code.CodingScheme, code.Value)) ?? code.DisplayName ?? code.Value;
}
