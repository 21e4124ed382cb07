namespace IheNode.Core;

/// <summary>Where HL7 v2 answers point for each kind of patient error, and back.</summary>
internal static class PatientErrors
{
    /// <summary>Errors as ERR segments tell them.</summary>
    /// <param name="errors">The errors.</param>
    /// <param name="domainField">The field of QPD that lists the wanted domains: 4 in ITI-9, 8 in ITI-21.</param>
    public static ValueList<Er7Error> ToEr7(ValueList<PatientError> errors, int domainField = 0) =>
        errors.Select(error => new Er7Error(error.Code, error.Text, Location(error, domainField))).ToValueList();

    /// <summary>What the ERR segments of an answer say.</summary>
    public static ValueList<PatientError> Read(Er7Message answer) => Er7Acknowledgement.Errors(answer).Select(error =>
    {
        string[] parts = (error.Location ?? "").Split('^');
        PatientErrorPlace place = parts switch
        {
            ["PID", ..] => PatientErrorPlace.PatientId,
            ["MRG", ..] => PatientErrorPlace.SubsumedId,
            ["DSC", ..] => PatientErrorPlace.Continuation,
            ["QPD", _, "3", _, "4", ..] => PatientErrorPlace.IdAuthority,
            ["QPD", _, "3", ..] => PatientErrorPlace.Id,
            ["QPD", _, "4" or "8", ..] => PatientErrorPlace.Domain,
            _ => PatientErrorPlace.Message,
        };
        return new PatientError(error.Code, error.Text, place, place is (PatientErrorPlace.Domain or PatientErrorPlace.PatientId or PatientErrorPlace.SubsumedId) && parts.Length > 3 && int.TryParse(parts[3], out var n) ? n : 1);
    }).ToValueList();

    private static string? Location(PatientError error, int domainField) => error.Where switch
    {
        PatientErrorPlace.Id => "QPD^1^3^1^1",
        PatientErrorPlace.IdAuthority => "QPD^1^3^1^4",
        PatientErrorPlace.Domain => $"QPD^1^{domainField}^{error.Repetition}",
        PatientErrorPlace.PatientId => Repeated("PID^1^3", error.Repetition),
        PatientErrorPlace.SubsumedId => Repeated("MRG^1^1", error.Repetition),
        PatientErrorPlace.Continuation => "DSC^1^1",
        _ => null,
    };

    private static string Repeated(string field, int repetition) => repetition > 1 ? $"{field}^{repetition}" : field;
}
