namespace IheNode.Core;

/// <summary>What transactions put into their audit messages (<c>ITI TF-2</c> audit section of each; DICOM PS3.15 A.5).</summary>
internal static class AuditSubjects
{
    private const int Success = 0;
    private const int MinorFailure = 4;
    private const int SeriousFailure = 8;
    private const int MajorFailure = 12;
    private const string NoResponse = "No response was made.";

    /// <summary>A submission: the patient and the submission set, as far as they are given.</summary>
    public static AuditSubject OfSubmission(SubmitObjectsRequest request, RegistryResponse? response)
    {
        var objects = new List<AuditObject>();
        foreach (var set in request.Objects.SubmissionSets)
        {
            if (set.PatientId is { } patient) objects.Add(new(AuditObjectKind.Patient, patient.Text));
            if (set.UniqueId is { } uniqueId) objects.Add(new(AuditObjectKind.SubmissionSet, uniqueId));
        }
        return new() { Records = Outcomes(response?.Status, response?.Errors ?? []).Select(r => r with { Objects = objects.ToValueList() }).ToValueList() };
    }

    /// <summary>A document that is given or removed, with its repository and, where it is known, its community.</summary>
    public static AuditObject OfDocument(DocumentRequest document) => new(AuditObjectKind.Document, document.DocumentUniqueId, Details:
        document.HomeCommunityId is { } home
            ? [new("Repository Unique ID", document.RepositoryUniqueId), new("ihe:homeCommunityID", home)]
            : [new("Repository Unique ID", document.RepositoryUniqueId)]);

    /// <summary>The record of a patient transaction without its objects; null errors = no response was made.</summary>
    public static AuditRecord Outcome(ValueList<PatientError>? errors) => new()
    {
        Outcome = errors is null ? SeriousFailure : errors.Value.Count > 0 ? MinorFailure : Success,
        OutcomeDescription = errors is null ? NoResponse : errors.Value.Count > 0 ? string.Join(", ", errors.Value.Select(e => e.Code).Distinct()) : null,
    };

    /// <summary>The records of an exchange without their objects: one, or one of success and one of failure for a PartialSuccess.</summary>
    public static IEnumerable<AuditRecord> Outcomes(ResponseStatus? status, ValueList<XdsError> errors)
    {
        if (status is ResponseStatus.Success or ResponseStatus.PartialSuccess) yield return new() { Outcome = Success };
        if (status is ResponseStatus.Success) yield break;
        yield return new()
        {
            Outcome = status switch { ResponseStatus.PartialSuccess => MinorFailure, ResponseStatus.Failure => SeriousFailure, _ => MajorFailure },
            OutcomeDescription = status is null ? NoResponse : string.Join(", ", errors.Select(e => e.Code).Distinct()),
        };
    }
}
