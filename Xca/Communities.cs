using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Xca;

/// <summary>The community itself and its neighbours, by homeCommunityId (<c>ITI TF-2 3.18.4.1.2.1</c>).</summary>
internal sealed class Communities(NodeProfile profile, IReadOnlyList<Neighbour> neighbours, TimeProvider clock)
{
    public string Own => profile.Network.HomeCommunityId;

    public IReadOnlyList<Neighbour> Neighbours => neighbours;

    public Neighbour? Find(string homeCommunityId) => neighbours.FirstOrDefault(n => n.Home == homeCommunityId);

    /// <summary>The exchange in which the node asks a neighbour on behalf of another.</summary>
    public Exchange Towards(string address, Exchange asked) => asked with
    {
        MessageId = Exchange.NewMessageId(),
        Time = clock.GetUtcNow(),
        Endpoint = address,
        ReplyTo = null,
        AnswerId = Guid.NewGuid(),
    };

    public static XdsError Unknown(string homeCommunityId, string? location) =>
        new(XdsErrorCode.UnknownCommunity, $"The community {homeCommunityId} is not known to this gateway.", location);

    public static XdsError Missing(DocumentRequest document) => new(
        XdsErrorCode.MissingHomeCommunityId, $"The request for the document {document.DocumentUniqueId} names no HomeCommunityId.", document.DocumentUniqueId);

    public static XdsError Unavailable(Neighbour neighbour, string reason, string? document = null) => new(
        XdsErrorCode.UnavailableCommunity,
        $"The community {neighbour.Home} ({neighbour.Profile.Name}) {reason}.{(document is null ? "" : $" Its document {document} is not given.")}",
        document ?? neighbour.Home);
}
