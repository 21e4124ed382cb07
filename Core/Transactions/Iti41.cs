namespace IheNode.Core;

/// <summary>ITI-41 Provide and Register Document Set-b (<c>ITI TF-2 3.41</c>).</summary>
public static class Iti41
{
    /// <summary>Its names, messages and audit.</summary>
    public static Transaction<ProvideAndRegisterDocumentSetRequest, RegistryResponse> Contract { get; } = new()
    {
        Id = "ITI-41",
        Name = "Provide and Register Document Set-b",
        Encoding = WireEncoding.Mtom,
        Action = "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b",
        ResponseAction = "urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-bResponse",
        AuditEvent = AuditEventShape.Provide,
        JudgesUnnamedParts = true,
        Soap = new(
            ProvideAndRegisterXml.Read,
            (writer, request, _, attachments) => ProvideAndRegisterXml.Write(writer, request, attachments),
            (body, _) => RegistryResponseXml.Read(body),
            (writer, response, _, _, _) => RegistryResponseXml.Write(writer, response)),
        Audit = (request, response) => AuditSubjects.OfSubmission(request.Submission, response),
    };
}
