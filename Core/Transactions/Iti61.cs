namespace IheNode.Core;

/// <summary>ITI-61 Register On-Demand Document Entry (<c>ITI TF-2 3.61</c>).</summary>
public static class Iti61
{
    /// <summary>Its names, messages and audit. The response action is that of IHE's WSDL; the text of <c>3.61.4.2.2</c> prints it with a space and a word less.</summary>
    public static Transaction<SubmitObjectsRequest, RegistryResponse> Contract { get; } = Iti42.Contract with
    {
        Id = "ITI-61",
        Name = "Register On-Demand Document Entry",
        Action = "urn:ihe:iti:2010:RegisterOnDemandDocumentEntry",
        ResponseAction = "urn:ihe:iti:2010:RegisterOnDemandDocumentEntryResponse",
    };
}
