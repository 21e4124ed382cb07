using System.CommandLine;
using IheNode.Core;

namespace IheNode.Gateway;

/// <summary>The options for the codes of a submission. What is not given comes from a network's code file, or else from the defaults for Japan.</summary>
internal sealed class CodeOptions
{
    private static readonly (string Attribute, string Option, Code Default)[] Attributes =
    [
        ("classCode", "--class-code", new("REPORTS", "1.3.6.1.4.1.19376.1.2.6.1", "報告書")),
        ("typeCode", "--type-code", new("57133-1", "2.16.840.1.113883.6.1", "診療情報提供書")),
        ("formatCode", "--format-code", new("urn:ihe:iti:xds:2017:mimeTypeSufficient", "1.3.6.1.4.1.19376.1.2.3", "MIME type sufficient")),
        ("confidentialityCode", "--confidentiality-code", new("N", "2.16.840.1.113883.5.25", "通常")),
        ("healthcareFacilityTypeCode", "--facility-type-code", new("1", "1.2.392.100495.20.3.22", "医科")),
        ("practiceSettingCode", "--practice-setting-code", new("01", "1.2.392.200250.2.2.2", "内科")),
        ("contentTypeCode", "--content-type-code", new("57133-1", "2.16.840.1.113883.6.1", "診療情報提供書")),
    ];

    private readonly Dictionary<string, Option<string?>> _options = [];

    private readonly Option<FileInfo?> _profile = new("--profile")
    {
        Description = "Takes codes that are not given from the code file of this network's profile (the first of each attribute)",
    };

    public CodeOptions(Command command)
    {
        command.Options.Add(_profile);
        foreach (var (attribute, name, code) in Attributes)
        {
            var option = new Option<string?>(name) { Description = $"{attribute} as 'code^^scheme' [default: {code.ToQueryValue()}]" };
            _options.Add(attribute, option);
            command.Options.Add(option);
        }
    }

    public DocumentCodes Read(ParseResult parsed)
    {
        var file = parsed.GetValue(_profile);
        var sets = file is null ? null : NodeOptions.ReadProfile(file, []).Codes.Codes;
        Code Of(string attribute)
        {
            var (_, name, standard) = Attributes.Single(a => a.Attribute == attribute);
            if (parsed.GetValue(_options[attribute]) is { } text) return Parse(name, text);
            return sets is not null && sets.TryGetValue(attribute, out var codes) && codes.Count > 0 ? codes[0] : standard;
        }

        return new DocumentCodes(Of("classCode"), Of("typeCode"), Of("formatCode"), Of("confidentialityCode"),
            Of("healthcareFacilityTypeCode"), Of("practiceSettingCode"), Of("contentTypeCode"));
    }

    private static Code Parse(string option, string text) => text.Split("^^") is [{ Length: > 0 } value, { Length: > 0 } scheme]
        ? new Code(value, scheme, value)
        : throw new CommandException($"{option}: '{text}' is not of the form 'code^^scheme'.", ExitCode.Usage);
}
