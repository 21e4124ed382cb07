namespace IheNode.Core;

/// <summary>ITI-51 Multi-Patient Stored Query (<c>ITI TF-2 3.51</c>): ITI-18 for several patients, or for codes whoever the patient.</summary>
public static class Iti51
{
    /// <summary>Its names, messages and audit.</summary>
    public static Transaction<AdhocQueryRequest, AdhocQueryResponse> Contract { get; } = Iti18.Contract with
    {
        Id = "ITI-51",
        Name = "Multi-Patient Stored Query",
        Action = "urn:ihe:iti:2009:MultiPatientStoredQuery",
        ResponseAction = "urn:ihe:iti:2009:MultiPatientStoredQueryResponse",
    };
}
