using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using IheNode.Core;

namespace IheNode.Registry;

/// <summary>By what a repeated message is known: its wsa:MessageID together with everything that it submits.</summary>
internal static class MessageDigest
{
    /// <summary>SHA-256 over the MessageID and the submitted objects in their order, as <see cref="ObjectBody"/> writes them: 32 octets.</summary>
    public static byte[] Of(SubmitObjectsRequest request, Exchange exchange)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(exchange.MessageId));
        Append(hash, Encoding.UTF8.GetBytes(request.HomeCommunityId ?? ""));
        foreach (var item in request.Objects.Objects) Append(hash, ObjectBody.Encode(item));
        return hash.GetHashAndReset();
    }

    // Each with its length, so that no two lists of parts make one run of octets.
    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
