using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>The statements by which new objects become rows; all are the latest version.</summary>
internal static class RegistryInserts
{
    public static readonly RepeatedStatement Objects = new("insert into registry_object (uuid, number, kind) values ", "(@uuid, @number, @kind)");

    public static readonly RepeatedStatement UniqueIds = new(
        "insert into registry_unique_id (unique_id, number, kind, sole) values ", "(@uniqueId, @number, @kind, @sole)");

    public static readonly RepeatedStatement EventCodes = new(
        "insert into registry_event_code (code, patient, number) values ", "(@code, @patient, @number)");

    public static readonly RepeatedStatement DocumentEntry = new(
        """
        insert into registry_document_entry (
          number, patient, logical_id, version, latest, status, on_demand, availability, creation_time, service_start_time, service_stop_time,
          class_code, type_code, format_code, practice_setting_code, healthcare_facility_type_code,
          confidentiality_codes, event_codes, author_persons, reference_ids, body)
        values
        """, """
        (
          @number, @patient, @logicalId, @version, 1, @status, @onDemand, @availability, @creationTime, @serviceStartTime, @serviceStopTime,
          @classCode, @typeCode, @formatCode, @practiceSettingCode, @healthcareFacilityTypeCode,
          @confidentialityCodes, @eventCodes, @authorPersons, @referenceIds, @body)
        """);

    public static readonly RepeatedStatement SubmissionSet = new(
        """
        insert into registry_submission_set (
          number, patient, status, submission_time, source_id, content_type_code, author_persons, message, warnings, body)
        values
        """, """
        (@number, @patient, 1, @submissionTime, @sourceId, @contentTypeCode, @authorPersons, @message, @warnings, @body)
        """);

    public static readonly RepeatedStatement Folder = new(
        """
        insert into registry_folder (number, patient, logical_id, version, latest, status, last_update_time, codes, body)
        values
        """, """
        (@number, @patient, @logicalId, @version, 1, @status, @time, @codes, @body)
        """);

    public static readonly RepeatedStatement Associations = new(
        "insert into registry_association (number, patient, status, type, source, target, body) values ",
        "(@number, @patient, 1, @type, @source, @target, @body)");
}
