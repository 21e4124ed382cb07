using IheNode.Core;
using Kind = IheNode.Registry.ObjectKind;
using static IheNode.Core.Vocabulary;
using static IheNode.Registry.QueryParameters;
using static IheNode.Registry.QuerySteps;

namespace IheNode.Registry;

/// <summary>
/// The stored queries for several patients (<c>ITI TF-2 3.51.4.1.2.1</c>), one declaration each. Patient ids may be their only selector (PatientId Only Option);
/// what Metadata Update leaves behind they never show.
/// </summary>
internal static class MultiPatientQueries
{
    /// <summary>Every query that ITI-51 answers here, by id; letter case does not count in a UUID.</summary>
    public static IReadOnlyDictionary<string, StoredQuery> All { get; } = new StoredQuery[]
    {
        new(StoredQueryIds.FindDocumentsForMultiplePatients, nameof(StoredQueryIds.FindDocumentsForMultiplePatients),
            [Patients(QueryParameterNames.DocumentEntryPatientId), .. EntryFilters], Find(Kind.DocumentEntry))
        { Selectors = [QueryParameterNames.DocumentEntryPatientId, ClassCode, EventCodeList, FacilityTypeCode] },

        new(StoredQueryIds.FindFoldersForMultiplePatients, nameof(StoredQueryIds.FindFoldersForMultiplePatients),
            [Patients(QueryParameterNames.FolderPatientId), .. FolderFilters], Find(Kind.Folder))
        { Selectors = [QueryParameterNames.FolderPatientId, FolderCodeList] },
    }.ToDictionary(query => query.Id, StringComparer.OrdinalIgnoreCase);
}
