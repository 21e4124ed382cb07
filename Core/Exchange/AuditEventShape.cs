namespace IheNode.Core;

/// <summary>What is fixed about a transaction's audit messages: DICOM EventID code and EventActionCode for the sending and the receiving side.</summary>
/// <param name="SenderEventId">110106 Export, 110107 Import, 110110 Patient Record, 110112 Query.</param>
/// <param name="ReceiverEventId">The same for the receiver.</param>
/// <param name="SenderAction">C, R, U, D or E.</param>
/// <param name="ReceiverAction">C, R, U, D or E.</param>
/// <param name="SourceIsResponder">Whether the data flow from the responder to the requester, as in ITI-43 and 39, so that the roles swap.</param>
public sealed record AuditEventShape(string SenderEventId, string ReceiverEventId, char SenderAction, char ReceiverAction, bool SourceIsResponder = false)
{
    /// <summary>A query: 110112, E on both sides.</summary>
    public static AuditEventShape Query { get; } = new("110112", "110112", 'E', 'E');

    /// <summary>Data given and taken: Export R, Import C.</summary>
    public static AuditEventShape Provide { get; } = new("110106", "110107", 'R', 'C');

    /// <summary>Metadata changed: Export U, Import U (<c>ITI TF-2 3.57.7.1</c>).</summary>
    public static AuditEventShape Update { get; } = new("110106", "110107", 'U', 'U');

    /// <summary>Documents fetched: the responder exports (R), the requester imports (C).</summary>
    public static AuditEventShape Retrieve { get; } = new("110107", "110106", 'C', 'R', SourceIsResponder: true);

    /// <summary>A patient record created; merges and updates override the action per record.</summary>
    public static AuditEventShape PatientRecord { get; } = new("110110", "110110", 'C', 'C');

    /// <summary>A part of a patient record removed.</summary>
    public static AuditEventShape PatientRecordRemoval { get; } = new("110110", "110110", 'D', 'D');
}
