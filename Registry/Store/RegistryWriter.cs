using System.Data.Common;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;
using IheNode.Core;

namespace IheNode.Registry;

/// <summary>Writes registry rows in one transaction; <paramref name="now"/> is its moment, as folders show it.</summary>
internal sealed class RegistryWriter(DbConnection connection, DbTransaction transaction, Hl7Time now)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);

    /// <summary>Stores the objects as the patient's, in order, and applies what they do to registered ones.</summary>
    public async Task ApplyAsync(KnownPatient patient, SubmissionEffects effects)
    {
        foreach (var (id, number) in effects.Registered) _numbers[id] = number;
        var place = patient.Objects;
        foreach (var item in effects.Objects) _numbers[item.Id] = ObjectNumber.Of(patient.Patient, place++);
        foreach (var item in effects.Objects) await InsertAsync(item).ConfigureAwait(false);
        await ExecuteAsync("update registry_patient set objects = @place where patient = @patient", new { place, patient = patient.Patient }).ConfigureAwait(false);
        foreach (var number in effects.Deprecated)
        {
            await ExecuteAsync(
                "update registry_document_entry set status = @deprecated where patient = @patient and number = @number",
                new { deprecated = StatusNumber.Deprecated, patient = ObjectNumber.Patient(number), number }).ConfigureAwait(false);
        }

        foreach (var change in effects.Changes) await ChangeAsync(change).ConfigureAwait(false);
        foreach (var number in effects.TouchedFolders)
        {
            await ExecuteAsync(
                "update registry_folder set last_update_time = @time where patient = @patient and number = @number",
                new { time = Sortable(now), patient = ObjectNumber.Patient(number), number }).ConfigureAwait(false);
        }
    }

    private async Task ChangeAsync(RowChange change)
    {
        var values = new { change.Status, patient = ObjectNumber.Patient(change.Number), change.Number };
        await ExecuteAsync($"update {Tables.Name(change.Kind)} set status = @Status where patient = @patient and number = @Number", values).ConfigureAwait(false);
        if (!change.HasNewerVersion) return;
        await ExecuteAsync($"update {Tables.Name(change.Kind)} set latest = 0 where patient = @patient and number = @Number", values).ConfigureAwait(false);
    }

    private async Task InsertAsync(RegistryObject item)
    {
        var number = _numbers[item.Id];
        var kind = (int)ObjectKinds.Of(item);
        // What can change lives in columns.
        var body = ObjectBody.Encode(item with { AvailabilityStatus = null, LogicalId = null, Version = null });
        await ExecuteAsync(
            "insert into registry_object (uuid, number, kind) values (@uuid, @number, @kind)",
            new { uuid = RegistryStore.UuidBytes(item.Id), number, kind }).ConfigureAwait(false);
        if (item is PatientObject { UniqueId: { } uniqueId })
        {
            await ExecuteAsync(
                "insert into registry_unique_id (unique_id, number, kind, sole) values (@uniqueId, @number, @kind, @sole)",
                new { uniqueId, number, kind, sole = item is DocumentEntry || LogicalId(item) is not null ? 0 : 1 }).ConfigureAwait(false);
        }

        await (item switch
        {
            DocumentEntry entry => InsertAsync(number, entry, body),
            SubmissionSet set => InsertAsync(number, set, body),
            Folder folder => InsertAsync(number, folder, body),
            Association association => InsertAsync(number, association, body),
            _ => throw new ArgumentException($"{item.GetType().Name} is not stored.", nameof(item)),
        }).ConfigureAwait(false);
    }

    private async Task InsertAsync(long number, DocumentEntry entry, byte[] body)
    {
        await InsertRowAsync(number, entry, body).ConfigureAwait(false);
        foreach (var code in entry.EventCodes.Select(c => c.ToQueryValue()).Distinct())
        {
            await ExecuteAsync(
                "insert into registry_event_code (code, patient, number) values (@code, @patient, @number)",
                new { code, patient = ObjectNumber.Patient(number), number }).ConfigureAwait(false);
        }
    }

    private Task<int> InsertRowAsync(long number, DocumentEntry entry, byte[] body) => ExecuteAsync(
        """
        insert into registry_document_entry (
          number, patient, logical_id, version, latest, status, on_demand, availability, creation_time, service_start_time, service_stop_time,
          class_code, type_code, format_code, practice_setting_code, healthcare_facility_type_code,
          confidentiality_codes, event_codes, author_persons, reference_ids, body)
        values (
          @number, @patient, @logicalId, @version, 1, @status, @onDemand, @availability, @creationTime, @serviceStartTime, @serviceStopTime,
          @classCode, @typeCode, @formatCode, @practiceSettingCode, @healthcareFacilityTypeCode,
          @confidentialityCodes, @eventCodes, @authorPersons, @referenceIds, @body)
        """,
        new
        {
            number,
            patient = ObjectNumber.Patient(number),
            logicalId = LogicalId(entry),
            version = Version(entry),
            status = Status(entry),
            onDemand = entry.ObjectType == Vocabulary.OnDemandDocument ? 1 : 0,
            availability = entry.DocumentAvailability,
            creationTime = Sortable(entry.CreationTime),
            serviceStartTime = Sortable(entry.ServiceStartTime),
            serviceStopTime = Sortable(entry.ServiceStopTime),
            classCode = entry.ClassCode?.ToQueryValue(),
            typeCode = entry.TypeCode?.ToQueryValue(),
            formatCode = entry.FormatCode?.ToQueryValue(),
            practiceSettingCode = entry.PracticeSettingCode?.ToQueryValue(),
            healthcareFacilityTypeCode = entry.HealthcareFacilityTypeCode?.ToQueryValue(),
            confidentialityCodes = List(entry.ConfidentialityCodes.Select(c => c.ToQueryValue())),
            eventCodes = List(entry.EventCodes.Select(c => c.ToQueryValue())),
            authorPersons = Persons(entry.Authors),
            referenceIds = List(entry.ReferenceIds),
            body,
        });

    private Task<int> InsertAsync(long number, SubmissionSet set, byte[] body) => ExecuteAsync(
        """
        insert into registry_submission_set (number, patient, status, submission_time, source_id, content_type_code, author_persons, body)
        values (@number, @patient, @status, @submissionTime, @sourceId, @contentTypeCode, @authorPersons, @body)
        """,
        new
        {
            number,
            patient = ObjectNumber.Patient(number),
            status = StatusNumber.Approved,
            submissionTime = Sortable(set.SubmissionTime),
            sourceId = set.SourceId,
            contentTypeCode = set.ContentTypeCode?.ToQueryValue(),
            authorPersons = Persons(set.Authors),
            body,
        });

    private Task<int> InsertAsync(long number, Folder folder, byte[] body) => ExecuteAsync(
        """
        insert into registry_folder (number, patient, logical_id, version, latest, status, last_update_time, codes, body)
        values (@number, @patient, @logicalId, @version, 1, @status, @time, @codes, @body)
        """,
        new
        {
            number,
            patient = ObjectNumber.Patient(number),
            logicalId = LogicalId(folder),
            version = Version(folder),
            status = Status(folder),
            time = Sortable(now),
            codes = List(folder.Codes.Select(c => c.ToQueryValue())),
            body,
        });

    private Task<int> InsertAsync(long number, Association association, byte[] body) => ExecuteAsync(
        """
        insert into registry_association (number, patient, status, type, source, target, body)
        values (@number, @patient, @status, @type, @source, @target, @body)
        """,
        new
        {
            number,
            patient = ObjectNumber.Patient(number),
            status = StatusNumber.Approved,
            type = (int)AssociationTypes.Of(association.Type)!.Value,
            source = _numbers[association.SourceId],
            target = _numbers[association.TargetId],
            body,
        });

    private Task<int> ExecuteAsync(string sql, object values) => connection.ExecuteAsync(sql, values, transaction);

    // Null for the first version, whose logical id is its own.
    private static byte[]? LogicalId(RegistryObject item) =>
        item.LogicalId is { } first && first != item.Id ? RegistryStore.UuidBytes(first) : null;

    private static long Status(RegistryObject item) => item.AvailabilityStatus is { } given ? StatusNumber.Of(given)!.Value : StatusNumber.Approved;

    private static long Version(RegistryObject item) => item.Version is { } given ? long.Parse(given, CultureInfo.InvariantCulture) : 1;

    private static long? Sortable(Hl7Time? time) => time is { } given ? long.Parse(given.Earliest, CultureInfo.InvariantCulture) : null;

    private static string? Persons(ValueList<Author> authors) => List(authors.Select(a => a.Person).OfType<string>());

    private static string? List(IEnumerable<string> values) => values.ToArray() is { Length: > 0 } items ? JsonSerializer.Serialize(items, Plain) : null;
}
