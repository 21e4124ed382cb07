namespace IheNode.Core;

/// <summary>The PID segment (<c>ITI TF-2 3.8.4.1.2.3</c>, <c>3.21.4.2.2.5</c>).</summary>
public static class Er7Patient
{
    /// <summary>
    /// PID to patient. Ids keep CX.4 as received; <c>""</c>, which asks to delete a value, stays as that text (as family name, as street) and never becomes an id.
    /// </summary>
    /// <param name="pid">The segment.</param>
    /// <param name="errors">Takes what is wrong with it.</param>
    public static Patient Read(Er7Segment pid, ICollection<Er7Error> errors)
    {
        var ids = pid.Repetitions(3).Select(Er7Person.ReadId).OfType<PatientId>().ToValueList();
        if (ids.Count == 0) errors.Add(new(101, "PID-3 (patient identifier) is missing.", "PID^1^3"));
        var gender = pid.Text(8).Trim();
        if (gender is not ("" or "M" or "F" or "O" or "U" or "A" or "N" or Er7Text.Deletion))
            errors.Add(new(103, "PID-8 (administrative sex) is none of M, F, O, U, A, N.", "PID^1^8"));
        var telecoms = pid.Repetitions(13).ToLookup(Er7Person.IsAtWork);
        return new Patient
        {
            Ids = ids,
            Names = pid.Repetitions(5).Select(Er7Person.ReadName).OfType<PersonName>().ToValueList(),
            MothersMaidenName = pid.Repetitions(6).Select(Er7Person.ReadName).OfType<PersonName>().FirstOrDefault(),
            BirthTime = BirthTime(pid, errors),
            Gender = OrNull(gender),
            Addresses = pid.Repetitions(11).Select(Er7Person.ReadAddress).OfType<PersonAddress>().ToValueList(),
            Telecoms = telecoms[false].Select(Er7Person.ReadTelecom).OfType<string>().Distinct().ToValueList(),
            BusinessTelecoms = telecoms[true].Concat(pid.Repetitions(14)).Select(Er7Person.ReadTelecom).OfType<string>().Distinct().ToValueList(),
            Language = OrNull(pid.Text(15)),
            MaritalStatus = OrNull(pid.Text(16)),
            AccountNumber = OrNull(pid.Field(18)),
            MothersId = pid.Repetitions(21).Select(Er7Person.ReadId).FirstOrDefault(),
        };
    }

    /// <summary>Patient to PID.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="setId">PID-1, one-based; null = none.</param>
    public static Er7Segment Write(Patient patient, string? setId = null)
    {
        var fields = new string?[21];
        fields[0] = setId;
        fields[2] = Repeat(patient.Ids, id => Er7Person.WriteId(id.Text));
        fields[4] = Repeat(patient.Names, name => name.Family == Er7Text.Deletion ? name.Family : Er7Person.WriteName(name));
        fields[5] = patient.MothersMaidenName is { } maiden ? Er7Person.WriteName(maiden) : null;
        fields[6] = Er7Text.Escape(patient.BirthTime?.Text);
        fields[7] = Er7Text.Escape(patient.Gender);
        fields[10] = Repeat(patient.Addresses, Er7Person.WriteAddress);
        fields[12] = Repeat(patient.Telecoms, telecom => Er7Person.WriteTelecom(telecom));
        fields[13] = Repeat(patient.BusinessTelecoms, telecom => Er7Person.WriteTelecom(telecom, "WPN"));
        fields[14] = Er7Text.Escape(patient.Language);
        fields[15] = Er7Text.Escape(patient.MaritalStatus);
        fields[17] = Er7Person.WriteId(patient.AccountNumber);
        fields[20] = Er7Person.WriteId(patient.MothersId?.Text);
        return Er7Segment.Of("PID", fields);
    }

    private static Hl7Time? BirthTime(Er7Segment pid, ICollection<Er7Error> errors)
    {
        try
        {
            return Er7Person.ReadTime(pid.Text(7).Trim());
        }
        catch (FormatException fault)
        {
            errors.Add(new(102, $"PID-7 (date of birth) is {fault.Message}.", "PID^1^7"));
            return null;
        }
    }

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static string Repeat<T>(ValueList<T> items, Func<T, string> write) => string.Join('~', items.Select(write));
}
