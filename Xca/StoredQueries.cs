using IheNode.Core;
using static IheNode.Core.Vocabulary;

namespace IheNode.Xca;

/// <summary>Which stored queries ask for a patient, and which for ids that belong to one community (<c>ITI TF-2 3.18.4.1.2.3.7</c>).</summary>
internal static class StoredQueries
{
    /// <summary>The parameter that holds the patient id; null for a query that asks by ids of objects.</summary>
    public static string? PatientParameter(string queryId) => queryId switch
    {
        StoredQueryIds.FindDocuments or StoredQueryIds.FindDocumentsByReferenceId => QueryParameterNames.DocumentEntryPatientId,
        StoredQueryIds.FindSubmissionSets => QueryParameterNames.SubmissionSetPatientId,
        StoredQueryIds.FindFolders => QueryParameterNames.FolderPatientId,
        StoredQueryIds.GetAll => QueryParameterNames.PatientId,
        _ => null,
    };

    /// <summary>Whether the query names objects by their ids, so that it can only be meant for one community.</summary>
    public static bool NamesObjects(string queryId) => queryId is
        StoredQueryIds.GetDocuments or StoredQueryIds.GetFolders or StoredQueryIds.GetAssociations or StoredQueryIds.GetDocumentsAndAssociations
        or StoredQueryIds.GetSubmissionSets or StoredQueryIds.GetSubmissionSetAndContents or StoredQueryIds.GetFolderAndContents
        or StoredQueryIds.GetFoldersForDocument or StoredQueryIds.GetRelatedDocuments;

    /// <summary>The one patient id that is asked for; null when there is none or there are several, which the registry has to refuse.</summary>
    public static PatientId? Patient(AdhocQueryRequest request) =>
        PatientParameter(request.QueryId) is { } name && request.Parameters.Where(p => p.Name == name).ToList() is [{ Values: [var id] }]
            ? new PatientId(id)
            : null;

    /// <summary>The same query for another patient id.</summary>
    public static AdhocQueryRequest For(AdhocQueryRequest request, PatientId patient)
    {
        var name = PatientParameter(request.QueryId);
        return request with { Parameters = request.Parameters.Select(p => p.Name == name ? p with { Values = [patient.Text] } : p).ToValueList() };
    }
}
