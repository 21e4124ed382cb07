namespace IheNode.Core;

/// <summary>ITI-57 Update Document Set (<c>ITI TF-2 3.57</c>, Metadata Update).</summary>
public static class Iti57
{
    /// <summary>Its names, messages and audit.</summary>
    public static Transaction<SubmitObjectsRequest, RegistryResponse> Contract { get; } = new()
    {
        Id = "ITI-57",
        Name = "Update Document Set",
        Encoding = WireEncoding.SimpleSoap,
        Action = "urn:ihe:iti:2010:UpdateDocumentSet",
        ResponseAction = "urn:ihe:iti:2010:UpdateDocumentSetResponse",
        AuditEvent = AuditEventShape.Update,
        Soap = new(
            (body, _) => SubmitObjectsRequestXml.Read(body),
            (writer, request, _, _) => SubmitObjectsRequestXml.Write(writer, request),
            (body, _) => RegistryResponseXml.Read(body),
            (writer, response, _, _, _) => RegistryResponseXml.Write(writer, response)),
        Audit = AuditSubjects.OfSubmission,
    };
}
