using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace IheNode.Core;

/// <summary>By what a repeated message is known: its wsa:MessageID together with everything that it submits.</summary>
public static class MessageDigest
{
    /// <summary>SHA-256 over the MessageID and the submitted objects in their order, as <see cref="ObjectBody"/> writes them: 32 octets.</summary>
    public static byte[] Of(SubmitObjectsRequest request, Exchange exchange)
    {
        var message = new ArrayBufferWriter<byte>(4096);
        Append(message, Encoding.UTF8.GetBytes(exchange.MessageId));
        Append(message, Encoding.UTF8.GetBytes(request.HomeCommunityId ?? ""));
        foreach (var item in request.Objects.Objects) Append(message, ObjectBody.Encode(item));
        return SHA256.HashData(message.WrittenSpan);
    }

    // Each with its length, so that no two lists of parts make one run of octets.
    private static void Append(ArrayBufferWriter<byte> message, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteInt32BigEndian(message.GetSpan(sizeof(int)), part.Length);
        message.Advance(sizeof(int));
        message.Write(part);
    }
}
