using IheNode.Core;

namespace IheNode.Registry;

/// <summary>How a parameter's values are compared with what is registered.</summary>
internal enum Comparison
{
    /// <summary>The patient's id; decides which rows are looked at.</summary>
    Patient,

    /// <summary>availabilityStatus; unknown values are dropped.</summary>
    Status,

    /// <summary>objectType of an entry; stable when absent.</summary>
    EntryType,

    /// <summary>The column is one of the codes.</summary>
    Code,

    /// <summary>An item of the column's list is one of the codes.</summary>
    EachCode,

    /// <summary>The time is not before the value.</summary>
    From,

    /// <summary>The time is before the value.</summary>
    Until,

    /// <summary>An item of the column's list is like one of the values.</summary>
    Like,

    /// <summary>The column is one of the values.</summary>
    Text,

    /// <summary>entryUUIDs of the objects asked for.</summary>
    EntryUuid,

    /// <summary>uniqueIds of the objects asked for.</summary>
    UniqueId,

    /// <summary>logicalIDs of the objects asked for.</summary>
    LogicalId,

    /// <summary>associationType URNs.</summary>
    AssociationType,

    /// <summary>availabilityStatus of the associations that are shown and followed.</summary>
    AssociationStatus,

    /// <summary>documentAvailability of an entry; Online when absent.</summary>
    Availability,

    /// <summary>How much of what Metadata Update leaves behind may be shown: 1 or 2.</summary>
    MetadataLevel,
}

/// <summary>A parameter of a stored query.</summary>
/// <param name="Name">With its <c>$</c>.</param>
/// <param name="Comparison">What its values are compared with.</param>
/// <param name="Kind">The kind of object that it restricts.</param>
/// <param name="Column">The column that it restricts.</param>
internal sealed record Parameter(string Name, Comparison Comparison, ObjectKind Kind, string Column = "")
{
    /// <summary>Whether the query fails without it.</summary>
    public bool Required { get; init; }

    /// <summary>Whether it may have several values.</summary>
    public bool Multiple { get; init; }

    /// <summary>Whether its Slot may stand several times, each a further condition.</summary>
    public bool Repeatable { get; init; }

    /// <summary>The SQL condition on <c>o</c> under which the parameter does not decide; null when it always does.</summary>
    public string? Undecided { get; init; }
}

/// <summary>A step of a query: finds objects and adds them to the answer.</summary>
internal delegate Task QueryStep(QueryRun run);

/// <summary>A stored query as it is declared (<c>ITI TF-2 3.18.4.1.2.3.7</c>).</summary>
/// <param name="Id">Its UUID, <c>urn:uuid:…</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its parameters; others are ignored.</param>
/// <param name="Steps">How the answer is found.</param>
internal sealed record StoredQuery(string Id, string Name, ValueList<Parameter> Parameters, params ValueList<QueryStep> Steps)
{
    /// <summary>Whether whole objects may be given only when all belong to one patient (<c>ITI TF-3 Table 4.2.4.1-2</c>).</summary>
    public bool SinglePatient { get; init; }

    /// <summary>Parameters of which at least one must be given (<c>ITI TF-2 3.51.4.1.2.1</c>).</summary>
    public ValueList<string> Selectors { get; init; }
}
