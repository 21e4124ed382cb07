namespace IheNode.Core;

/// <content>The codes of Metadata Update (<c>ITI TF-3 Table 4.2.4.1-2</c> as amended by MU and RMU).</content>
public static partial class XdsErrorCode
{
    /// <summary>An update is wrong in a way that no finer code names.</summary>
    public const string MetadataUpdateError = "XDSMetadataUpdateError";

    /// <summary>It cannot be told which update an object asks for, or two updates contradict each other.</summary>
    public const string MetadataUpdateOperationError = "XDSMetadataUpdateOperationError";

    /// <summary>The version that an update follows is not the current one.</summary>
    public const string MetadataVersionError = "XDSMetadataVersionError";

    /// <summary>A new version has another logicalID, uniqueId or objectType than the object it is a version of.</summary>
    public const string MetadataIdentifierError = "XDSMetadataIdentifierError";

    /// <summary>After the update, objects of different patients would be linked.</summary>
    public const string PatientIdReconciliationError = "XDSPatientIDReconciliationError";

    /// <summary>An update holds an initial version.</summary>
    public const string InvalidRequest = "XDSInvalidRequestException";

    /// <summary>A restricted update changes what no restricted update may change.</summary>
    public const string UnmodifiableMetadataError = "UnmodifiableMetadataError";

    /// <summary>A restricted update changes what the policy of this domain forbids to change.</summary>
    public const string LocalPolicyRestrictionError = "LocalPolicyRestrictionError";

    /// <summary>A restricted update speaks of an object whose type it cannot update.</summary>
    public const string ObjectTypeError = "XDSObjectTypeError";

    /// <summary>The annotations of a restricted update are missing or wrong.</summary>
    public const string MetadataAnnotationError = "XDSMetadataAnnotationError";
}
