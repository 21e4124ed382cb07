namespace IheNode.Core;

/// <summary>One error or warning of a registry response (<c>ITI TF-3 4.2.4.1</c>).</summary>
/// <param name="Code">A code of <see cref="XdsErrorCode"/>, or what a peer sent.</param>
/// <param name="CodeContext">A sentence that names the object and the attribute; never patient data beyond identifiers.</param>
/// <param name="Location">Where it happened; its meaning is fixed for ITI-38, 39, 43 and 57.</param>
/// <param name="IsWarning">Whether the work was done all the same.</param>
public sealed record XdsError(string Code, string CodeContext, string? Location = null, bool IsWarning = false);

/// <summary>The error codes of <c>ITI TF-3 Table 4.2.4.1-2</c>; those that the product emits, and those of peers that it has to know by name.</summary>
public static partial class XdsErrorCode
{
    /// <summary>An entry has no document (ITI-41).</summary>
    public const string MissingDocument = "XDSMissingDocument";

    /// <summary>A document has no entry (ITI-41).</summary>
    public const string MissingDocumentMetadata = "XDSMissingDocumentMetadata";

    /// <summary>The repository cannot reach the registry (ITI-41).</summary>
    public const string RegistryNotAvailable = "XDSRegistryNotAvailable";

    /// <summary>The registry failed in a way that no finer code names.</summary>
    public const string RegistryError = "XDSRegistryError";

    /// <summary>The repository failed in a way that no finer code names.</summary>
    public const string RepositoryError = "XDSRepositoryError";

    /// <summary>The registry finds the metadata invalid.</summary>
    public const string RegistryMetadataError = "XDSRegistryMetadataError";

    /// <summary>The repository finds the metadata invalid.</summary>
    public const string RepositoryMetadataError = "XDSRepositoryMetadataError";

    /// <summary>A uniqueId stands twice in a submission (found by the registry).</summary>
    public const string RegistryDuplicateUniqueIdInMessage = "XDSRegistryDuplicateUniqueIdInMessage";

    /// <summary>A uniqueId stands twice in a submission (found by the repository).</summary>
    public const string RepositoryDuplicateUniqueIdInMessage = "XDSRepositoryDuplicateUniqueIdInMessage";

    /// <summary>The uniqueId of a submission set or folder is taken.</summary>
    public const string DuplicateUniqueIdInRegistry = "XDSDuplicateUniqueIdInRegistry";

    /// <summary>The uniqueId of an entry is registered with another hash.</summary>
    public const string NonIdenticalHash = "XDSNonIdenticalHash";

    /// <summary>The uniqueId of an entry is registered with another size.</summary>
    public const string NonIdenticalSize = "XDSNonIdenticalSize";

    /// <summary>The registry is overloaded.</summary>
    public const string RegistryBusy = "XDSRegistryBusy";

    /// <summary>The registry is short of a resource.</summary>
    public const string RegistryOutOfResources = "XDSRegistryOutOfResources";

    /// <summary>The repository is short of a resource, such as disk.</summary>
    public const string RepositoryOutOfResources = "XDSRepositoryOutOfResources";

    /// <summary>A document is not what its entry says it is (ITI-41).</summary>
    public const string InvalidDocumentContent = "InvalidDocumentContent";

    /// <summary>Extra metadata were not stored (a warning).</summary>
    public const string ExtraMetadataNotSaved = "XDSExtraMetadataNotSaved";

    /// <summary>The patient id was never fed or was merged away.</summary>
    public const string UnknownPatientId = "XDSUnknownPatientId";

    /// <summary>Patient ids that must be equal are not.</summary>
    public const string PatientIdDoesNotMatch = "XDSPatientIdDoesNotMatch";

    /// <summary>An association points to a deprecated entry.</summary>
    public const string RegistryDeprecatedDocumentError = "XDSRegistryDeprecatedDocumentError";

    /// <summary>A referenced object does not exist.</summary>
    public const string UnresolvedReference = "UnresolvedReferenceException";

    /// <summary>An object that is to be removed is still referred to (ITI-62).</summary>
    public const string ReferencesExist = "ReferencesExistException";

    /// <summary>A removal would leave an object to which nothing leads (ITI-62).</summary>
    public const string UnreferencedObject = "XDSUnreferencedObjectException";

    /// <summary>No stored query has this id.</summary>
    public const string UnknownStoredQuery = "XDSUnknownStoredQuery";

    /// <summary>A required query parameter is missing.</summary>
    public const string StoredQueryMissingParam = "XDSStoredQueryMissingParam";

    /// <summary>A query parameter has the wrong number of values, or two parameters exclude each other.</summary>
    public const string StoredQueryParamNumber = "XDSStoredQueryParamNumber";

    /// <summary>The result would span several patients.</summary>
    public const string ResultNotSinglePatient = "XDSResultNotSinglePatient";

    /// <summary>The result passes a limit.</summary>
    public const string TooManyResults = "XDSTooManyResults";

    /// <summary>The document is unknown, gone or not to be shown.</summary>
    public const string DocumentUniqueIdError = "XDSDocumentUniqueIdError";

    /// <summary>The document cannot be removed (ITI-86).</summary>
    public const string RemoveDocumentsError = "XDSRemoveDocumentsError";

    /// <summary>The repositoryUniqueId is not known here.</summary>
    public const string UnknownRepositoryId = "XDSUnknownRepositoryId";

    /// <summary>A homeCommunityId is required and absent.</summary>
    public const string MissingHomeCommunityId = "XDSMissingHomeCommunityId";

    /// <summary>The homeCommunityId is not known here.</summary>
    public const string UnknownCommunity = "XDSUnknownCommunity";

    /// <summary>A community could not be asked.</summary>
    public const string UnavailableCommunity = "XDSUnavailableCommunity";
}
