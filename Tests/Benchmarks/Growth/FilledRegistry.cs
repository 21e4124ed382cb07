using System.Buffers.Binary;
using System.Globalization;
using Dapper;
using IheNode.Core;
using IheNode.Platform;
using IheNode.Registry;

namespace IheNode.Benchmarks;

/// <summary>
/// A registry of any size whose objects are known by their place, so that whoever asks for one needs no list of what was filled: each patient has
/// <see cref="SubmissionsEach"/> submissions of <see cref="DocumentsEach"/> documents, and the last one many.
/// </summary>
/// <param name="Patients">Patients who have as many as any other.</param>
/// <param name="LargeSubmissions">Submissions of the patient after them, who has many.</param>
internal sealed record FilledRegistry(long Patients, long LargeSubmissions)
{
    public const int DocumentsEach = 4, SubmissionsEach = 5, EntriesEach = DocumentsEach * SubmissionsEach;

    /// <summary>A set, its entries and their memberships.</summary>
    public const int ObjectsEach = 1 + DocumentsEach + DocumentsEach;

    private const long FirstMoment = 1_700_000_000_000;

    /// <summary>All entries.</summary>
    public long Entries => (Patients * EntriesEach) + (LargeSubmissions * DocumentsEach);

    /// <summary>Reads how far a database was filled.</summary>
    public static async Task<FilledRegistry> OfAsync(DatabaseEngine engine)
    {
        await using var connection = await engine.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        var (patients, objects) = await connection.QuerySingleAsync<(long, long)>(
            "select patient, objects from registry_patient_objects where patient = (select max(patient) from registry_patient_objects)").ConfigureAwait(false);
        return new(patients - 1, objects / ObjectsEach);
    }

    /// <summary>
    /// All submissions in the order in which they come: every patient's first, every patient's second and so on, so that a patient's rows are not neighbours
    /// where the database does not make them so; then those of the patient who has many.
    /// </summary>
    public IEnumerable<(long Patient, long Round, long Serial)> Submissions()
    {
        for (long serial = 0; serial < Patients * SubmissionsEach; serial++) yield return (serial % Patients, serial / Patients, serial);
        for (long round = 0; round < LargeSubmissions; round++) yield return (Patients, round, (Patients * SubmissionsEach) + round);
    }

    /// <summary>The UUID at a place of a submission: begins with its moment, as those do that the registry gives.</summary>
    public static Guid Uuid(long serial, int place)
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(octets, (FirstMoment + serial) << 16);
        var mixed = ((ulong)((serial * ObjectsEach) + place) + 1) * 0x9E3779B97F4A7C15;
        BinaryPrimitives.WriteUInt64BigEndian(octets[8..], mixed ^ (mixed >> 29));
        octets[6] = (byte)(0x70 | (place & 0x0F));
        octets[8] = (byte)((octets[8] & 0x3F) | 0x80);
        return new Guid(octets, bigEndian: true);
    }

    /// <summary>A submission as it is sent: a discharge summary, a laboratory report, a prescription and an image report.</summary>
    public static ValueList<RegistryObject> Submission(SubmittedValues values)
    {
        var documents = Enumerable.Repeat(Nothing, DocumentsEach).ToList();
        var place = 0;
        return Sample.Submission(Sample.Patient((int)values.Patient), values.Digits, documents).Submission.Objects.Objects
            .Select(o => o is DocumentEntry entry ? Kinds[place++](entry with
            {
                CreationTime = new($"{values.Day}101500"),
                ServiceStartTime = new(values.Begin),
                ServiceStopTime = new(values.Day),
                Hash = values.Hash(place),
                Size = "4096",
                RepositoryUniqueId = Sample.Repository,
            }) : o).ToValueList();
    }

    private const string Loinc = "2.16.840.1.113883.6.1", Classes = "1.3.6.1.4.1.19376.1.2.6.1";

    private static readonly Content Nothing = Content.Of([]);

    private static readonly Func<DocumentEntry, DocumentEntry>[] Kinds =
    [
        entry => entry,
        entry => entry with { ClassCode = new("REPORTS", Classes, "Reports"), TypeCode = new("11488-4", Loinc, "Consultation Note") },
        entry => entry with { ClassCode = new("PRESCRIPTIONS", Classes, "Prescribed Treatments and Diagnoses"), TypeCode = new("34895-3", Loinc, "Education Note") },
        entry => entry with
        {
            ClassCode = new("IMAGES", Classes, "Images"),
            TypeCode = new("18748-4", Loinc, "Diagnostic imaging study"),
            EventCodes = [new("MPQ-eventcode-1", "1.3.6.1.4.1.21367.2017.3", "MPQ-eventcode-1")],
        },
    ];
}

/// <summary>What differs from submission to submission; each is as long in one as in another.</summary>
internal readonly record struct SubmittedValues(long Patient, long Serial)
{
    private const long FirstSerial = 7_000_000_000_000_000;
    private const int Days = 2800;

    private DateTime Date => new DateTime(2019, 4, 11).AddDays(Serial * 7919 % Days);

    /// <summary>The serial as it stands in uniqueIds.</summary>
    public string Digits => (FirstSerial + Serial).ToString(CultureInfo.InvariantCulture);

    /// <summary>The day of the documents.</summary>
    public string Day => Date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>The day on which what they tell of began.</summary>
    public string Begin => Date.AddDays(-10).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>The hash of the document at a place.</summary>
    public string Hash(int place) => Convert.ToHexStringLower(FilledRegistry.Uuid(Serial, place).ToByteArray()) + "90afd807";
}
