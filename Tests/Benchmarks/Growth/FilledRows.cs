using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IheNode.Core;
using IheNode.Platform;
using IheNode.Registry;

namespace IheNode.Benchmarks;

/// <summary>A table and the columns of it that are written.</summary>
internal sealed record BulkTable(string Name, params string[] Columns);

/// <summary>
/// The rows that the registry's own writer would make, for a bulk of them: one submission is encoded by the registry's code, the others are copies of it with
/// values of their own written over. <c>ihenode registry check</c> tells whether they are right.
/// </summary>
internal sealed class FilledRows
{
    private static readonly BulkTable Patients = new("registry_patient", "patient", "id");
    private static readonly BulkTable Counters = new("registry_patient_objects", "patient", "objects");
    private static readonly BulkTable Objects = new("registry_object", "uuid", "number", "kind");
    private static readonly BulkTable UniqueIds = new("registry_unique_id", "unique_id", "number", "kind", "sole");
    private static readonly BulkTable EventCodes = new("registry_event_code", "code", "patient", "number");

    private static readonly BulkTable SubmissionSets = new(
        "registry_submission_set", "number", "patient", "status", "submission_time", "source_id", "content_type_code", "author_persons", "message", "body");

    private static readonly BulkTable DocumentEntries = new(
        "registry_document_entry", "number", "patient", "version", "latest", "status", "on_demand", "creation_time", "service_start_time", "service_stop_time",
        "class_code", "type_code", "format_code", "practice_setting_code", "healthcare_facility_type_code", "confidentiality_codes", "event_codes",
        "author_persons", "body");

    private static readonly BulkTable Associations = new("registry_association", "number", "patient", "status", "type", "source", "target", "body");

    private static readonly SubmittedValues Model = new(765_432, 98_765_432_109);

    private readonly IBulkRows _rows;
    private readonly (RegistryObject Object, BodyTemplate Body)[] _models;

    public FilledRows(IBulkRows rows)
    {
        _rows = rows;
        var objects = FilledRegistry.Submission(Model);
        var ids = objects.Select((o, place) => (o.Id, Uuid: EntryUuid.From(FilledRegistry.Uuid(Model.Serial, place)))).ToDictionary(o => o.Id, o => o.Uuid);
        var own = Values(Model);
        _models = [.. objects.Select(o => (o with { Id = ids[o.Id], AvailabilityStatus = null }) switch
        {
            Association a => a with { SourceId = ids[a.SourceId], TargetId = ids[a.TargetId] },
            var other => other,
        }).Select(o => (o, new BodyTemplate(ColumnValues.Body(o), own)))];
    }

    /// <summary>Adds a patient; <paramref name="n"/> counts from 0, the registry's own numbers from 1.</summary>
    public void AddPatient(long n, long submissions)
    {
        _rows.Add(Patients, n + 1, Sample.Patient((int)n).Text);
        _rows.Add(Counters, n + 1, submissions * FilledRegistry.ObjectsEach);
    }

    /// <summary>Adds a submission of a patient, before which the patient had <paramref name="round"/> others.</summary>
    public void AddSubmission(SubmittedValues values, long round)
    {
        var patient = values.Patient + 1;
        var first = ObjectNumber.Of(patient, round * FilledRegistry.ObjectsEach);
        var own = Values(values);
        for (var place = 0; place < _models.Length; place++)
        {
            var (item, body) = _models[place];
            var number = first + place;
            _rows.Add(Objects, own[place], number, (long)ObjectKinds.Of(item));
            switch (item)
            {
                case SubmissionSet set: Add(set, number, patient, values, body.With(own)); break;
                case DocumentEntry entry: Add(entry, place, number, patient, values, body.With(own)); break;
                case Association:
                    _rows.Add(
                        Associations, number, patient, StatusNumber.Approved, (long)AssociationType.HasMember, first, number - FilledRegistry.DocumentsEach,
                        body.With(own));
                    break;
            }
        }
    }

    // The UUIDs of all objects come first.
    private static byte[][] Values(SubmittedValues values) =>
    [
        .. Enumerable.Range(0, FilledRegistry.ObjectsEach).Select(place => FilledRegistry.Uuid(values.Serial, place).ToByteArray(bigEndian: true)),
        .. new[] { Sample.Patient((int)values.Patient).Text!, values.Digits, values.Day, values.Begin }.Select(Encoding.ASCII.GetBytes),
        .. Enumerable.Range(1, FilledRegistry.DocumentsEach).Select(place => Encoding.ASCII.GetBytes(values.Hash(place))),
    ];

    private void Add(SubmissionSet set, long number, long patient, SubmittedValues values, byte[] body)
    {
        _rows.Add(UniqueIds, Sample.UniqueId(0, values.Digits), number, (long)ObjectKind.SubmissionSet, 1);
        _rows.Add(
            SubmissionSets, number, patient, StatusNumber.Approved, ColumnValues.Sortable(set.SubmissionTime), set.SourceId, set.ContentTypeCode?.ToQueryValue(),
            ColumnValues.Persons(set.Authors), SHA256.HashData(body), body);
    }

    private void Add(DocumentEntry entry, int place, long number, long patient, SubmittedValues values, byte[] body)
    {
        _rows.Add(UniqueIds, Sample.UniqueId(place, values.Digits), number, (long)ObjectKind.DocumentEntry, 0);
        foreach (var code in entry.EventCodes) _rows.Add(EventCodes, code.ToQueryValue(), patient, number);
        var (begin, day) = (long.Parse(values.Begin, CultureInfo.InvariantCulture), long.Parse(values.Day, CultureInfo.InvariantCulture));
        _rows.Add(
            DocumentEntries, number, patient, 1, 1, StatusNumber.Approved, 0, (day * 1_000_000) + 101500, begin * 1_000_000, day * 1_000_000,
            entry.ClassCode?.ToQueryValue(), entry.TypeCode?.ToQueryValue(), entry.FormatCode?.ToQueryValue(), entry.PracticeSettingCode?.ToQueryValue(),
            entry.HealthcareFacilityTypeCode?.ToQueryValue(), ColumnValues.Codes(entry.ConfidentialityCodes), ColumnValues.Codes(entry.EventCodes),
            ColumnValues.Persons(entry.Authors), body);
    }
}

/// <summary>An encoded object in which values can be written over by others of the same length.</summary>
internal sealed class BodyTemplate
{
    private readonly byte[] _octets;
    private readonly List<(int Offset, int Value)> _places = [];

    public BodyTemplate(byte[] octets, byte[][] values)
    {
        _octets = octets;
        for (var value = 0; value < values.Length; value++)
        {
            for (var from = 0; octets.AsSpan(from).IndexOf(values[value]) is var found and >= 0; from += found + values[value].Length)
                _places.Add((from + found, value));
        }
    }

    /// <summary>A copy with these values.</summary>
    public byte[] With(byte[][] values)
    {
        var copy = (byte[])_octets.Clone();
        foreach (var (offset, value) in _places) values[value].CopyTo(copy, offset);
        return copy;
    }
}
