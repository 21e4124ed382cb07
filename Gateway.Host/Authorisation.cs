using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Gateway;

/// <summary>
/// Who may ask for what, by the certificate that the connection showed: a facility by its roles, a neighbour only what gateways ask of one another.
/// On the plain loopback listeners nobody is known and everything is allowed, which is why a profile has to switch them on.
/// </summary>
internal sealed class Authorisation(NodeProfile profile)
{
    private const string Neighbour = "neighbour";
    private const string Source = "source";
    private const string Consumer = "consumer";
    private const string Administrator = "administrator";

    // Who may use each transaction; what stands here for nobody is for nobody.
    private static readonly Dictionary<string, string> Users = new(StringComparer.Ordinal)
    {
        [Iti8.Contract.Id] = Source,
        [Iti9.Contract.Id] = Consumer,
        [Iti18.Contract.Id] = Consumer,
        [Iti21.Contract.Id] = Consumer,
        [Iti38.Contract.Id] = Neighbour,
        [Iti39.Contract.Id] = Neighbour,
        [Iti41.Contract.Id] = Source,
        [Iti42.Contract.Id] = Source,
        [Iti43.Contract.Id] = Consumer,
        [Iti44.Contract.Id] = Source,
        [Iti45.Contract.Id] = Consumer,
        [Iti47.Contract.Id] = Consumer,
        [Iti51.Contract.Id] = Administrator,
        [Iti55.Contract.Id] = Neighbour,
        [Iti57.Contract.Id] = Administrator,
        [Iti61.Contract.Id] = Source,
        [Iti62.Contract.Id] = Administrator,
        [Iti64.Contract.Id] = Administrator,
        [Iti86.Contract.Id] = Administrator,
        [Iti92.Contract.Id] = Source,
    };

    /// <summary>Whether the table names who may use a transaction.</summary>
    public static bool Names(Transaction transaction) => Users.ContainsKey(transaction.Id);

    /// <summary>The answer, given only to those who may have it.</summary>
    public Answer<TRequest, TResponse> Guard<TRequest, TResponse>(Transaction<TRequest, TResponse> contract, Answer<TRequest, TResponse> answer) =>
        (request, exchange, cancellation) => Refusal(contract, exchange.Requester) is { } reason
            ? throw Refuse(contract, reason)
            : answer(request, exchange, cancellation);

    private static Exception Refuse(Transaction contract, string reason) => contract.Encoding == WireEncoding.Er7
        ? new Er7RejectedException(reason, code: 207, reject: true)
        : new SoapFaultException(SoapFault.Sender(reason));

    private string? Refusal(Transaction contract, Requester requester)
    {
        if (requester.CertificateThumbprint is null) return null;
        var user = Users.GetValueOrDefault(contract.Id);
        var isNeighbour = profile.Neighbours.Any(n => n.HomeCommunityId == requester.Facility);
        if (isNeighbour != (user == Neighbour))
            return isNeighbour ? $"A neighbouring community may not use {contract.Id}." : $"{contract.Id} is for gateways of the communities in the profile.";
        // Certificates of the network's CA that name no facility are its tools and operators.
        if (isNeighbour || profile.Facilities.FirstOrDefault(f => f.Code == requester.Facility) is not { } facility) return null;
        if (user is null) return $"{contract.Id} is for no facility.";
        return facility.Roles.Contains(user) ? null : $"Facility {facility.Code} has not the role '{user}' that {contract.Id} needs.";
    }
}
