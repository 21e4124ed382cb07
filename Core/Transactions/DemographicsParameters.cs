namespace IheNode.Core;

/// <summary>QPD-3 of ITI-21: repetitions of <c>@PID.field[.component[.subcomponent]]^value</c> (<c>ITI TF-2 3.21.4.1.2.2</c>).</summary>
internal static class DemographicsParameters
{
    private static readonly Dictionary<int, int> Components = new() { [3] = 4, [5] = 8, [6] = 8, [7] = 1, [8] = 1, [11] = 8, [13] = 12, [18] = 4 };

    /// <summary>Reads the parameters; a parameter that is not supported is an error, since to pass it over would find too many people.</summary>
    public static PatientDemographicsQuery Read(Er7Segment definition, List<Er7Error> errors)
    {
        var repetitions = definition.Repetitions(3);
        var fields = new Dictionary<int, List<ParameterGroup>>();
        for (var i = 0; i < repetitions.Count; i++) Add(repetitions[i], i + 1, fields, errors);
        if (definition.Name.Length > 0 && repetitions.Count == 0) errors.Add(new(101, "QPD-3 (demographics) is missing.", "QPD^1^3"));

        List<ParameterGroup> Of(int field) => fields.TryGetValue(field, out var groups) ? groups : [];
        foreach (var group in Of(3)) CheckId(group, errors);
        var names = Of(5).Select(group => NameOf(group, errors)).ToList();
        var born = Of(7).Select(group => TimeOf(group, errors)).FirstOrDefault();
        return new()
        {
            Ids = Of(3).Select(group => Er7Person.ReadId(group.Raw)).OfType<PatientId>().ToValueList(),
            Names = names.Select(name => name.Name).OfType<PersonName>().ToValueList(),
            FuzzyNames = names.Any(name => name.Fuzzy),
            MothersMaidenName = Of(6).Select(group => Er7Person.ReadName(group.Raw)).FirstOrDefault(),
            BirthTimeFrom = born,
            BirthTimeTo = born,
            Gender = Of(8).Select(group => Er7Text.Value(group.Raw, 1)).FirstOrDefault(),
            Address = Of(11).Select(group => Er7Person.ReadAddress(group.Raw)).FirstOrDefault(),
            Telecom = Of(13).Select(group => Er7Person.ReadTelecom(group.Raw)).FirstOrDefault(),
            AccountNumber = Of(18).Select(group => group.Raw).FirstOrDefault(),
        };
    }

    /// <summary>Writes the parameters of a query as the repetitions of QPD-3.</summary>
    public static string Write(PatientDemographicsQuery query)
    {
        var result = new List<string>();
        void Field(int field, string raw)
        {
            var components = raw.Split('^');
            for (var i = 0; i < components.Length; i++)
            {
                var parts = components[i].Split('&');
                for (var j = 0; j < parts.Length; j++)
                {
                    if (parts[j].Length == 0) continue;
                    var path = (field, i) switch
                    {
                        (7 or 8, _) => $"{field}",
                        (5 or 6, 0) => $"{field}.1.1",
                        (3 or 18, 3) => $"{field}.4.{j + 1}",
                        _ => $"{field}.{i + 1}",
                    };
                    result.Add($"@PID.{path}^{parts[j]}");
                }
            }
        }

        foreach (var id in query.Ids) Field(3, Er7Person.WriteId(id.Text));
        foreach (var name in query.Names)
        {
            string Part(string text) => query.FuzzyNames && text.Length > 0 ? text + "*" : text;
            Field(5, Er7Person.WriteName(name with { Family = Part(name.Family), Given = Part(name.Given), Type = name.Type ?? "" }));
        }

        if (query.MothersMaidenName is { } maiden) Field(6, Er7Person.WriteName(maiden with { Type = maiden.Type ?? "" }));
        if (query.BirthTimeFrom is { } born) Field(7, Er7Text.Escape(born.Text));
        if (query.Gender is { } gender) Field(8, Er7Text.Escape(gender));
        if (query.Address is { } address) Field(11, Er7Person.WriteAddress(address));
        if (query.Telecom is { } telecom) Field(13, Er7Text.Escape(telecom));
        if (query.AccountNumber is { } account) Field(18, Er7Person.WriteId(account));
        return string.Join('~', result);
    }

    private static void Add(string repetition, int position, Dictionary<int, List<ParameterGroup>> fields, List<Er7Error> errors)
    {
        var location = $"QPD^1^3^{position}";
        var path = Er7Text.Value(repetition, 1).Trim().Split('.');
        var numbers = path.Skip(1).Select(part => int.TryParse(part, out var number) && number > 0 ? number : 0).ToList();
        if (path[0] != "@PID" || numbers.Count is 0 or > 3 || numbers.Contains(0) || !Components.TryGetValue(numbers[0], out var components)
            || numbers.ElementAtOrDefault(1) > components)
        {
            errors.Add(new(103, $"{Er7Text.Escape(string.Join('.', path))} is not a parameter that can be searched by.", location));
            return;
        }

        var value = repetition.IndexOf('^', StringComparison.Ordinal) is >= 0 and var end ? repetition[(end + 1)..] : "";
        if (value.Length == 0) return;
        if (numbers.Count > 1 && value.AsSpan().IndexOfAny('^', '&') >= 0)
        {
            errors.Add(new(102, $"{string.Join('.', path)} must have one value.", location));
            return;
        }

        if (!fields.TryGetValue(numbers[0], out var groups)) fields.Add(numbers[0], groups = []);
        ParameterGroup.Set(groups, location, numbers.Skip(1).ToList(), value);
        if (groups.Count > 1 && numbers[0] is not (3 or 5))
            errors.Add(new(102, $"@PID.{numbers[0]} stands twice; of several values only one can hold.", location));
    }

    // An id means something only within its domain, and a domain alone is not a search (ITI TF-2 3.21.4.1.2.2.2).
    private static void CheckId(ParameterGroup group, List<Er7Error> errors)
    {
        if (Er7Text.Value(group.Raw, 1).Length == 0) errors.Add(new(101, "@PID.3.4 needs @PID.3.1 with it.", group.Location));
        if (Er7Person.ReadDomain(group.Raw).Length == 0) errors.Add(new(101, "@PID.3.1 needs @PID.3.4 with it.", group.Location));
    }

    private static (PersonName? Name, bool Fuzzy) NameOf(ParameterGroup group, List<Er7Error> errors)
    {
        if (Er7Person.ReadName(group.Raw) is not { } name) return (null, false);
        string[] parts = [name.Family, name.Given, name.Middle ?? ""];
        if (parts.Any(part => part.TrimEnd('*').Contains('*', StringComparison.Ordinal)))
            errors.Add(new(102, "In a name * may stand at the end only.", group.Location));
        name = name with { Family = name.Family.TrimEnd('*'), Given = name.Given.TrimEnd('*'), Middle = name.Middle?.TrimEnd('*') };
        var empty = name is { Family: "", Given: "", Middle: null or "", Suffix: null, Prefix: null };
        return (empty ? null : name, !empty && parts.Any(part => part.EndsWith('*')));
    }

    private static Hl7Time? TimeOf(ParameterGroup group, List<Er7Error> errors)
    {
        try
        {
            return Er7Person.ReadTime(Er7Text.Value(group.Raw, 1).Trim());
        }
        catch (FormatException fault)
        {
            errors.Add(new(102, $"@PID.7 is {fault.Message}.", group.Location));
            return null;
        }
    }
}
