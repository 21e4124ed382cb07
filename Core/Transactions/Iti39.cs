namespace IheNode.Core;

/// <summary>ITI-39 Cross Gateway Retrieve (<c>ITI TF-2 3.39</c>): ITI-43 between gateways.</summary>
public static class Iti39
{
    /// <summary>Its names, messages and audit.</summary>
    public static Transaction<RetrieveDocumentSetRequest, RetrieveDocumentSetResponse> Contract { get; } = Iti43.Contract with
    {
        Id = "ITI-39",
        Name = "Cross Gateway Retrieve",
        Action = "urn:ihe:iti:2007:CrossGatewayRetrieve",
        ResponseAction = "urn:ihe:iti:2007:CrossGatewayRetrieveResponse",
    };
}
