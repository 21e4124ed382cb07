using IheNode.Core;

namespace IheNode.Repository;

/// <summary>
/// A registry beyond the wire, as the repository asks it: by ITI-42 (<c>ITI TF-2 3.42</c>), and by ITI-18 about what ITI-42 left open. A submission that
/// comes to the repository once more goes on under the wsa:MessageID of the first time, so that the registry can know it again; WS-Addressing 1.0 Core 3.2
/// lets a message that is sent again keep its id.
/// </summary>
/// <param name="register">Its ITI-42, which is to go out under the MessageID of the exchange.</param>
/// <param name="storedQuery">Its ITI-18.</param>
/// <param name="update">Its ITI-57.</param>
/// <param name="registerAddress">Where ITI-42 and ITI-57 go.</param>
/// <param name="queryAddress">Where ITI-18 goes.</param>
/// <param name="clock">The time.</param>
public sealed class RemoteRegistry(
    Answer<SubmitObjectsRequest, RegistryResponse> register,
    Answer<AdhocQueryRequest, AdhocQueryResponse> storedQuery,
    Answer<SubmitObjectsRequest, RegistryResponse> update,
    Uri registerAddress,
    Uri queryAddress,
    TimeProvider clock)
{
    /// <summary>ITI-42. The answer is the registry's, with every error and warning in its words and order.</summary>
    public Task<RegistryResponse> RegisterDocumentSet(SubmitObjectsRequest request, Exchange exchange, CancellationToken cancellation) =>
        register(request, Towards(registerAddress, exchange, OnwardMessageId(request, exchange)), cancellation);

    /// <summary>ITI-57.</summary>
    public Task<RegistryResponse> UpdateDocumentSet(SubmitObjectsRequest request, Exchange exchange, CancellationToken cancellation) =>
        update(request, Towards(registerAddress, exchange, Exchange.NewMessageId()), cancellation);

    /// <summary>ITI-18.</summary>
    public Task<AdhocQueryResponse> StoredQuery(AdhocQueryRequest request, Exchange exchange, CancellationToken cancellation) =>
        storedQuery(request, Towards(queryAddress, exchange, Exchange.NewMessageId()), cancellation);

    /// <summary>
    /// The id under which a submission goes on: the same for the same message, and another as soon as anything in it differs, since there are senders who
    /// give every message one id.
    /// </summary>
    internal static string OnwardMessageId(SubmitObjectsRequest request, Exchange exchange)
    {
        var digest = MessageDigest.Of(request, exchange).AsSpan(0, 16);
        // A UUID of version 8 and the variant of RFC 9562: one whose bits are its maker's choice.
        digest[6] = (byte)(digest[6] & 0x0F | 0x80);
        digest[8] = (byte)(digest[8] & 0x3F | 0x80);
        return EntryUuid.From(new Guid(digest, bigEndian: true));
    }

    private Exchange Towards(Uri address, Exchange asked, string messageId) => asked with
    {
        MessageId = messageId,
        Time = clock.GetUtcNow(),
        Endpoint = address.ToString(),
        ReplyTo = null,
        AnswerId = Guid.NewGuid(),
    };
}
