namespace IheNode.Core;

/// <content>The codes of submissions that only a repository or a Document Recipient gives (<c>ITI TF-3 Table 4.2.4.1-2</c>).</content>
public static partial class XdsErrorCode
{
    /// <summary>The repository has more to do than it can.</summary>
    public const string RepositoryBusy = "XDSRepositoryBusy";

    /// <summary>A recipient did not process what a submission says of folders (a warning).</summary>
    public const string PartialFolderContentNotProcessed = "PartialFolderContentNotProcessed";

    /// <summary>A recipient did not process that a document is an addendum to another (a warning).</summary>
    public const string PartialAppendContentNotProcessed = "PartialAppendContentNotProcessed";

    /// <summary>A recipient did not process that a document replaces another (a warning).</summary>
    public const string PartialReplaceContentNotProcessed = "PartialReplaceContentNotProcessed";

    /// <summary>A recipient did not process that a document transforms another (a warning).</summary>
    public const string PartialTransformNotProcessed = "PartialTransformNotProcessed";

    /// <summary>A recipient did not process that a document transforms and replaces another (a warning).</summary>
    public const string PartialTransformReplaceNotProcessed = "PartialTransformReplaceNotProcessed";

    /// <summary>A recipient did not process another relationship between documents (a warning).</summary>
    public const string PartialRelationshipContentNotProcessed = "PartialRelationshipContentNotProcessed";
}
