using IheNode.Core;
using Kind = IheNode.Registry.ObjectKind;
using static IheNode.Core.Vocabulary;
using static IheNode.Registry.QueryParameters;
using static IheNode.Registry.QuerySteps;

namespace IheNode.Registry;

/// <summary>The stored queries of <c>ITI TF-2 3.18.4.1.2.3.7</c> with the parameters of Metadata Update (<c>3.18.4.1.2.3.5.1.2</c>), one declaration each.</summary>
internal static class StoredQueries
{
    /// <summary>Every query that ITI-18 answers here, by id; letter case does not count in a UUID.</summary>
    public static IReadOnlyDictionary<string, StoredQuery> All { get; } = new StoredQuery[]
    {
        new(StoredQueryIds.FindDocuments, nameof(StoredQueryIds.FindDocuments),
            [Patient(QueryParameterNames.DocumentEntryPatientId), .. EntryFilters, Availability, MetadataLevel], Find(Kind.DocumentEntry)),

        new(StoredQueryIds.FindDocumentsByReferenceId, nameof(StoredQueryIds.FindDocumentsByReferenceId),
            [Patient(QueryParameterNames.DocumentEntryPatientId), .. EntryFilters, ReferenceIdList, Availability, MetadataLevel], Find(Kind.DocumentEntry)),

        new(StoredQueryIds.FindSubmissionSets, nameof(StoredQueryIds.FindSubmissionSets),
            SubmissionSetFilters, Find(Kind.SubmissionSet)),

        new(StoredQueryIds.FindFolders, nameof(StoredQueryIds.FindFolders),
            [Patient(QueryParameterNames.FolderPatientId), .. FolderFilters, MetadataLevel], Find(Kind.Folder)),

        new(StoredQueryIds.GetAll, nameof(StoredQueryIds.GetAll),
            [
                Patient(QueryParameterNames.PatientId), Status(QueryParameterNames.DocumentEntryStatus, Kind.DocumentEntry),
                Status(QueryParameterNames.SubmissionSetStatus, Kind.SubmissionSet), Status(QueryParameterNames.FolderStatus, Kind.Folder),
                .. ContentFilters, AssociationStatus, MetadataLevel,
            ],
            Find(Kind.DocumentEntry), Find(Kind.SubmissionSet), Find(Kind.Folder), AssociationsTouchingFound),

        new(StoredQueryIds.GetDocuments, nameof(StoredQueryIds.GetDocuments),
            [.. EntryIds, EntryLogicalIds, MetadataLevel], Get(Kind.DocumentEntry)) { SinglePatient = true },

        new(StoredQueryIds.GetFolders, nameof(StoredQueryIds.GetFolders),
            [.. FolderIds, FolderLogicalIds, MetadataLevel], Get(Kind.Folder)) { SinglePatient = true },

        new(StoredQueryIds.GetAssociations, nameof(StoredQueryIds.GetAssociations),
            [AnyUuid, AssociationStatus, MetadataLevel], AssociationsTouchingNamed),

        new(StoredQueryIds.GetDocumentsAndAssociations, nameof(StoredQueryIds.GetDocumentsAndAssociations),
            [.. EntryIds, AssociationStatus, MetadataLevel], Get(Kind.DocumentEntry), AssociationsTouchingFound) { SinglePatient = true },

        new(StoredQueryIds.GetSubmissionSets, nameof(StoredQueryIds.GetSubmissionSets),
            [AnyUuid, MetadataLevel], MembershipsOfNamedInSets, SetsOfFoundMemberships) { SinglePatient = true },

        new(StoredQueryIds.GetSubmissionSetAndContents, nameof(StoredQueryIds.GetSubmissionSetAndContents),
            [.. SubmissionSetId, .. ContentFilters, MetadataLevel],
            Get(Kind.SubmissionSet), OnlyFromFound, MembersOfNamed(Kind.DocumentEntry), MembersOfNamed(Kind.Folder), AssociationsHeldByNamed, MembershipsOfNamed)
        { SinglePatient = true },

        new(StoredQueryIds.GetFolderAndContents, nameof(StoredQueryIds.GetFolderAndContents),
            [.. FolderId, .. ContentFilters, AssociationStatus, MetadataLevel],
            Get(Kind.Folder), OnlyFromFound, MembersOfNamed(Kind.DocumentEntry), MembershipsOfNamed) { SinglePatient = true },

        new(StoredQueryIds.GetFoldersForDocument, nameof(StoredQueryIds.GetFoldersForDocument),
            [.. EntryId, AssociationStatus, MetadataLevel], FoldersOfNamed),

        new(StoredQueryIds.GetRelatedDocuments, nameof(StoredQueryIds.GetRelatedDocuments),
            [.. EntryId, WantedAssociationTypes, EntryType, AssociationStatus, MetadataLevel], RelationshipsOfNamed, EntriesOfFoundRelationships),
    }.ToDictionary(query => query.Id, StringComparer.OrdinalIgnoreCase);
}
