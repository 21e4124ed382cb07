namespace IheNode.Core;

/// <summary>ITI-86 Remove Documents (<c>RMD 3.86</c>).</summary>
public static class Iti86
{
    /// <summary>Its names, messages and audit.</summary>
    public static Transaction<RetrieveDocumentSetRequest, RemoveDocumentsResponse> Contract { get; } = new()
    {
        Id = "ITI-86",
        Name = "Remove Documents",
        Encoding = WireEncoding.SimpleSoap,
        Action = "urn:ihe:iti:2017:RemoveDocuments",
        ResponseAction = "urn:ihe:iti:2017:RemoveDocumentsResponse",
        AuditEvent = AuditEventShape.PatientRecordRemoval,
        NamesActionInContentType = true,
        Soap = new(
            (body, _) => RemoveDocumentsRequestXml.Read(body),
            (writer, request, _, _) => RemoveDocumentsRequestXml.Write(writer, request),
            (body, _) => new(RegistryResponseXml.Read(body)),
            (writer, response, _, _, _) => RegistryResponseXml.Write(writer, response.Registry)),
        Audit = Audit,
    };

    // The record of success names what is gone, the record of failure what is not; whoever asked learns of the second only by the errors.
    private static AuditSubject Audit(RetrieveDocumentSetRequest request, RemoveDocumentsResponse? response)
    {
        var asked = request.Documents.Distinct().ToList();
        var removed = response?.Removed is { } told ? told.ToHashSet() : [.. asked.Where(d => IsRemoved(d, response?.Registry))];
        var records = AuditSubjects.Outcomes(response?.Registry.Status, response?.Registry.Errors ?? []).Select(record => record with
        {
            Objects = asked.Where(d => removed.Contains(d) == (record.Outcome == 0)).Select(AuditSubjects.OfDocument).ToValueList(),
        });
        return new() { Records = records.ToValueList() };
    }

    private static bool IsRemoved(DocumentRequest document, RegistryResponse? answer) => answer?.Status switch
    {
        ResponseStatus.Success => true,
        ResponseStatus.PartialSuccess => answer.Errors.All(error => error.IsWarning || error.Location != document.DocumentUniqueId),
        _ => false,
    };
}
