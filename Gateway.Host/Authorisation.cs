using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Gateway;

/// <summary>
/// Who may ask for what, by the certificate that the connection showed: a facility by its roles, a neighbour only what gateways ask of one another.
/// On the plain loopback listeners nobody is known and everything is allowed, which is why a profile has to switch them on.
/// </summary>
internal sealed class Authorisation(NodeProfile profile)
{
    private static readonly string[] OfNeighbours = [Iti38.Contract.Id, Iti39.Contract.Id, Iti55.Contract.Id];
    private static readonly string[] OfSources = [Iti8.Contract.Id, Iti41.Contract.Id, Iti42.Contract.Id];

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
        var isForNeighbours = OfNeighbours.Contains(contract.Id);
        var isNeighbour = profile.Neighbours.Any(n => n.HomeCommunityId == requester.Facility);
        if (isNeighbour != isForNeighbours)
            return isNeighbour ? $"A neighbouring community may not use {contract.Id}." : $"{contract.Id} is for gateways of the communities in the profile.";
        // Certificates of the network's CA that name no facility are its tools and operators.
        if (isNeighbour || profile.Facilities.FirstOrDefault(f => f.Code == requester.Facility) is not { } facility) return null;
        var role = OfSources.Contains(contract.Id) ? "source" : "consumer";
        return facility.Roles.Contains(role) ? null : $"Facility {facility.Code} has not the role '{role}' that {contract.Id} needs.";
    }
}
