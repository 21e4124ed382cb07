using System.Text.Json.Nodes;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>
/// A code file: <c>{ "codes": { attribute: [ { value, scheme, display, displayJa? } ] }, "mimeTypes": [ … ] }</c>. Its faults carry the
/// file's name and the JSON path in it.
/// </summary>
internal sealed record CodeFile
{
    /// <summary>The codes by attribute.</summary>
    public required CodeFileAttributes Codes { get; init; }

    /// <summary>The MIME types that documents may have.</summary>
    public ValueList<string> MimeTypes { get; init; }

    /// <summary>Reads a code file.</summary>
    public static CodeSets Read(string file, ProfileFaults faults)
    {
        var root = $"{Path.GetFileName(file)}$";
        if (ProfileReader.Load(file, root, faults) is not { } json) return new CodeSets();
        var read = (CodeFile)new ProfileBinder(faults).Bind(json, typeof(CodeFile), root)!;
        if (read.Codes is null) return new CodeSets { MimeTypes = read.MimeTypes };

        var sets = ProfileBinder.Settings(typeof(CodeFileAttributes))
            .ToDictionary(pair => pair.Key, pair => (ValueList<CodeFileEntry>)pair.Value.GetValue(read.Codes)!);
        foreach (var (attribute, entries) in sets) Check(entries, $"{root}.codes.{attribute}", faults);
        return new CodeSets
        {
            Codes = sets.Where(set => set.Value.Count > 0).ToDictionary(set => set.Key, set =>
                set.Value.Select(entry => new Code(entry.Value, entry.Scheme, entry.Display)).ToValueList()),
            MimeTypes = read.MimeTypes,
            JapaneseNames = sets.Values.SelectMany(entries => entries).Where(entry => entry.DisplayJa is not null)
                .GroupBy(entry => (entry.Scheme, entry.Value)).ToDictionary(group => group.Key, group => group.First().DisplayJa!),
        };
    }

    private static void Check(ValueList<CodeFileEntry> entries, string path, ProfileFaults faults)
    {
        var seen = new HashSet<(string, string)>();
        for (var i = 0; i < entries.Count; i++)
        {
            faults.Require(!string.IsNullOrWhiteSpace(entries[i].Value), $"{path}[{i}].value", "is empty");
            faults.Require(!string.IsNullOrWhiteSpace(entries[i].Scheme), $"{path}[{i}].scheme", "is empty");
            faults.Require(seen.Add((entries[i].Scheme, entries[i].Value)), $"{path}[{i}]", $"{entries[i].Value} of {entries[i].Scheme} stands here twice");
        }
    }
}

/// <summary>The attributes of a code file; their names are those of <see cref="CodeSets.Attributes"/>.</summary>
internal sealed record CodeFileAttributes
{
    public ValueList<CodeFileEntry> AssociationDocumentation { get; init; }
    public ValueList<CodeFileEntry> ClassCode { get; init; }
    public ValueList<CodeFileEntry> CodeList { get; init; }
    public ValueList<CodeFileEntry> ConfidentialityCode { get; init; }
    public ValueList<CodeFileEntry> ContentTypeCode { get; init; }
    public ValueList<CodeFileEntry> EventCodeList { get; init; }
    public ValueList<CodeFileEntry> FormatCode { get; init; }
    public ValueList<CodeFileEntry> HealthcareFacilityTypeCode { get; init; }
    public ValueList<CodeFileEntry> PracticeSettingCode { get; init; }
    public ValueList<CodeFileEntry> TypeCode { get; init; }
}

/// <summary>A code of a code file.</summary>
internal sealed record CodeFileEntry
{
    /// <summary>The code.</summary>
    public required string Value { get; init; }

    /// <summary>The id of its coding scheme.</summary>
    public required string Scheme { get; init; }

    /// <summary>What a person reads.</summary>
    public string? Display { get; init; }

    /// <summary>What a Japanese person reads.</summary>
    public string? DisplayJa { get; init; }
}
