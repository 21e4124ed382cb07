using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using IheNode.Platform;
using IheNode.Repository;

namespace IheNode.Tests;

/// <summary>Contents sealed and opened in memory, and keys for that.</summary>
internal static class SealedBytes
{
    public static ContentKey Key(string id) => new(id, SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    /// <summary>A ring of keys, the first of which seals; with none nothing is encrypted.</summary>
    public static KeyRing Ring(params string[] ids) => new(new EncryptionProfile
    {
        CurrentKey = ids.FirstOrDefault(),
        Keys = ids.ToDictionary(id => id, Key),
    });

    public static string Address(byte[] plain) => Convert.ToHexStringLower(SHA256.HashData(plain));

    /// <summary>Seals as a large document is sealed, piece by piece.</summary>
    public static byte[]? SealStreamed(Sealer sealer, byte[] plain, int piece)
    {
        using var sealing = sealer.Begin(plain);
        if (sealing is null) return null;
        var stored = new ArrayBufferWriter<byte>();
        foreach (var octets in plain.Chunk(piece)) sealing.Append(octets, stored);
        var header = sealing.Finish(SHA256.HashData(plain), stored);
        var whole = stored.WrittenSpan.ToArray();
        header.CopyTo(whole, 0);
        return whole;
    }

    /// <summary>Opens a sealed content by small reads, and once more by copying; both must agree.</summary>
    public static async Task<byte[]> OpenAsync(byte[] stored, string sha256, long size, KeyRing keys)
    {
        using var copied = new MemoryStream();
        await using (var stream = await UnsealedStream.OpenAsync(new MemoryStream(stored), sha256, size, keys, default)) await stream.CopyToAsync(copied);
        using var read = new MemoryStream();
        await using (var stream = await UnsealedStream.OpenAsync(new MemoryStream(stored), sha256, size, keys, default))
        {
            var buffer = new byte[10_000];
            while (await stream.ReadAsync(buffer) is var count and > 0) read.Write(buffer, 0, count);
        }

        Assert.That(read.ToArray().AsSpan().SequenceEqual(copied.ToArray()), Is.True);
        return copied.ToArray();
    }

    /// <summary>Octets that are given before the reading ends, by whatever end.</summary>
    public static async Task<(byte[] Given, Exception? Failure)> GivenAsync(byte[] stored, string sha256, long size, KeyRing keys)
    {
        using var given = new MemoryStream();
        try
        {
            await using var stream = await UnsealedStream.OpenAsync(new MemoryStream(stored), sha256, size, keys, default);
            await stream.CopyToAsync(given);
            return (given.ToArray(), null);
        }
        catch (IOException failure)
        {
            return (given.ToArray(), failure);
        }
    }

    public static byte[] Text(int size)
    {
        var text = new StringBuilder(size + 64);
        for (var i = 0; text.Length < size; i++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"OBX|{i}|NM|3D010000||{i * 7919 % 1000}|mg/dL|||N\r");
        return Encoding.ASCII.GetBytes(text.ToString(0, size));
    }
}
