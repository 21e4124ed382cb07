namespace IheNode.Core;

public static partial class Vocabulary
{
    /// <summary>The objectType URNs of ebRIM, in the form that is written (<c>ITI TF-3 4.2.5</c>).</summary>
    public static class ObjectTypes
    {
        /// <summary>RegistryPackage.</summary>
        public const string RegistryPackage = "urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:RegistryPackage";

        /// <summary>Association.</summary>
        public const string Association = "urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Association";

        /// <summary>Classification.</summary>
        public const string Classification = "urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:Classification";

        /// <summary>ExternalIdentifier.</summary>
        public const string ExternalIdentifier = "urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject:ExternalIdentifier";
    }

    /// <summary>The types of identifiers in referenceIdList that say more of the form of the identifier (<c>ITI TF-3 Table 4.2.3.1.7-2</c>).</summary>
    public static class ReferenceIdTypes
    {
        /// <summary>A referral number.</summary>
        public const string Referral = "urn:ihe:iti:xds:2013:referral";

        /// <summary>An order number.</summary>
        public const string Order = "urn:ihe:iti:xds:2013:order";

        /// <summary>An XDW workflow.</summary>
        public const string Workflow = "urn:ihe:iti:xdw:2013:workflowInstanceId";

        /// <summary>A DICOM study.</summary>
        public const string StudyInstance = "urn:ihe:iti:xds:2016:studyInstanceUID";

        /// <summary>An encounter.</summary>
        public const string Encounter = "urn:ihe:iti:xds:2015:encounterId";
    }

    /// <summary>The names of the slots that the standard defines (<c>ITI TF-3 4.2.3</c>).</summary>
    public static class SlotNames
    {
        /// <summary>DocumentEntry.creationTime.</summary>
        public const string CreationTime = "creationTime";

        /// <summary>DocumentEntry.hash.</summary>
        public const string Hash = "hash";

        /// <summary>DocumentEntry.languageCode.</summary>
        public const string LanguageCode = "languageCode";

        /// <summary>DocumentEntry.legalAuthenticator.</summary>
        public const string LegalAuthenticator = "legalAuthenticator";

        /// <summary>DocumentEntry.referenceIdList.</summary>
        public const string ReferenceIdList = "urn:ihe:iti:xds:2013:referenceIdList";

        /// <summary>DocumentEntry.repositoryUniqueId.</summary>
        public const string RepositoryUniqueId = "repositoryUniqueId";

        /// <summary>DocumentEntry.serviceStartTime.</summary>
        public const string ServiceStartTime = "serviceStartTime";

        /// <summary>DocumentEntry.serviceStopTime.</summary>
        public const string ServiceStopTime = "serviceStopTime";

        /// <summary>DocumentEntry.size.</summary>
        public const string Size = "size";

        /// <summary>DocumentEntry.sourcePatientId.</summary>
        public const string SourcePatientId = "sourcePatientId";

        /// <summary>DocumentEntry.sourcePatientInfo.</summary>
        public const string SourcePatientInfo = "sourcePatientInfo";

        /// <summary>DocumentEntry.URI.</summary>
        public const string Uri = "URI";

        /// <summary>DocumentEntry.documentAvailability.</summary>
        public const string DocumentAvailability = "documentAvailability";

        /// <summary>SubmissionSet.intendedRecipient.</summary>
        public const string IntendedRecipient = "intendedRecipient";

        /// <summary>SubmissionSet.submissionTime.</summary>
        public const string SubmissionTime = "submissionTime";

        /// <summary>Folder.lastUpdateTime.</summary>
        public const string LastUpdateTime = "lastUpdateTime";

        /// <summary>Association: whether the member is new (Original) or known (Reference).</summary>
        public const string SubmissionSetStatus = "SubmissionSetStatus";

        /// <summary>Association, in updates only: the version that a new one follows (<c>ITI TF-2 3.57.4.1.3.1.3.3</c>).</summary>
        public const string PreviousVersion = "PreviousVersion";

        /// <summary>Association, in updates only: whether the registry links the new version as the old one was, yes or no (<c>ITI TF-2 3.57.4.1.3.1.3.4</c>).</summary>
        public const string AssociationPropagation = "AssociationPropagation";

        /// <summary>Association, in updates only: the availabilityStatus that the target is expected to have (<c>ITI TF-2 3.57.4.1.3.1.3.2</c>).</summary>
        public const string OriginalStatus = "OriginalStatus";

        /// <summary>Association, in updates only: the availabilityStatus that the target is to have (<c>ITI TF-2 3.57.4.1.3.1.3.1</c>).</summary>
        public const string NewStatus = "NewStatus";

        /// <summary>The coding scheme of a Classification that is a code.</summary>
        public const string CodingScheme = "codingScheme";

        /// <summary>Author.authorPerson.</summary>
        public const string AuthorPerson = "authorPerson";

        /// <summary>Author.authorInstitution.</summary>
        public const string AuthorInstitution = "authorInstitution";

        /// <summary>Author.authorRole.</summary>
        public const string AuthorRole = "authorRole";

        /// <summary>Author.authorSpecialty.</summary>
        public const string AuthorSpecialty = "authorSpecialty";

        /// <summary>Author.authorTelecommunication.</summary>
        public const string AuthorTelecommunication = "authorTelecommunication";

        /// <summary>homeCommunityId of a submission to another community (ITI-80).</summary>
        public const string HomeCommunityId = "homeCommunityId";
    }
}
