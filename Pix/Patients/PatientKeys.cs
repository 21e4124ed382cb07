using IheNode.Core;

namespace IheNode.Pix;

/// <summary>The comparison keys of one form of a name.</summary>
/// <param name="Family">Family name.</param>
/// <param name="Given">Given name; empty when the whole name stands as family name.</param>
/// <param name="Middle">Further given names.</param>
/// <param name="IsKana">Whether it is the reading of a name.</param>
/// <param name="IsWhole">Whether family and given name are both there, so that the name tells people apart.</param>
internal sealed record NameKey(string Family, string Given, string Middle, bool IsKana, bool IsWhole)
{
    private static readonly string[] Placeholders = ["ベビー", "BABY", "NEWBORN", "UNKNOWN", "フメイ", "不明", "氏名"];

    /// <summary>Family and given name in one.</summary>
    public string Full => Family + Given;

    public static NameKey Of(PersonName name)
    {
        var (family, given) = (ComparisonKey.Of(name.Family), ComparisonKey.Of(name.Given));
        var isKana = name.Representation == NameRepresentation.Phonetic || ComparisonKey.IsKana(family + given);
        // A newborn's or unknown person's stand-in name is shared by many.
        var isWhole = (given.Length > 0 ? family.Length > 0 : name.Family?.Trim().Any(char.IsWhiteSpace) == true)
            && !Placeholders.Any(word => (family + given).Contains(word, StringComparison.Ordinal));
        return new(family, given, ComparisonKey.Of(name.Middle), isKana, isWhole);
    }

    /// <summary>Whether both are the same whole name.</summary>
    public bool Agrees(NameKey other) =>
        IsWhole && other.IsWhole && Full == other.Full && (Middle.Length == 0 || other.Middle.Length == 0 || Middle == other.Middle);

    /// <summary>Whether the family or the given name is the same.</summary>
    public bool Resembles(NameKey other) =>
        (Family.Length > 0 && Family == other.Family) || (Given.Length > 0 && Given == other.Given) || (Full.Length > 0 && Full == other.Full);
}

/// <summary>The comparison keys of one address.</summary>
internal sealed record AddressKey(string Whole, string Street, string City, string State, string Postal, string Country)
{
    public static AddressKey Of(PersonAddress address) => new(
        ComparisonKey.OfAddress(address.State + address.City + address.Street + address.OtherDesignation),
        ComparisonKey.OfAddress(address.Street), ComparisonKey.OfAddress(address.City), ComparisonKey.OfAddress(address.State),
        string.Concat(ComparisonKey.Of(address.PostalCode).Where(char.IsLetterOrDigit)), ComparisonKey.Of(address.Country));

    public bool IsEmpty => Whole.Length == 0 && Postal.Length == 0 && Country.Length == 0;

    /// <summary>Whether it goes down to a house, so that it tells people apart.</summary>
    public bool IsWhole => Whole.Length >= 6 && Whole.Any(char.IsAsciiDigit);
}

/// <summary>All that is compared and searched of one patient's demographics.</summary>
internal sealed record PatientKeys
{
    public ValueList<NameKey> Names { get; init; }

    public BirthDays? Birth { get; init; }

    /// <summary>M or F or another value of table 0001; null when not known (absent or U).</summary>
    public string? Gender { get; init; }

    public ValueList<AddressKey> Addresses { get; init; }

    public ValueList<string> Telecoms { get; init; }

    public NameKey? Mother { get; init; }

    public string? Account { get; init; }

    /// <summary>The keys of a patient whose birth time, if any, is valid.</summary>
    public static PatientKeys Of(Patient patient) => new()
    {
        Names = patient.Names.Select(NameKey.Of).Where(name => name.Full.Length > 0).Distinct().ToValueList(),
        Birth = patient.BirthTime is { } birth ? BirthDays.Of(birth) : null,
        Gender = ComparisonKey.Of(patient.Gender) is { Length: > 0 } gender and not "U" ? gender : null,
        Addresses = patient.Addresses.Select(AddressKey.Of).Where(address => !address.IsEmpty).Distinct().ToValueList(),
        Telecoms = patient.Telecoms.Concat(patient.BusinessTelecoms).Select(ComparisonKey.OfTelecom).Where(key => key.Length > 0).Distinct().ToValueList(),
        Mother = patient.MothersMaidenName is { } mother ? NameKey.Of(mother) : null,
        Account = AccountOf(patient.AccountNumber),
    };

    /// <summary>The key of an account number, CX as written.</summary>
    public static string? AccountOf(string? text) => ComparisonKey.Of(text?.Split('^')[0]) is { Length: > 0 } key ? key : null;
}

/// <summary>The days, YYYYMMDD, that a birth time can mean; 1980 means all of that year.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day; a month is taken to have 31, since days are only compared.</param>
internal sealed record BirthDays(string From, string To)
{
    /// <summary>Whether the day is known.</summary>
    public bool IsExact => From == To;

    /// <summary>The days that a time can mean; null when it is none. Time of day and zone are not looked at: a birth day is a local date.</summary>
    public static BirthDays? Of(Hl7Time time)
    {
        var digits = string.Concat((time.Text ?? "").TakeWhile(char.IsAsciiDigit));
        if (digits.Length is < 4 or 5 or 7) return null;
        var day = new Hl7Time(digits[..Math.Min(digits.Length, 8)]);
        return day.IsValid ? new(day.Earliest[..8], day.Text + "1231"[(day.Text.Length - 4)..]) : null;
    }

    /// <summary>Whether both can mean the same day.</summary>
    public bool Overlaps(BirthDays other) =>
        string.CompareOrdinal(From, other.To) <= 0 && string.CompareOrdinal(other.From, To) <= 0;
}
