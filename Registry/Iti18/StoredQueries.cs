using IheNode.Core;
using Kind = IheNode.Registry.ObjectKind;
using static IheNode.Core.Vocabulary;
using static IheNode.Registry.QueryParameters;
using static IheNode.Registry.QuerySteps;

namespace IheNode.Registry;

/// <summary>The stored queries of <c>ITI TF-2 3.18.4.1.2.3.7</c>, one declaration each.</summary>
internal static class StoredQueries
{
    /// <summary>Every query that ITI-18 answers here, by id.</summary>
    public static IReadOnlyDictionary<string, StoredQuery> All { get; } = new StoredQuery[]
    {
        new(StoredQueryIds.FindDocuments, nameof(StoredQueryIds.FindDocuments),
            EntryFilters, Find(Kind.DocumentEntry)),

        new(StoredQueryIds.FindDocumentsByReferenceId, nameof(StoredQueryIds.FindDocumentsByReferenceId),
            [.. EntryFilters, ReferenceIdList], Find(Kind.DocumentEntry)),

        new(StoredQueryIds.FindSubmissionSets, nameof(StoredQueryIds.FindSubmissionSets),
            SubmissionSetFilters, Find(Kind.SubmissionSet)),

        new(StoredQueryIds.FindFolders, nameof(StoredQueryIds.FindFolders),
            FolderFilters, Find(Kind.Folder)),

        new(StoredQueryIds.GetAll, nameof(StoredQueryIds.GetAll),
            [
                Patient(QueryParameterNames.PatientId), Status(QueryParameterNames.DocumentEntryStatus, Kind.DocumentEntry), Status(QueryParameterNames.SubmissionSetStatus, Kind.SubmissionSet),
                Status(QueryParameterNames.FolderStatus, Kind.Folder), .. ContentFilters,
            ],
            Find(Kind.DocumentEntry), Find(Kind.SubmissionSet), Find(Kind.Folder), AssociationsTouchingFound),

        new(StoredQueryIds.GetDocuments, nameof(StoredQueryIds.GetDocuments),
            EntryIds, Get(Kind.DocumentEntry)) { SinglePatient = true },

        new(StoredQueryIds.GetFolders, nameof(StoredQueryIds.GetFolders),
            FolderIds, Get(Kind.Folder)) { SinglePatient = true },

        new(StoredQueryIds.GetAssociations, nameof(StoredQueryIds.GetAssociations),
            [AnyUuid], AssociationsTouchingNamed),

        new(StoredQueryIds.GetDocumentsAndAssociations, nameof(StoredQueryIds.GetDocumentsAndAssociations),
            EntryIds, Get(Kind.DocumentEntry), AssociationsTouchingFound) { SinglePatient = true },

        new(StoredQueryIds.GetSubmissionSets, nameof(StoredQueryIds.GetSubmissionSets),
            [AnyUuid], MembershipsOfNamedInSets, SetsOfFoundMemberships) { SinglePatient = true },

        new(StoredQueryIds.GetSubmissionSetAndContents, nameof(StoredQueryIds.GetSubmissionSetAndContents),
            [.. SubmissionSetId, .. ContentFilters],
            Get(Kind.SubmissionSet), MembersOfNamed(Kind.DocumentEntry), MembersOfNamed(Kind.Folder), FolderMembershipsFiledByNamed, MembershipsOfNamed) { SinglePatient = true },

        new(StoredQueryIds.GetFolderAndContents, nameof(StoredQueryIds.GetFolderAndContents),
            [.. FolderId, .. ContentFilters],
            Get(Kind.Folder), MembersOfNamed(Kind.DocumentEntry), MembershipsOfNamed) { SinglePatient = true },

        new(StoredQueryIds.GetFoldersForDocument, nameof(StoredQueryIds.GetFoldersForDocument),
            EntryId, FoldersOfNamed),

        new(StoredQueryIds.GetRelatedDocuments, nameof(StoredQueryIds.GetRelatedDocuments),
            [.. EntryId, WantedAssociationTypes, EntryType], RelationshipsOfNamed, EntriesOfFoundRelationships),
    }.ToDictionary(query => query.Id, StringComparer.Ordinal);
}
