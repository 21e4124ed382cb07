using System.Data.Common;
using System.Text.Json;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Registry;

/// <summary>Writes the registry rows of one message; <paramref name="now"/> is its moment, as folders show it. Several writers may add to one batch.</summary>
internal sealed class RegistryWriter(StatementBatch batch, Hl7Time now)
{
    private static readonly Statement CountObjects = new("update registry_patient_objects set objects = @objects where patient = @patient");

    private static readonly Statement Deprecate = new(
        $"update registry_document_entry set status = {StatusNumber.Deprecated} where patient = @patient and number = @number");

    private static readonly Dictionary<(ObjectKind Kind, bool HasNewerVersion), Statement> ChangeRow = (
        from kind in new[] { ObjectKind.DocumentEntry, ObjectKind.Folder, ObjectKind.Association }
        from older in new[] { false, true }
        let columns = older ? "status = @status, latest = 0" : "status = @status"
        select ((kind, older), new Statement($"update {Tables.Name(kind)} set {columns} where patient = @patient and number = @number"))).ToDictionary();

    private static readonly Statement TouchFolder = new(
        "update registry_folder set last_update_time = @time where patient = @patient and number = @number and last_update_time < @time");

    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);

    /// <summary>A writer with a batch of its own.</summary>
    public RegistryWriter(DbConnection connection, DbTransaction transaction, Hl7Time now)
        : this(new StatementBatch(connection, transaction), now)
    {
    }

    /// <summary>Stores the objects as the patient's, in order, and applies what they do to registered ones.</summary>
    public Task ApplyAsync(KnownPatient patient, SubmissionEffects effects)
    {
        Add(patient, effects);
        return batch.RunAsync();
    }

    /// <summary>As above, when the batch is run.</summary>
    public void Add(KnownPatient patient, SubmissionEffects effects)
    {
        foreach (var (id, number) in effects.Registered) _numbers[id] = number;
        var place = patient.Objects;
        foreach (var item in effects.Objects) _numbers[item.Id] = ObjectNumber.Of(patient.Patient, place++);
        batch.Write(CountObjects, place, patient.Patient);
        foreach (var item in effects.Objects) InsertKeys(item);
        foreach (var item in effects.Objects) Insert(item, effects.Receipt);
        foreach (var number in effects.Deprecated) batch.Write(Deprecate, ObjectNumber.Patient(number), number);
        foreach (var change in effects.Changes)
            batch.Write(ChangeRow[(change.Kind, change.HasNewerVersion)], change.Status, ObjectNumber.Patient(change.Number), change.Number);
        foreach (var number in effects.TouchedFolders) batch.Write(TouchFolder, ColumnValues.Sortable(now), ObjectNumber.Patient(number), number);
    }

    private void InsertKeys(RegistryObject item)
    {
        var number = _numbers[item.Id];
        batch.Insert(RegistryInserts.Objects, RegistryStore.UuidBytes(item.Id), number, (long)ObjectKinds.Of(item));
        if (item is PatientObject { UniqueId: { } uniqueId })
        {
            var sole = item is DocumentEntry || ColumnValues.LogicalId(item) is not null ? 0 : 1;
            batch.Insert(RegistryInserts.UniqueIds, uniqueId, number, (long)ObjectKinds.Of(item), sole);
        }

        if (item is not DocumentEntry entry) return;
        foreach (var code in entry.EventCodes.Select(c => c.ToQueryValue()).Distinct())
            batch.Insert(RegistryInserts.EventCodes, code, ObjectNumber.Patient(number), number);
    }

    private void Insert(RegistryObject item, Receipt? receipt)
    {
        switch (item)
        {
            case DocumentEntry entry: Insert(_numbers[item.Id], entry); break;
            case SubmissionSet set: Insert(_numbers[item.Id], set, receipt); break;
            case Folder folder: Insert(_numbers[item.Id], folder); break;
            case Association association: Insert(_numbers[item.Id], association); break;
        }
    }

    private void Insert(long number, DocumentEntry entry) => batch.Insert(
        RegistryInserts.DocumentEntry,
        number,
        ObjectNumber.Patient(number),
        ColumnValues.LogicalId(entry),
        ColumnValues.Version(entry),
        ColumnValues.Status(entry),
        entry.ObjectType == Vocabulary.OnDemandDocument ? 1 : 0,
        entry.DocumentAvailability,
        ColumnValues.Sortable(entry.CreationTime),
        ColumnValues.Sortable(entry.ServiceStartTime),
        ColumnValues.Sortable(entry.ServiceStopTime),
        entry.ClassCode?.ToQueryValue(),
        entry.TypeCode?.ToQueryValue(),
        entry.FormatCode?.ToQueryValue(),
        entry.PracticeSettingCode?.ToQueryValue(),
        entry.HealthcareFacilityTypeCode?.ToQueryValue(),
        ColumnValues.Codes(entry.ConfidentialityCodes),
        ColumnValues.Codes(entry.EventCodes),
        ColumnValues.Persons(entry.Authors),
        ColumnValues.List(entry.ReferenceIds),
        ColumnValues.Body(entry));

    private void Insert(long number, SubmissionSet set, Receipt? receipt) => batch.Insert(
        RegistryInserts.SubmissionSet,
        number,
        ObjectNumber.Patient(number),
        ColumnValues.Sortable(set.SubmissionTime),
        set.SourceId,
        set.ContentTypeCode?.ToQueryValue(),
        ColumnValues.Persons(set.Authors),
        receipt?.Message,
        receipt is { Warnings.Count: > 0 } ? JsonSerializer.Serialize<XdsError[]>([.. receipt.Warnings]) : null,
        ColumnValues.Body(set));

    private void Insert(long number, Folder folder) => batch.Insert(
        RegistryInserts.Folder,
        number,
        ObjectNumber.Patient(number),
        ColumnValues.LogicalId(folder),
        ColumnValues.Version(folder),
        ColumnValues.Status(folder),
        ColumnValues.Sortable(now),
        ColumnValues.Codes(folder.Codes),
        ColumnValues.Body(folder));

    private void Insert(long number, Association association) => batch.Insert(
        RegistryInserts.Associations,
        number,
        ObjectNumber.Patient(number),
        (long)AssociationTypes.Of(association.Type)!.Value,
        _numbers[association.SourceId],
        _numbers[association.TargetId],
        ColumnValues.Body(association));
}
