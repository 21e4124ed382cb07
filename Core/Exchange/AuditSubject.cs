namespace IheNode.Core;

/// <summary>What one exchange was about, in the standard's terms (<c>ITI TF-2</c> audit sections, DICOM PS3.15 A.5).</summary>
public sealed record AuditSubject
{
    /// <summary>The records to write: usually one; two for PartialSuccess (one success, one failure) and for merges (D and U).</summary>
    public ValueList<AuditRecord> Records { get; init; } = [new()];
}

/// <summary>One audit message of an exchange.</summary>
public sealed record AuditRecord
{
    /// <summary>0 success, 4 minor, 8 serious, 12 major failure.</summary>
    public int Outcome { get; init; }

    /// <summary>Error codes and the like; never patient data.</summary>
    public string? OutcomeDescription { get; init; }

    /// <summary>EventActionCode where it differs from the transaction's.</summary>
    public char? Action { get; init; }

    /// <summary>Patients, submission set, query and documents.</summary>
    public ValueList<AuditObject> Objects { get; init; }
}

/// <summary>The kinds of ParticipantObject that IHE audit messages carry.</summary>
public enum AuditObjectKind
{
    /// <summary>Patient: type 1, role 1, id = CX.</summary>
    Patient,

    /// <summary>Submission set: type 2, role 20, id = uniqueId.</summary>
    SubmissionSet,

    /// <summary>Query: type 2, role 24, with the query itself.</summary>
    Query,

    /// <summary>Document: type 2, role 3, id = uniqueId.</summary>
    Document,

    /// <summary>Any object of the registry: type 2, role 3, id = entryUUID.</summary>
    RegistryObject,
}

/// <summary>One ParticipantObject.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its identifier.</param>
/// <param name="Query">The query as text, for <see cref="AuditObjectKind.Query"/>; written base64-encoded.</param>
/// <param name="Details">Pairs of detail type and plain value; the value is written base64-encoded.</param>
public sealed record AuditObject(AuditObjectKind Kind, string Id, string? Query = null, ValueList<KeyValuePair<string, string>> Details = default)
{
    /// <summary>ParticipantObjectDataLifeCycle, such as 1 (origination) and 14 (logical deletion); null where the transaction says nothing of it.</summary>
    public int? LifeCycle { get; init; }
}
