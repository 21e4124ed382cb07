namespace IheNode.Core;

/// <summary>ITI-62 Remove Metadata (<c>ITI TF-2 3.62</c>; its wsa:Action still has the transaction's first name).</summary>
public static class Iti62
{
    /// <summary>Its names, messages and audit.</summary>
    public static Transaction<RemoveObjectsRequest, RemoveObjectsResponse> Contract { get; } = new()
    {
        Id = "ITI-62",
        Name = "Remove Metadata",
        Encoding = WireEncoding.SimpleSoap,
        Action = "urn:ihe:iti:2010:DeleteDocumentSet",
        ResponseAction = "urn:ihe:iti:2010:DeleteDocumentSetResponse",
        AuditEvent = AuditEventShape.PatientRecordRemoval,
        Soap = new(
            (body, _) => RemoveObjectsRequestXml.Read(body),
            (writer, request, _, _) => RemoveObjectsRequestXml.Write(writer, request),
            (body, _) => new(RegistryResponseXml.Read(body)),
            (writer, response, _, _, _) => RegistryResponseXml.Write(writer, response.Registry)),
        Audit = Audit,
    };

    // Whoever asks does not know the patients; the registry does.
    private static AuditSubject Audit(RemoveObjectsRequest request, RemoveObjectsResponse? response)
    {
        ValueList<AuditObject> objects =
        [
            .. (response?.Patients ?? []).Select(patient => new AuditObject(AuditObjectKind.Patient, patient.Text)),
            .. request.Objects.Select(o => o.Id).Distinct().Select(id => new AuditObject(AuditObjectKind.RegistryObject, id)),
        ];
        return new()
        {
            Records = AuditSubjects.Outcomes(response?.Registry.Status, response?.Registry.Errors ?? []).Select(r => r with { Objects = objects }).ToValueList(),
        };
    }
}
