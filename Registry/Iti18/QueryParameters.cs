using IheNode.Core;
using static IheNode.Core.Vocabulary;
using Kind = IheNode.Registry.ObjectKind;

namespace IheNode.Registry;

/// <summary>The parameters of the stored queries, in the groups in which the queries share them (<c>ITI TF-2 3.18.4.1.2.3.7</c>).</summary>
internal static class QueryParameters
{
    public const string ClassCode = $"{Entry}ClassCode";
    public const string EventCodeList = $"{Entry}EventCodeList";
    public const string FacilityTypeCode = $"{Entry}HealthcareFacilityTypeCode";
    public const string FolderCodeList = "$XDSFolderCodeList";

    private const string Entry = "$XDSDocumentEntry";

    public static Parameter MetadataLevel { get; } = new(QueryParameterNames.MetadataLevel, Comparison.MetadataLevel, Kind.DocumentEntry);

    public static Parameter AssociationStatus { get; } = new("$XDSAssociationStatus", Comparison.AssociationStatus, Kind.Association) { Multiple = true };

    public static Parameter Availability { get; } =
        new($"{Entry}DocumentAvailability", Comparison.Availability, Kind.DocumentEntry, "availability") { Multiple = true };

    public static Parameter EntryType { get; } = new($"{Entry}Type", Comparison.EntryType, Kind.DocumentEntry) { Multiple = true };

    public static ValueList<Parameter> ContentFilters { get; } =
    [
        Codes($"{Entry}FormatCode", Kind.DocumentEntry, "format_code"),
        EachCode($"{Entry}ConfidentialityCode", Kind.DocumentEntry, "confidentiality_codes"),
        EntryType,
    ];

    /// <summary>The filters of entries beside the patient, which some queries require and others do not.</summary>
    public static ValueList<Parameter> EntryFilters { get; } =
    [
        Status(QueryParameterNames.DocumentEntryStatus, Kind.DocumentEntry),
        Codes(ClassCode, Kind.DocumentEntry, "class_code"),
        Codes($"{Entry}TypeCode", Kind.DocumentEntry, "type_code"),
        Codes($"{Entry}PracticeSettingCode", Kind.DocumentEntry, "practice_setting_code"),
        Codes(FacilityTypeCode, Kind.DocumentEntry, "healthcare_facility_type_code"),
        EachCode(EventCodeList, Kind.DocumentEntry, "event_codes"),
        .. ContentFilters,
        .. Times($"{Entry}CreationTime", Kind.DocumentEntry, "creation_time", undecided: "o.on_demand = 1"),
        .. Times($"{Entry}ServiceStartTime", Kind.DocumentEntry, "service_start_time", undecided: "o.service_start_time is null"),
        .. Times($"{Entry}ServiceStopTime", Kind.DocumentEntry, "service_stop_time", undecided: "o.service_stop_time is null"),
        Like($"{Entry}AuthorPerson", Kind.DocumentEntry, "author_persons") with { Multiple = true },
    ];

    public static Parameter ReferenceIdList { get; } =
        Like($"{Entry}ReferenceIdList", Kind.DocumentEntry, "reference_ids") with { Required = true, Multiple = true, Repeatable = true };

    public static ValueList<Parameter> SubmissionSetFilters { get; } =
    [
        Patient(QueryParameterNames.SubmissionSetPatientId),
        Status(QueryParameterNames.SubmissionSetStatus, Kind.SubmissionSet),
        new("$XDSSubmissionSetSourceId", Comparison.Text, Kind.SubmissionSet, "source_id") { Multiple = true },
        .. Times("$XDSSubmissionSetSubmissionTime", Kind.SubmissionSet, "submission_time"),
        Like("$XDSSubmissionSetAuthorPerson", Kind.SubmissionSet, "author_persons"),
        Codes("$XDSSubmissionSetContentType", Kind.SubmissionSet, "content_type_code"),
    ];

    /// <summary>The filters of folders beside the patient.</summary>
    public static ValueList<Parameter> FolderFilters { get; } =
    [
        Status(QueryParameterNames.FolderStatus, Kind.Folder),
        .. Times("$XDSFolderLastUpdateTime", Kind.Folder, "last_update_time"),
        EachCode(FolderCodeList, Kind.Folder, "codes"),
    ];

    public static ValueList<Parameter> EntryId { get; } = Ids(Entry, Kind.DocumentEntry, multiple: false);

    public static ValueList<Parameter> EntryIds { get; } = Ids(Entry, Kind.DocumentEntry, multiple: true);

    public static Parameter EntryLogicalIds { get; } = new($"{Entry}LogicalID", Comparison.LogicalId, Kind.DocumentEntry) { Multiple = true };

    public static ValueList<Parameter> FolderId { get; } = Ids("$XDSFolder", Kind.Folder, multiple: false);

    public static ValueList<Parameter> FolderIds { get; } = Ids("$XDSFolder", Kind.Folder, multiple: true);

    public static Parameter FolderLogicalIds { get; } = new("$XDSFolderLogicalID", Comparison.LogicalId, Kind.Folder) { Multiple = true };

    public static ValueList<Parameter> SubmissionSetId { get; } = Ids("$XDSSubmissionSet", Kind.SubmissionSet, multiple: false);

    public static Parameter AnyUuid { get; } = new("$uuid", Comparison.EntryUuid, Kind.Association) { Required = true, Multiple = true };

    public static Parameter WantedAssociationTypes { get; } =
        new(QueryParameterNames.AssociationTypes, Comparison.AssociationType, Kind.Association, "type") { Required = true, Multiple = true };

    public static Parameter Patient(string name) => new(name, Comparison.Patient, Kind.DocumentEntry) { Required = true };

    public static Parameter Patients(string name) => new(name, Comparison.Patient, Kind.DocumentEntry) { Multiple = true };

    public static Parameter Status(string name, ObjectKind kind) => new(name, Comparison.Status, kind, "status") { Required = true, Multiple = true };

    private static Parameter Codes(string name, ObjectKind kind, string column) => new(name, Comparison.Code, kind, column) { Multiple = true };

    private static Parameter EachCode(string name, ObjectKind kind, string column) =>
        new(name, Comparison.EachCode, kind, column) { Multiple = true, Repeatable = true };

    private static Parameter Like(string name, ObjectKind kind, string column) => new(name, Comparison.Like, kind, column);

    private static ValueList<Parameter> Times(string name, ObjectKind kind, string column, string? undecided = null) =>
    [
        new($"{name}From", Comparison.From, kind, column) { Undecided = undecided },
        new($"{name}To", Comparison.Until, kind, column) { Undecided = undecided },
    ];

    private static ValueList<Parameter> Ids(string prefix, ObjectKind kind, bool multiple) =>
    [
        new($"{prefix}EntryUUID", Comparison.EntryUuid, kind) { Multiple = multiple },
        new($"{prefix}UniqueId", Comparison.UniqueId, kind) { Multiple = multiple },
    ];
}
