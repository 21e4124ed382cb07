namespace IheNode.Core;

/// <summary>ITI-92 Restricted Update Document Set (<c>ITI TF-2 3.92</c>, Restricted Metadata Update).</summary>
public static class Iti92
{
    /// <summary>Its names, messages and audit.</summary>
    public static Transaction<SubmitObjectsRequest, RegistryResponse> Contract { get; } = new()
    {
        Id = "ITI-92",
        Name = "Restricted Update Document Set",
        Encoding = WireEncoding.SimpleSoap,
        Action = "urn:ihe:iti:2018:RestrictedUpdateDocumentSet",
        ResponseAction = "urn:ihe:iti:2018:RestrictedUpdateDocumentSetResponse",
        AuditEvent = AuditEventShape.Update,
        Soap = new(
            (body, _) => SubmitObjectsRequestXml.Read(body),
            (writer, request, _, _) => SubmitObjectsRequestXml.Write(writer, request),
            (body, _) => RegistryResponseXml.Read(body),
            (writer, response, _, _, _) => RegistryResponseXml.Write(writer, response)),
        Audit = AuditSubjects.OfSubmission,
    };
}
