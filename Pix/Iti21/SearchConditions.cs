using Dapper;
using IheNode.Core;

namespace IheNode.Pix;

/// <summary>
/// The conditions of a demographics query as SQL on the key columns of <c>pix_record r</c>; a text that ends in <c>*</c> is a prefix. Every value is a
/// parameter.
/// </summary>
internal sealed class SearchConditions
{
    private readonly List<string> _conditions = [];

    /// <summary>The values of the parameters.</summary>
    public DynamicParameters Parameters { get; } = new();

    /// <summary>What is wrong with the query.</summary>
    public List<PatientError> Errors { get; } = [];

    /// <summary>Whether anything is asked at all.</summary>
    public bool Any => _conditions.Count > 0;

    /// <summary>All conditions, which must hold together.</summary>
    public string Sql => string.Join("\n  AND ", _conditions);

    public void Add(string condition) => _conditions.Add(condition);

    /// <summary>Adds a parameter and gives the name by which SQL refers to it.</summary>
    public string Value(object value)
    {
        var name = $"p{Parameters.ParameterNames.Count()}";
        Parameters.Add(name, value);
        return "@" + name;
    }

    /// <summary>Any of these names, each in any of its writings; suffix and prefix are not compared.</summary>
    public void AddNames(ValueList<PersonName> names, bool loosely)
    {
        var alternatives = names.Select(name => NameCondition(name, loosely)).OfType<string>().ToList();
        if (alternatives.Count > 0)
            Add($"r.record_id IN (SELECT n.record_id FROM pix_name n WHERE ({string.Join(") OR (", alternatives)}))");
    }

    public void AddMother(PersonName? mother, bool loosely)
    {
        if (mother is null) return;
        var parts = new List<string>();
        AddPart(parts, "r.mother_family_key", ComparisonKey.Of(mother.Family), loosely);
        AddPart(parts, "r.mother_given_key", ComparisonKey.Of(mother.Given), loosely);
        if (parts.Count > 0) Add(string.Join(" AND ", parts));
    }

    /// <summary>Birth days wholly within these bounds, each inclusive at its own precision.</summary>
    public void AddBirth(Hl7Time? from, Hl7Time? to)
    {
        if (Days(from) is { } first) Add($"r.birth_from >= {Value(first.From)}");
        if (Days(to) is { } last) Add($"r.birth_to <= {Value(last.To)} AND r.birth_from <= {Value(last.To)}");
    }

    /// <summary>The parts of an address; where a source keeps the whole address in one line, the parts together are what it begins with.</summary>
    public void AddAddress(PersonAddress? address)
    {
        if (address is null) return;
        var key = AddressKey.Of(address);
        var parts = new List<string>();
        AddPart(parts, "a.street_key", key.Street, false);
        AddPart(parts, "a.city_key", key.City, false);
        AddPart(parts, "a.state_key", key.State, false);
        var line = new List<string>();
        // Without a street the rest of the line is open.
        if (parts.Count > 0 && !key.Whole.TrimEnd('*').Contains('*', StringComparison.Ordinal))
            AddPart(line, "a.whole_key", key.Whole, key.Street.Length == 0);
        var place = parts.Count == 0 ? "" : $"(({string.Join(" AND ", parts)}){string.Concat(line.Select(whole => $" OR ({whole})"))})";
        var rest = new List<string>();
        AddPart(rest, "a.postal_key", PostalKey(address.PostalCode), false);
        AddPart(rest, "a.country_key", key.Country, false);
        if (place.Length > 0) rest.Insert(0, place);
        if (rest.Count > 0) Add($"r.record_id IN (SELECT a.record_id FROM pix_address a WHERE {string.Join(" AND ", rest)})");
    }

    public void AddTelecom(string? telecom)
    {
        if (string.IsNullOrWhiteSpace(telecom)) return;
        var key = ComparisonKey.OfTelecom(telecom);
        if (key.Length == 0)
        {
            Errors.Add(new(102, "The telecommunication address asked for is neither a number nor a mail address."));
            return;
        }

        if (telecom.TrimEnd().EndsWith('*') && !key.EndsWith('*')) key += "*";
        var parts = new List<string>();
        AddPart(parts, "t.telecom_key", key, false);
        Add($"r.record_id IN (SELECT t.record_id FROM pix_telecom t WHERE {parts[0]})");
    }

    /// <summary>One column that equals a key or begins with it.</summary>
    public void AddPart(List<string> parts, string column, string key, bool prefix)
    {
        var text = key.TrimEnd('*');
        if (text.Contains('*', StringComparison.Ordinal))
            Errors.Add(new(102, "A wildcard can only stand at the end of a text."));
        else if (text.Length > 0)
            parts.Add(prefix || text.Length < key.Length ? $"{column} >= {Value(text)} AND {column} < {Value(ComparisonKey.After(text))}" : $"{column} = {Value(text)}");
    }

    private string? NameCondition(PersonName name, bool loosely)
    {
        var (family, given) = (ComparisonKey.Of(name.Family), ComparisonKey.Of(name.Given));
        var exact = !loosely && !family.EndsWith('*') && !given.EndsWith('*');
        var parts = new List<string>();
        if (exact && family.Length > 0)
        {
            // Some sources keep the whole name as family name.
            parts.Add(given.Length == 0
                ? $"(n.family_key = {Value(family)} OR n.full_key = {Value(family)})"
                : $"n.full_key = {Value(family + given)} AND (n.family_key = {Value(family)} OR n.given_key = '')");
            if ((family + given).Contains('*', StringComparison.Ordinal)) Errors.Add(new(102, "A wildcard can only stand at the end of a text."));
        }
        else
        {
            AddPart(parts, "n.family_key", family, loosely);
            AddPart(parts, "n.given_key", given, loosely);
        }

        AddPart(parts, "n.middle_key", ComparisonKey.Of(name.Middle), loosely);
        return parts.Count == 0 ? null : string.Join(" AND ", parts);
    }

    private BirthDays? Days(Hl7Time? time)
    {
        if (time is not { Text.Length: > 0 } given) return null;
        var days = BirthDays.Of(given);
        if (days is null) Errors.Add(new(102, "The birth time asked for is not a date of the form YYYY[MM[DD]]."));
        return days;
    }

    private static string PostalKey(string? postal) =>
        string.Concat(ComparisonKey.Of(postal).Where(c => char.IsLetterOrDigit(c) || c == '*'));
}
