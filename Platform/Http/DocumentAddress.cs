using System.Text.RegularExpressions;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>The address of a document that is assembled on demand: a text of the profile with places for what its entry says.</summary>
internal static partial class DocumentAddress
{
    private const string Document = "{documentUniqueId}";

    private static readonly Dictionary<string, Func<DocumentEntry, string?>> Values = new(StringComparer.Ordinal)
    {
        [Document] = entry => entry.UniqueId,
        ["{sourcePatientId}"] = entry => entry.SourcePatientId?.Id,
        ["{patientId}"] = entry => entry.PatientId?.Id,
        ["{typeCode}"] = entry => entry.TypeCode?.Value,
    };

    /// <summary>The places that an address may have.</summary>
    public static IEnumerable<string> Places => Values.Keys;

    /// <summary>Whether the place of the document stands behind the host, so that no entry can change who is asked.</summary>
    public static bool HasDocument(string address)
    {
        var first = Place().Match(address);
        var host = address.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? address.IndexOf('/', scheme + 3) : -1;
        return address.Contains(Document, StringComparison.Ordinal) && host >= 0 && first.Index > host;
    }

    /// <summary>A place that is none of these, or null.</summary>
    public static string? Unknown(string address) => Place().Matches(address).Select(m => m.Value).FirstOrDefault(place => !Values.ContainsKey(place));

    /// <summary>The address with its places filled.</summary>
    public static string Filled(string address, Func<string, string> value) => Place().Replace(address, place => value(place.Value));

    /// <summary>The address of an entry's document; null when a value would change the path that the profile names.</summary>
    public static Uri? Of(string address, DocumentEntry entry)
    {
        var isSafe = true;
        var text = Filled(address, place =>
        {
            var value = Values[place](entry) ?? "";
            // A segment of dots alone would lead to another path, escaped or not.
            isSafe &= value.Length > 0 && value.Any(c => c != '.');
            return Uri.EscapeDataString(value);
        });
        return isSafe ? new Uri(text) : null;
    }

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Place();
}
