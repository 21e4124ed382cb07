using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IheNode.Core;

namespace IheNode.Pix;

/// <summary>
/// The pointer to the next page of a demographics query (DSC-1). It holds the last person given and a digest of the conditions, so that nothing is kept
/// between pages, it survives a restart, and it does not fit another query.
/// </summary>
internal static class Continuation
{
    public static string After(long person, PatientDemographicsQuery query) =>
        $"{person.ToString(CultureInfo.InvariantCulture)}-{Digest(query)}";

    /// <summary>The last person of the page before; 0 for a first page; null for a pointer that was not given out for these conditions.</summary>
    public static long? Read(PatientDemographicsQuery query)
    {
        if (string.IsNullOrEmpty(query.Continuation)) return 0;
        var parts = query.Continuation.Split('-');
        return parts.Length == 2 && parts[1] == Digest(query)
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var person) ? person : null;
    }

    private static string Digest(PatientDemographicsQuery query)
    {
        var conditions = query with { QueryId = "", Quantity = null, Continuation = null, V3 = null, MessageId = "", Text = "" };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(conditions.ToString())))[..16];
    }
}
