using IheNode.Core;

namespace IheNode.Platform;

/// <summary>One event as an audit message tells it (DICOM PS3.15 A.5.1).</summary>
public sealed record AuditEvent
{
    /// <summary>EventID.</summary>
    public required AuditCode Id { get; init; }

    /// <summary>EventTypeCode, such as the transaction.</summary>
    public ValueList<AuditCode> Types { get; init; }

    /// <summary>EventActionCode: C, R, U, D or E.</summary>
    public required char Action { get; init; }

    /// <summary>When it happened; written in UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>0 success, 4 minor, 8 serious, 12 major failure.</summary>
    public int Outcome { get; init; }

    /// <summary>Error codes and the like; never patient data.</summary>
    public string? OutcomeDescription { get; init; }

    /// <summary>Who took part; at least one.</summary>
    public required ValueList<AuditParticipant> Participants { get; init; }

    /// <summary>What it was about.</summary>
    public ValueList<AuditEventObject> Objects { get; init; }
}

/// <summary>A coded value of an audit message.</summary>
/// <param name="Code">csd-code.</param>
/// <param name="System">codeSystemName.</param>
/// <param name="Name">originalText.</param>
public sealed record AuditCode(string Code, string System, string Name)
{
    /// <summary>A code of DICOM's own dictionary; its name comes from there.</summary>
    public static AuditCode Dicom(string code) => new(code, "DCM", code switch
    {
        "110100" => "Application Activity",
        "110101" => "Audit Log Used",
        "110106" => "Export",
        "110107" => "Import",
        "110108" => "Network Entry",
        "110110" => "Patient Record",
        "110112" => "Query",
        "110113" => "Security Alert",
        "110114" => "User Authentication",
        "110120" => "Application Start",
        "110121" => "Application Stop",
        "110126" => "Node Authentication",
        "110129" => "Security Configuration",
        "110150" => "Application",
        "110151" => "Application Launcher",
        "110152" => "Destination Role ID",
        "110153" => "Source Role ID",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Not a DICOM audit code that IheNode writes."),
    });

    /// <summary>The code of a transaction.</summary>
    public static AuditCode Of(Transaction transaction) => new(transaction.Id, "IHE Transactions", transaction.Name);
}

/// <summary>An ActiveParticipant.</summary>
/// <param name="UserId">A URI, <c>facility|application</c>, or whatever names it.</param>
/// <param name="IsRequestor">Whether it asked for the event.</param>
/// <param name="Role">RoleIDCode.</param>
/// <param name="AlternativeUserId">Process id; only on one's own side.</param>
/// <param name="UserName">Who that is, for people.</param>
/// <param name="NetworkAccessPoint">IP address or host name.</param>
public sealed record AuditParticipant(
    string UserId, bool IsRequestor, AuditCode Role, string? AlternativeUserId = null, string? UserName = null, string? NetworkAccessPoint = null);

/// <summary>A ParticipantObjectIdentification.</summary>
/// <param name="Id">ParticipantObjectID.</param>
/// <param name="IdType">ParticipantObjectIDTypeCode.</param>
/// <param name="Type">1 person, 2 system object, 3 organisation, 4 other.</param>
/// <param name="Role">1 patient, 3 report, 13 security resource, 20 job, 24 query.</param>
/// <param name="Query">The query as text; written base64-encoded.</param>
/// <param name="Details">Pairs of type and plain value; the value is written base64-encoded.</param>
public sealed record AuditEventObject(
    string Id, AuditCode IdType, int Type, int Role, string? Query = null, ValueList<KeyValuePair<string, string>> Details = default)
{
    /// <summary>ParticipantObjectDataLifeCycle; null = none is told.</summary>
    public int? LifeCycle { get; init; }
}
