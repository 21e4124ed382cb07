using IheNode.Core;

namespace IheNode.Registry;

/// <summary>The columns of an object's row that repeat what its body says, so that queries can find it.</summary>
internal static class IndexColumns
{
    /// <summary>The columns that are not as the body says.</summary>
    public static IEnumerable<Finding> Check(CheckedPage page)
    {
        foreach (var row in page.Rows)
        {
            var wrong = Of(row.Object).Where(c => !Equals(c.Value, Plain(row.Columns[c.Name]))).ToArray();
            if (wrong.Length > 0)
                yield return new("index-columns", row.Subject, $"{string.Join(", ", wrong.Select(c => c.Name))}: not what the stored object says.", row.Set(wrong));
            if (row.Value("status") is not (StatusNumber.Approved or StatusNumber.Deprecated))
                yield return new("status", row.Subject, $"{row.Value("status")} is no availabilityStatus.");
        }
    }

    private static (string Name, object? Value)[] Of(RegistryObject value) => value switch
    {
        DocumentEntry entry =>
        [
            ("on_demand", entry.ObjectType == Vocabulary.OnDemandDocument ? 1L : 0L),
            ("creation_time", ColumnValues.Sortable(entry.CreationTime)),
            ("service_start_time", ColumnValues.Sortable(entry.ServiceStartTime)),
            ("service_stop_time", ColumnValues.Sortable(entry.ServiceStopTime)),
            ("class_code", entry.ClassCode?.ToQueryValue()),
            ("type_code", entry.TypeCode?.ToQueryValue()),
            ("format_code", entry.FormatCode?.ToQueryValue()),
            ("practice_setting_code", entry.PracticeSettingCode?.ToQueryValue()),
            ("healthcare_facility_type_code", entry.HealthcareFacilityTypeCode?.ToQueryValue()),
            ("confidentiality_codes", ColumnValues.Codes(entry.ConfidentialityCodes)),
            ("event_codes", ColumnValues.Codes(entry.EventCodes)),
            ("author_persons", ColumnValues.Persons(entry.Authors)),
            ("reference_ids", ColumnValues.List(entry.ReferenceIds)),
        ],
        SubmissionSet set =>
        [
            ("submission_time", ColumnValues.Sortable(set.SubmissionTime)),
            ("source_id", set.SourceId),
            ("content_type_code", set.ContentTypeCode?.ToQueryValue()),
            ("author_persons", ColumnValues.Persons(set.Authors)),
        ],
        Folder folder => [("codes", ColumnValues.Codes(folder.Codes))],
        Association association => [("type", (long?)AssociationTypes.Of(association.Type))],
        _ => [],
    };

    // An integer column may come as any width, and null as a value of its own.
    private static object? Plain(object? value) => value is int number ? (long)number : value is DBNull ? null : value;
}
