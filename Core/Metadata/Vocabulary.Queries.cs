namespace IheNode.Core;

public static partial class Vocabulary
{
    /// <summary>The ids of the stored queries (<c>ITI TF-2 3.18.4.1.2.4</c>, those for multiple patients <c>3.51.4.1.2</c>).</summary>
    public static class StoredQueryIds
    {
        /// <summary>FindDocuments.</summary>
        public const string FindDocuments = "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d";

        /// <summary>FindSubmissionSets.</summary>
        public const string FindSubmissionSets = "urn:uuid:f26abbcb-ac74-4422-8a30-edb644bbc1a9";

        /// <summary>FindFolders.</summary>
        public const string FindFolders = "urn:uuid:958f3006-baad-4929-a4de-ff1114824431";

        /// <summary>GetAll.</summary>
        public const string GetAll = "urn:uuid:10b545ea-725c-446d-9b95-8aeb444eddf3";

        /// <summary>GetDocuments.</summary>
        public const string GetDocuments = "urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4";

        /// <summary>GetFolders.</summary>
        public const string GetFolders = "urn:uuid:5737b14c-8a1a-4539-b659-e03a34a5e1e4";

        /// <summary>GetAssociations.</summary>
        public const string GetAssociations = "urn:uuid:a7ae438b-4bc2-4642-93e9-be891f7bb155";

        /// <summary>GetDocumentsAndAssociations.</summary>
        public const string GetDocumentsAndAssociations = "urn:uuid:bab9529a-4a10-40b3-a01f-f68a615d247a";

        /// <summary>GetSubmissionSets.</summary>
        public const string GetSubmissionSets = "urn:uuid:51224314-5390-4169-9b91-b1980040715a";

        /// <summary>GetSubmissionSetAndContents.</summary>
        public const string GetSubmissionSetAndContents = "urn:uuid:e8e3cb2c-e39c-46b9-99e4-c12f57260b83";

        /// <summary>GetFolderAndContents.</summary>
        public const string GetFolderAndContents = "urn:uuid:b909a503-523d-4517-8acf-8e5834dfc4c7";

        /// <summary>GetFoldersForDocument.</summary>
        public const string GetFoldersForDocument = "urn:uuid:10cae35a-c7f9-4cf5-b61e-fc3278ffb578";

        /// <summary>GetRelatedDocuments.</summary>
        public const string GetRelatedDocuments = "urn:uuid:d90e5407-b356-4d91-a89f-873917b4b0e6";

        /// <summary>FindDocumentsByReferenceId.</summary>
        public const string FindDocumentsByReferenceId = "urn:uuid:12941a89-e02e-4be5-967c-ce4bfc8fe492";

        /// <summary>FindDocumentsForMultiplePatients.</summary>
        public const string FindDocumentsForMultiplePatients = "urn:uuid:3d1bdb10-39a2-11de-89c2-2f44d94eaa9f";

        /// <summary>FindFoldersForMultiplePatients.</summary>
        public const string FindFoldersForMultiplePatients = "urn:uuid:50d3f5ac-39a2-11de-a1ca-b366239e58df";
    }

    /// <summary>The parameters of stored queries that more than one room names (<c>ITI TF-2 3.18.4.1.2.3.7</c>); the registry declares all of them.</summary>
    public static class QueryParameterNames
    {
        /// <summary>The patient, in FindDocuments and FindDocumentsByReferenceId.</summary>
        public const string DocumentEntryPatientId = "$XDSDocumentEntryPatientId";

        /// <summary>The patient, in FindSubmissionSets.</summary>
        public const string SubmissionSetPatientId = "$XDSSubmissionSetPatientId";

        /// <summary>The patient, in FindFolders.</summary>
        public const string FolderPatientId = "$XDSFolderPatientId";

        /// <summary>The patient, in GetAll.</summary>
        public const string PatientId = "$patientId";

        /// <summary>availabilityStatus of entries.</summary>
        public const string DocumentEntryStatus = "$XDSDocumentEntryStatus";

        /// <summary>availabilityStatus of submission sets.</summary>
        public const string SubmissionSetStatus = "$XDSSubmissionSetStatus";

        /// <summary>availabilityStatus of folders.</summary>
        public const string FolderStatus = "$XDSFolderStatus";

        /// <summary>entryUUIDs of entries.</summary>
        public const string DocumentEntryUuid = "$XDSDocumentEntryEntryUUID";

        /// <summary>uniqueId of a submission set.</summary>
        public const string SubmissionSetUniqueId = "$XDSSubmissionSetUniqueId";

        /// <summary>uniqueIds of entries.</summary>
        public const string DocumentEntryUniqueId = "$XDSDocumentEntryUniqueId";

        /// <summary>$MetadataLevel.</summary>
        public const string MetadataLevel = "$MetadataLevel";

        /// <summary>$AssociationTypes.</summary>
        public const string AssociationTypes = "$AssociationTypes";

        /// <summary>entryUUIDs of folders.</summary>
        public const string FolderUuid = "$XDSFolderEntryUUID";
    }
}
