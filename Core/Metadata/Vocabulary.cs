namespace IheNode.Core;

/// <summary>The URNs, UUIDs and slot names of XDS metadata (<c>ITI TF-3 4.2.5</c>); each stands here once.</summary>
public static partial class Vocabulary
{
    /// <summary>objectType of a stable document.</summary>
    public const string StableDocument = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1";

    /// <summary>objectType of an on-demand document.</summary>
    public const string OnDemandDocument = "urn:uuid:34268e47-fdf5-41a6-ba33-82133c465248";

    /// <summary>availabilityStatus of what is current.</summary>
    public const string Approved = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved";

    /// <summary>availabilityStatus of what was replaced.</summary>
    public const string Deprecated = "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated";

    /// <summary>associationType of membership.</summary>
    public const string HasMember = "urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember";

    /// <summary>associationType of replacement.</summary>
    public const string Replace = "urn:ihe:iti:2007:AssociationType:RPLC";

    /// <summary>associationType of transformation.</summary>
    public const string Transform = "urn:ihe:iti:2007:AssociationType:XFRM";

    /// <summary>associationType of an addendum.</summary>
    public const string Append = "urn:ihe:iti:2007:AssociationType:APND";

    /// <summary>associationType of transformation with replacement.</summary>
    public const string TransformAndReplace = "urn:ihe:iti:2007:AssociationType:XFRM_RPLC";

    /// <summary>associationType of a signature.</summary>
    public const string Signs = "urn:ihe:iti:2007:AssociationType:signs";

    /// <summary>associationType of a snapshot of an on-demand document.</summary>
    public const string IsSnapshotOf = "urn:ihe:iti:2010:AssociationType:IsSnapshotOf";

    /// <summary>associationType of a change of status (ITI-57 only).</summary>
    public const string UpdateAvailabilityStatus = "urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus";

    /// <summary>associationType of a submitted association (ITI-57 only).</summary>
    public const string SubmitAssociation = "urn:ihe:iti:2010:AssociationType:SubmitAssociation";

    /// <summary>deletionScope of a removal of whole objects: the schema's default, which ITI-62 leaves out.</summary>
    public const string DeleteAll = "urn:oasis:names:tc:ebxml-regrep:DeletionScopeType:DeleteAll";

    /// <summary>The association types and slots that change what is registered: words of ITI-57, which a registration must not hold.</summary>
    public static IReadOnlySet<string> OfUpdates { get; } = new HashSet<string>
    {
        UpdateAvailabilityStatus, SubmitAssociation, SlotNames.PreviousVersion, SlotNames.AssociationPropagation, SlotNames.OriginalStatus, SlotNames.NewStatus,
    };

    /// <summary>documentAvailability of what can be retrieved (Metadata Update).</summary>
    public const string Online = "urn:ihe:iti:2010:DocumentAvailability:Online";

    /// <summary>documentAvailability of what cannot be retrieved now (Metadata Update).</summary>
    public const string Offline = "urn:ihe:iti:2010:DocumentAvailability:Offline";

    /// <summary>SubmissionSetStatus of an entry that is part of the submission.</summary>
    public const string Original = "Original";

    /// <summary>SubmissionSetStatus of an entry that was registered before.</summary>
    public const string Reference = "Reference";
}
