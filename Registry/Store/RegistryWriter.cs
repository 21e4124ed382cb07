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
        InsertKeys(effects.Objects);
        foreach (var item in effects.Objects) Insert(item, effects.Receipt);
        InsertAssociations(patient.Patient, [.. effects.Objects.OfType<Association>()]);
        foreach (var number in effects.Deprecated) batch.Write(Deprecate, ObjectNumber.Patient(number), number);
        foreach (var change in effects.Changes)
            batch.Write(ChangeRow[(change.Kind, change.HasNewerVersion)], change.Status, ObjectNumber.Patient(change.Number), change.Number);
        foreach (var number in effects.TouchedFolders) batch.Write(TouchFolder, ColumnValues.Sortable(now), ObjectNumber.Patient(number), number);
    }

    private void InsertKeys(List<RegistryObject> objects)
    {
        foreach (var chunk in objects.Chunk(RepeatedStatement.Most))
        {
            batch.Write(RegistryInserts.Objects.Of(chunk.Length), [.. chunk.SelectMany(item =>
                new SqlValue[] { RegistryStore.UuidBytes(item.Id), _numbers[item.Id], (long)ObjectKinds.Of(item) })]);
        }

        foreach (var chunk in objects.OfType<PatientObject>().Where(o => o.UniqueId is not null).Chunk(RepeatedStatement.Most))
        {
            batch.Write(RegistryInserts.UniqueIds.Of(chunk.Length), [.. chunk.SelectMany(item => new SqlValue[]
            {
                item.UniqueId, _numbers[item.Id], (long)ObjectKinds.Of(item), item is DocumentEntry || ColumnValues.LogicalId(item) is not null ? 0 : 1,
            })]);
        }

        var codes = objects.OfType<DocumentEntry>().SelectMany(entry => entry.EventCodes.Select(c => (entry.Id, Code: c.ToQueryValue())).Distinct());
        foreach (var chunk in codes.Chunk(RepeatedStatement.Most))
        {
            batch.Write(RegistryInserts.EventCodes.Of(chunk.Length), [.. chunk.SelectMany(c =>
                new SqlValue[] { c.Code, ObjectNumber.Patient(_numbers[c.Id]), _numbers[c.Id] })]);
        }
    }

    private void Insert(RegistryObject item, Receipt? receipt)
    {
        switch (item)
        {
            case DocumentEntry entry: Insert(_numbers[item.Id], entry); break;
            case SubmissionSet set: Insert(_numbers[item.Id], set, receipt); break;
            case Folder folder: Insert(_numbers[item.Id], folder); break;
        }
    }

    private void Insert(long number, DocumentEntry entry) => batch.Write(
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

    private void Insert(long number, SubmissionSet set, Receipt? receipt) => batch.Write(
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

    private void Insert(long number, Folder folder) => batch.Write(
        RegistryInserts.Folder,
        number,
        ObjectNumber.Patient(number),
        ColumnValues.LogicalId(folder),
        ColumnValues.Version(folder),
        ColumnValues.Status(folder),
        ColumnValues.Sortable(now),
        ColumnValues.Codes(folder.Codes),
        ColumnValues.Body(folder));

    private void InsertAssociations(long patient, Association[] associations)
    {
        foreach (var chunk in associations.Chunk(RepeatedStatement.Most))
        {
            batch.Write(RegistryInserts.Associations.Of(chunk.Length), [.. chunk.SelectMany(association => new SqlValue[]
            {
                _numbers[association.Id], patient, (long)AssociationTypes.Of(association.Type)!.Value,
                _numbers[association.SourceId], _numbers[association.TargetId], ColumnValues.Body(association),
            })]);
        }
    }
}
