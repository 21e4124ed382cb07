using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Whose objects these are.</summary>
internal static class PatientRules
{
    public static IEnumerable<XdsError> OnePatient(Submission submission, NodeProfile profile) =>
        from item in submission.PatientObjects
        where item.PatientId is { IsValid: true } && submission.Set?.PatientId is { IsValid: true }
        where item.PatientId != submission.Set!.PatientId
        select Fault.Of(
            XdsErrorCode.PatientIdDoesNotMatch, item, "patientId", $"{item.PatientId} differs from the SubmissionSet's patientId {submission.Set!.PatientId}.");

    public static IEnumerable<XdsError> Known(Submission submission, RegisteredState registered) =>
        from item in submission.PatientObjects
        where item.PatientId is { IsValid: true } id && registered.Patient(id) is not { IsActive: true }
        select Fault.Of(XdsErrorCode.UnknownPatientId, item, "patientId", $"{item.PatientId} is not a patient id that this registry knows.");
}
