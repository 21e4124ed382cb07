using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using IheNode.Core;

namespace IheNode.Registry;

/// <summary>Attributes in the form in which columns hold them, for queries to compare.</summary>
internal static class ColumnValues
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The object as it is kept: what can change lives in columns.</summary>
    public static byte[] Body(RegistryObject item) => ObjectBody.Encode(item with { AvailabilityStatus = null, LogicalId = null, Version = null });

    /// <summary>The UUID of the first version; null for the first version itself, whose logical id is its own.</summary>
    public static byte[]? LogicalId(RegistryObject item) =>
        item.LogicalId is { } first && first != item.Id ? RegistryStore.UuidBytes(first) : null;

    /// <summary>The version; 1 when the object names none.</summary>
    public static long Version(RegistryObject item) => item.Version is { } given ? long.Parse(given, CultureInfo.InvariantCulture) : 1;

    /// <summary>The status; Approved when the object names none.</summary>
    public static long Status(RegistryObject item) => item.AvailabilityStatus is { } given ? StatusNumber.Of(given)!.Value : StatusNumber.Approved;

    /// <summary>A time as a number of 14 digits: its earliest instant.</summary>
    public static long? Sortable(Hl7Time? time) => time is { } given ? long.Parse(given.Earliest, CultureInfo.InvariantCulture) : null;

    /// <summary>Codes as a JSON array of <c>value^^scheme</c>; null when there is none.</summary>
    public static string? Codes(ValueList<Code> codes) => List(codes.Select(c => c.ToQueryValue()));

    /// <summary>The authorPersons as a JSON array; null when there is none.</summary>
    public static string? Persons(ValueList<Author> authors) => List(authors.Select(a => a.Person).OfType<string>());

    /// <summary>Texts as a JSON array; null when there is none.</summary>
    public static string? List(IEnumerable<string> values) => values.ToArray() is { Length: > 0 } items ? JsonSerializer.Serialize(items, Plain) : null;
}
