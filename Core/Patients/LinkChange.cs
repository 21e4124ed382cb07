namespace IheNode.Core;

/// <summary>The person to whom an id of a local domain belongs has another id of the affinity domain now, or two ids of a local domain became one: ITI-64.</summary>
/// <param name="Current">The id of the affinity domain that is right now (new XAD-PID).</param>
/// <param name="Previous">The one under which documents were registered (previous XAD-PID); the same where only local ids became one.</param>
/// <param name="Local">The local id, which stands in documents as sourcePatientId.</param>
/// <param name="SubsumedLocal">The local id that was merged into it.</param>
public sealed record LinkChange(PatientId Current, PatientId Previous, PatientId Local, PatientId? SubsumedLocal = null)
{
    /// <summary>OID of the PIX manager (MSH-3), which becomes the sourceId of what the registry writes.</summary>
    public string SourceId { get; init; } = "";

    /// <summary>MSH-10, for audit.</summary>
    public string MessageId { get; init; } = "";
}

/// <summary>The outcome of a link change.</summary>
/// <param name="Errors">Empty when it was accepted.</param>
/// <param name="SubmissionSet">entryUUID of the set that records the change; null when nothing had to change.</param>
public sealed record LinkChangeResponse(ValueList<PatientError> Errors = default, string? SubmissionSet = null)
{
    /// <summary>Whether it was accepted.</summary>
    public bool Accepted => Errors.Count == 0;
}
