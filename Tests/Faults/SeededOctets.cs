using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace IheNode.Tests;

/// <summary>Octets that follow from a seed, so that a document need not be kept to be sent again or compared. Those of odd seeds are letters, which can be compressed.</summary>
internal static class SeededOctets
{
    /// <summary>How many octets are made at a time.</summary>
    public const int Piece = 64 * 1024;

    /// <summary>Fills a buffer with the octets from a place that is a multiple of 8.</summary>
    public static void Fill(ulong seed, long from, Span<byte> octets)
    {
        Span<byte> padded = octets.Length % 8 == 0 ? octets : new byte[(octets.Length + 7) / 8 * 8];
        var words = MemoryMarshal.Cast<byte, ulong>(padded);
        var letters = seed % 2 == 1;
        for (var i = 0; i < words.Length; i++)
        {
            var word = Mixed(seed + (((ulong)(from / 8) + (ulong)i + 1) * 0x9E3779B97F4A7C15));
            words[i] = letters ? (word & 0x0707070707070707) | 0x6060606060606060 : word;
        }

        if (padded != octets) padded[..octets.Length].CopyTo(octets);
    }

    /// <summary>SHA-1 of the first so many octets of a seed, in lower case hexadecimal.</summary>
    public static string Sha1(ulong seed, long size)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        var buffer = new byte[(int)Math.Min(Piece, size)];
        for (var at = 0L; at < size; at += Piece)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(Piece, size - at));
            Fill(seed, at, piece);
            hash.AppendData(piece);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>A number that looks as if it had nothing to do with the given one (splitmix64).</summary>
    public static ulong Mixed(ulong number)
    {
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return number ^ (number >> 31);
    }
}
