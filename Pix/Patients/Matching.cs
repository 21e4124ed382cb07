namespace IheNode.Pix;

/// <summary>
/// Decides whether two records are the same person, by exact identity of key data. Precision comes first: name, birth date and gender alone are shared by
/// too many people, so something independent of them has to agree too.
/// </summary>
internal static class Matching
{
    /// <summary>Whether birth day, gender (where both are known), the name and at least one of telephone, mail and address agree.</summary>
    public static bool SamePerson(PatientKeys one, PatientKeys other) =>
        one.Birth is { IsExact: true } birth && birth == other.Birth
        && !Contradict(one, other) && NamesAgree(one, other) && SomethingIndependentAgrees(one, other);

    /// <summary>Whether the records cannot be one person: their birth times exclude each other, or their genders differ.</summary>
    public static bool Contradict(PatientKeys one, PatientKeys other) =>
        (one.Birth is { } birth && other.Birth is { } otherBirth && !birth.Overlaps(otherBirth))
        || (one.Gender is { } gender && other.Gender is { } otherGender && gender != otherGender);

    /// <summary>
    /// Whether a source may be believed that says that both are one person, since it sends both ids for one patient: nothing contradicts and, where both have
    /// names, some part of a name is the same. What another source gave needs a birth time on both sides too.
    /// </summary>
    public static bool MayBeSamePerson(PatientKeys one, PatientKeys other, bool ofOneSource) =>
        !Contradict(one, other) && (ofOneSource || (one.Birth is not null && other.Birth is not null))
        && (one.Names.Count == 0 || other.Names.Count == 0 || one.Names.Any(name => other.Names.Any(name.Resembles)));

    private static bool NamesAgree(PatientKeys one, PatientKeys other)
    {
        // Where both give the reading, it decides: one kanji name can be read as two people's names.
        var onlyKana = one.Names.Any(IsReading) && other.Names.Any(IsReading);
        return one.Names.Any(name => (!onlyKana || IsReading(name)) && other.Names.Any(name.Agrees));
    }

    private static bool IsReading(NameKey name) => name is { IsKana: true, IsWhole: true };

    private static bool SomethingIndependentAgrees(PatientKeys one, PatientKeys other) =>
        one.Telecoms.Any(key => TellsPeopleApart(key) && other.Telecoms.Contains(key))
        || one.Addresses.Any(address => address.IsWhole && other.Addresses.Any(o => o.Whole == address.Whole));

    // 0000000000 and the like are typed where no number is known.
    private static bool TellsPeopleApart(string telecom) => telecom.Length >= 7 && telecom.Distinct().Count() > 2;
}
