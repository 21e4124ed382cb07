using IheNode.Core;
using Kind = IheNode.Registry.ObjectKind;
using static IheNode.Registry.QueryParameters;
using static IheNode.Registry.QuerySteps;

namespace IheNode.Registry;

/// <summary>The stored queries of <c>ITI TF-2 3.18.4.1.2.3.7</c>, one declaration each.</summary>
internal static class StoredQueries
{
    /// <summary>Every query that ITI-18 answers here, by id.</summary>
    public static IReadOnlyDictionary<string, StoredQuery> All { get; } = new StoredQuery[]
    {
        new("urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d", "FindDocuments",
            EntryFilters, Find(Kind.DocumentEntry)),

        new("urn:uuid:12941a89-e02e-4be5-967c-ce4bfc8fe492", "FindDocumentsByReferenceId",
            [.. EntryFilters, ReferenceIdList], Find(Kind.DocumentEntry)),

        new("urn:uuid:f26abbcb-ac74-4422-8a30-edb644bbc1a9", "FindSubmissionSets",
            SubmissionSetFilters, Find(Kind.SubmissionSet)),

        new("urn:uuid:958f3006-baad-4929-a4de-ff1114824431", "FindFolders",
            FolderFilters, Find(Kind.Folder)),

        new("urn:uuid:10b545ea-725c-446d-9b95-8aeb444eddf3", "GetAll",
            [
                Patient("$patientId"), Status("$XDSDocumentEntryStatus", Kind.DocumentEntry), Status("$XDSSubmissionSetStatus", Kind.SubmissionSet),
                Status("$XDSFolderStatus", Kind.Folder), .. ContentFilters,
            ],
            Find(Kind.DocumentEntry), Find(Kind.SubmissionSet), Find(Kind.Folder), AssociationsTouchingFound),

        new("urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4", "GetDocuments",
            EntryIds, Get(Kind.DocumentEntry)) { SinglePatient = true },

        new("urn:uuid:5737b14c-8a1a-4539-b659-e03a34a5e1e4", "GetFolders",
            FolderIds, Get(Kind.Folder)) { SinglePatient = true },

        new("urn:uuid:a7ae438b-4bc2-4642-93e9-be891f7bb155", "GetAssociations",
            [AnyUuid], AssociationsTouchingNamed),

        new("urn:uuid:bab9529a-4a10-40b3-a01f-f68a615d247a", "GetDocumentsAndAssociations",
            EntryIds, Get(Kind.DocumentEntry), AssociationsTouchingFound) { SinglePatient = true },

        new("urn:uuid:51224314-5390-4169-9b91-b1980040715a", "GetSubmissionSets",
            [AnyUuid], MembershipsOfNamedInSets, SetsOfFoundMemberships) { SinglePatient = true },

        new("urn:uuid:e8e3cb2c-e39c-46b9-99e4-c12f57260b83", "GetSubmissionSetAndContents",
            [.. SubmissionSetId, .. ContentFilters],
            Get(Kind.SubmissionSet), MembersOfNamed(Kind.DocumentEntry), MembersOfNamed(Kind.Folder), FolderMembershipsFiledByNamed, MembershipsOfNamed) { SinglePatient = true },

        new("urn:uuid:b909a503-523d-4517-8acf-8e5834dfc4c7", "GetFolderAndContents",
            [.. FolderId, .. ContentFilters],
            Get(Kind.Folder), MembersOfNamed(Kind.DocumentEntry), MembershipsOfNamed) { SinglePatient = true },

        new("urn:uuid:10cae35a-c7f9-4cf5-b61e-fc3278ffb578", "GetFoldersForDocument",
            EntryId, FoldersOfNamed),

        new("urn:uuid:d90e5407-b356-4d91-a89f-873917b4b0e6", "GetRelatedDocuments",
            [.. EntryId, WantedAssociationTypes, EntryType], RelationshipsOfNamed, EntriesOfFoundRelationships),
    }.ToDictionary(query => query.Id, StringComparer.Ordinal);
}
