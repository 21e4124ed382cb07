namespace IheNode.Core;

/// <summary>ITI-38 Cross Gateway Query (<c>ITI TF-2 3.38</c>): ITI-18 between gateways.</summary>
public static class Iti38
{
    /// <summary>Its names, messages and audit.</summary>
    public static Transaction<AdhocQueryRequest, AdhocQueryResponse> Contract { get; } = Iti18.Contract with
    {
        Id = "ITI-38",
        Name = "Cross Gateway Query",
        Action = "urn:ihe:iti:2007:CrossGatewayQuery",
        ResponseAction = "urn:ihe:iti:2007:CrossGatewayQueryResponse",
    };
}
