using System.Data.Common;
using System.Globalization;
using IheNode.Core;

namespace IheNode.Registry;

/// <summary>A registered object as its row holds it; Dapper fills it.</summary>
internal sealed class StoredRow
{
    /// <summary>Its number, which names its patient too.</summary>
    public long Number { get; set; }

    /// <summary>1 = Approved, 2 = Deprecated.</summary>
    public long Status { get; set; }

    /// <summary>The UUID of the first version of an entry or folder, 16 octets; null in the first version itself.</summary>
    public byte[]? LogicalId { get; set; }

    /// <summary>The version of an entry or folder.</summary>
    public long Version { get; set; }

    /// <summary>1 in the newest version of an entry or folder.</summary>
    public long Latest { get; set; }

    /// <summary>documentAvailability of an entry.</summary>
    public string? Availability { get; set; }

    /// <summary>lastUpdateTime of a folder, 14 digits.</summary>
    public long? LastUpdateTime { get; set; }

    /// <summary>The object as it was registered.</summary>
    public byte[] Body { get; set; } = [];

    /// <summary>The patient under whose number the object was registered.</summary>
    public long Patient => ObjectNumber.Patient(Number);

    /// <summary>Reads the columns of <see cref="Tables.Select"/>.</summary>
    public static StoredRow Read(ObjectKind kind, DbDataReader reader)
    {
        var row = new StoredRow { Number = reader.GetInt64(0), Body = reader.IsDBNull(1) ? [] : reader.GetFieldValue<byte[]>(1), Status = reader.GetInt64(2) };
        if (kind is ObjectKind.DocumentEntry or ObjectKind.Folder)
        {
            row.LogicalId = reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3);
            (row.Version, row.Latest) = (reader.GetInt64(4), reader.GetInt64(5));
            if (kind == ObjectKind.Folder) row.LastUpdateTime = reader.GetInt64(6);
            else row.Availability = reader.IsDBNull(6) ? null : reader.GetString(6);
        }

        return row;
    }

    /// <summary>The object as it is now: its body, with what can change written over it.</summary>
    /// <param name="patientId">The id under which the patient is known now.</param>
    public RegistryObject ToObject(PatientId? patientId) => ToStored(patientId?.Text).ToObject();

    /// <summary>The object as it is now, without making one of it.</summary>
    /// <param name="patientId">The id under which the patient is known now.</param>
    public StoredObject ToStored(string? patientId) => new(Body, new(StatusNumber.ToUrn(Status))
    {
        PatientId = patientId,
        LogicalId = LogicalId is { } first ? EntryUuid.From(new Guid(first, bigEndian: true)) : null,
        Version = Version.ToString(CultureInfo.InvariantCulture),
        DocumentAvailability = Availability,
        LastUpdateTime = LastUpdateTime?.ToString("D14", CultureInfo.InvariantCulture),
    });
}

/// <summary>Numbers of objects: the patient's number and the object's place among the patient's objects.</summary>
internal static class ObjectNumber
{
    private const int PlaceBits = 24;

    /// <summary>How many objects one patient can have.</summary>
    public const long PlacesPerPatient = 1L << PlaceBits;

    public static long Of(long patient, long place) => (patient << PlaceBits) | place;

    public static long Patient(long number) => number >> PlaceBits;

    /// <summary><see cref="Patient"/> in SQL, of a number that is never negative.</summary>
    public static string PatientOf(string number) => $"{number} / {PlacesPerPatient}";
}

/// <summary>availabilityStatus as rows hold it.</summary>
internal static class StatusNumber
{
    public const long Approved = 1;
    public const long Deprecated = 2;

    public static string ToUrn(long status) => status == Approved ? Vocabulary.Approved : Vocabulary.Deprecated;

    /// <summary>Null for a status that the registry does not know.</summary>
    public static long? Of(string urn) => urn switch
    {
        Vocabulary.Approved => Approved,
        Vocabulary.Deprecated => Deprecated,
        _ => null,
    };
}
