using System.Text;

namespace IheNode.Core;

/// <summary>Finds a field of MSH in octets whose character set is not known yet.</summary>
internal static class Er7Scan
{
    /// <summary>
    /// The octets of a field of MSH as Latin-1 text; empty when MSH ends before it. An octet within a character of two octets (ISO-2022-JP: the first octet
    /// of 髙 is 7C) is not taken for a separator.
    /// </summary>
    public static string HeaderField(ReadOnlySpan<byte> octets, int number)
    {
        // The octet after "MSH" is MSH-1; the field that begins behind it is MSH-2.
        var (field, start, twoBytes) = (2, 4, false);
        for (var i = 4; i < octets.Length; i++)
        {
            if (octets[i] == 0x1B)
            {
                twoBytes = JapaneseEncoding.IsSwitchToTwoBytes(octets[i..]);
                i += 2;
            }
            else if (octets[i] is (byte)'\r' or (byte)'\n')
            {
                return field == number ? Encoding.Latin1.GetString(octets[start..i]) : "";
            }
            else if (twoBytes)
            {
                i++;
            }
            else if (octets[i] == octets[3])
            {
                if (field == number) return Encoding.Latin1.GetString(octets[start..i]);
                (field, start) = (field + 1, i + 1);
            }
        }

        return field == number ? Encoding.Latin1.GetString(octets[start..]) : "";
    }
}
