namespace IheNode.Core;

/// <summary>The demographics and identifiers of one person at one source, as PID, PRPA_MT201301 and the like carry them.</summary>
public sealed record Patient
{
    /// <summary>Identifiers, each with its assigning authority.</summary>
    public ValueList<PatientId> Ids { get; init; }

    /// <summary>Names: the same name may stand in kanji, kana and romaji.</summary>
    public ValueList<PersonName> Names { get; init; }

    /// <summary>Birth date, as HL7 time.</summary>
    public Hl7Time? BirthTime { get; init; }

    /// <summary>Administrative gender: M, F, O, U, A or N (HL7 table 0001).</summary>
    public string? Gender { get; init; }

    /// <summary>Addresses.</summary>
    public ValueList<PersonAddress> Addresses { get; init; }

    /// <summary>Telephone numbers and mail addresses at home and on the way (PID-13), as written.</summary>
    public ValueList<string> Telecoms { get; init; }

    /// <summary>Telephone numbers and mail addresses at work (PID-14, use WPN or WP), as written.</summary>
    public ValueList<string> BusinessTelecoms { get; init; }

    /// <summary>Mother's maiden name.</summary>
    public PersonName? MothersMaidenName { get; init; }

    /// <summary>Account number (PID-18), CX as written.</summary>
    public string? AccountNumber { get; init; }

    /// <summary>Primary language (PID-15), such as ja.</summary>
    public string? Language { get; init; }

    /// <summary>Marital status (PID-16, HL7 table 0002).</summary>
    public string? MaritalStatus { get; init; }

    /// <summary>The mother's identifier (PID-21), of a newborn.</summary>
    public PatientId? MothersId { get; init; }
}

/// <summary>How a Japanese name is written (HL7 table 0465; v3 uses IDE, SYL, ABC).</summary>
public enum NameRepresentation
{
    /// <summary>Not said.</summary>
    Unspecified,

    /// <summary>Kanji: I, IDE.</summary>
    Ideographic,

    /// <summary>Kana: P, SYL.</summary>
    Phonetic,

    /// <summary>Romaji: A, ABC.</summary>
    Alphabetic,
}

/// <summary>One form of a name.</summary>
/// <param name="Family">Family name.</param>
/// <param name="Given">Given name.</param>
/// <param name="Representation">Its writing.</param>
/// <param name="Middle">Second and further given names.</param>
/// <param name="Type">Name type (HL7 table 0200), such as L for legal.</param>
public sealed record PersonName(
    string Family, string Given, NameRepresentation Representation = NameRepresentation.Unspecified, string? Middle = null, string? Type = null)
{
    /// <summary>Suffix such as JR.</summary>
    public string? Suffix { get; init; }

    /// <summary>Prefix such as DR.</summary>
    public string? Prefix { get; init; }
}

/// <summary>An address.</summary>
/// <param name="Street">Street address; in Japan often the whole address.</param>
/// <param name="City">City.</param>
/// <param name="State">State or prefecture.</param>
/// <param name="PostalCode">Postal code.</param>
/// <param name="Country">Country.</param>
public sealed record PersonAddress(string? Street = null, string? City = null, string? State = null, string? PostalCode = null, string? Country = null)
{
    /// <summary>Second line (XAD.2).</summary>
    public string? OtherDesignation { get; init; }

    /// <summary>Address type (HL7 table 0190).</summary>
    public string? Type { get; init; }
}
