using System.CommandLine;
using IheNode.Core;

namespace IheNode.Gateway;

/// <summary>The options that describe a person.</summary>
internal sealed class PersonOptions
{
    private readonly Option<string?> _name = new("--name") { Description = "Name in kanji: '山田 花子'" };

    private readonly Option<string?> _kana = new("--kana") { Description = "Name in kana: 'ヤマダ ハナコ'" };

    private readonly Option<string?> _romaji = new("--romaji") { Description = "Name in Latin letters: 'YAMADA HANAKO'" };

    private readonly Option<string?> _born = new("--born") { Description = "Birth date: YYYYMMDD" };

    private readonly Option<string?> _sex = new("--sex") { Description = "M, F, O or U" };

    private readonly Option<string?> _address = new("--address") { Description = "Address" };

    private readonly Option<string?> _postalCode = new("--postal-code") { Description = "Postal code" };

    private readonly Option<string?> _phone = new("--phone") { Description = "Telephone number" };

    public PersonOptions(Command command)
    {
        _sex.AcceptOnlyFromAmong("M", "F", "O", "U");
        foreach (var option in new Option[] { _name, _kana, _romaji, _born, _sex, _address, _postalCode, _phone }) command.Options.Add(option);
    }

    public Patient Read(ParseResult parsed)
    {
        var names = new[]
        {
            Name(parsed.GetValue(_name), NameRepresentation.Ideographic),
            Name(parsed.GetValue(_kana), NameRepresentation.Phonetic),
            Name(parsed.GetValue(_romaji), NameRepresentation.Alphabetic),
        };
        var born = parsed.GetValue(_born) is { } text ? new Hl7Time(text) : (Hl7Time?)null;
        if (born is { IsValid: false }) throw new CommandException($"--born: '{born}' is not a date of the form YYYYMMDD.", ExitCode.Usage);
        var address = parsed.GetValue(_address);
        var postalCode = parsed.GetValue(_postalCode);
        return new Patient
        {
            Names = names.OfType<PersonName>().ToValueList(),
            BirthTime = born,
            Gender = parsed.GetValue(_sex),
            Addresses = address is null && postalCode is null ? [] : [new PersonAddress(Street: address, PostalCode: postalCode, Country: "JPN")],
            Telecoms = parsed.GetValue(_phone) is { } phone ? [phone] : [],
        };
    }

    private static PersonName? Name(string? text, NameRepresentation representation)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var parts = text.Split([' ', '\u3000', '^'], 2, StringSplitOptions.TrimEntries);
        return new PersonName(parts[0], parts.Length > 1 ? parts[1] : "", representation, Type: "L");
    }
}
