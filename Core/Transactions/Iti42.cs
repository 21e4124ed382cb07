namespace IheNode.Core;

/// <summary>ITI-42 Register Document Set-b (<c>ITI TF-2 3.42</c>).</summary>
public static class Iti42
{
    /// <summary>Its names, messages and audit.</summary>
    public static Transaction<SubmitObjectsRequest, RegistryResponse> Contract { get; } = new()
    {
        Id = "ITI-42",
        Name = "Register Document Set-b",
        Encoding = WireEncoding.SimpleSoap,
        Action = "urn:ihe:iti:2007:RegisterDocumentSet-b",
        ResponseAction = "urn:ihe:iti:2007:RegisterDocumentSet-bResponse",
        AuditEvent = AuditEventShape.Provide,
        Soap = new(
            (body, _) => SubmitObjectsRequestXml.Read(body),
            (writer, request, _, _) => SubmitObjectsRequestXml.Write(writer, request),
            (body, _) => RegistryResponseXml.Read(body),
            (writer, response, _, _, _) => RegistryResponseXml.Write(writer, response)),
        Audit = AuditSubjects.OfSubmission,
    };
}
