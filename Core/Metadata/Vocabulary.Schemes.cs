namespace IheNode.Core;

public static partial class Vocabulary
{
    /// <summary>The nodes and schemes of a SubmissionSet (<c>ITI TF-3 4.2.5.1</c>).</summary>
    public static class SubmissionSetSchemes
    {
        /// <summary>The classification node that marks a RegistryPackage as SubmissionSet.</summary>
        public const string Node = "urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd";

        /// <summary>The classification node that marks limited metadata.</summary>
        public const string LimitedMetadata = "urn:uuid:5003a9db-8d8d-49e6-bf0c-990e34ac7707";

        /// <summary>author.</summary>
        public const string Author = "urn:uuid:a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d";

        /// <summary>contentTypeCode.</summary>
        public const string ContentTypeCode = "urn:uuid:aa543740-bdda-424e-8c96-df4873be8500";

        /// <summary>patientId (identification scheme).</summary>
        public const string PatientId = "urn:uuid:6b5aea1a-874d-4603-a4bc-96a0a7b38446";

        /// <summary>sourceId (identification scheme).</summary>
        public const string SourceId = "urn:uuid:554ac39e-e3fe-47fe-b233-965d2a147832";

        /// <summary>uniqueId (identification scheme).</summary>
        public const string UniqueId = "urn:uuid:96fdda7c-d067-4183-912e-bf5ee74998a8";
    }

    /// <summary>The nodes and schemes of a DocumentEntry (<c>ITI TF-3 4.2.5.2</c>).</summary>
    public static class DocumentEntrySchemes
    {
        /// <summary>The classification node that marks limited metadata.</summary>
        public const string LimitedMetadata = "urn:uuid:ab9b591b-83ab-4d03-8f5d-f93b1fb92e85";

        /// <summary>author.</summary>
        public const string Author = "urn:uuid:93606bcf-9494-43ec-9b4e-a7748d1a838d";

        /// <summary>classCode.</summary>
        public const string ClassCode = "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a";

        /// <summary>confidentialityCode.</summary>
        public const string ConfidentialityCode = "urn:uuid:f4f85eac-e6cb-4883-b524-f2705394840f";

        /// <summary>eventCodeList.</summary>
        public const string EventCodeList = "urn:uuid:2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4";

        /// <summary>formatCode.</summary>
        public const string FormatCode = "urn:uuid:a09d5840-386c-46f2-b5ad-9c3699a4309d";

        /// <summary>healthcareFacilityTypeCode.</summary>
        public const string HealthcareFacilityTypeCode = "urn:uuid:f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1";

        /// <summary>practiceSettingCode.</summary>
        public const string PracticeSettingCode = "urn:uuid:cccf5598-8b07-4b77-a05e-ae952c785ead";

        /// <summary>typeCode.</summary>
        public const string TypeCode = "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983";

        /// <summary>patientId (identification scheme).</summary>
        public const string PatientId = "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427";

        /// <summary>uniqueId (identification scheme).</summary>
        public const string UniqueId = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab";
    }

    /// <summary>The nodes and schemes of a Folder (<c>ITI TF-3 4.2.5.3</c>).</summary>
    public static class FolderSchemes
    {
        /// <summary>The classification node that marks a RegistryPackage as Folder.</summary>
        public const string Node = "urn:uuid:d9d542f3-6cc4-48b6-8870-ea235fbc94c2";

        /// <summary>The classification node that marks limited metadata.</summary>
        public const string LimitedMetadata = "urn:uuid:2c144a76-29a9-4b7c-af54-b25409fe7d03";

        /// <summary>codeList.</summary>
        public const string CodeList = "urn:uuid:1ba97051-7806-41a8-a48b-8fce7af683c5";

        /// <summary>patientId (identification scheme).</summary>
        public const string PatientId = "urn:uuid:f64ffdf0-4b97-4e06-b79f-a52b38ec2f8a";

        /// <summary>uniqueId (identification scheme).</summary>
        public const string UniqueId = "urn:uuid:75df8f67-9973-4fbe-a900-df66cefecc5a";
    }

    /// <summary>The scheme of an Association (<c>ITI TF-3 4.2.5.4</c>).</summary>
    public static class AssociationSchemes
    {
        /// <summary>The reason for a relationship.</summary>
        public const string Documentation = "urn:uuid:abd807a3-4432-4053-87b4-fd82c643d1f3";
    }
}
