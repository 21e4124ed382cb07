namespace IheNode.Core;

/// <summary>ITI-43 Retrieve Document Set (<c>ITI TF-2 3.43</c>).</summary>
public static class Iti43
{
    /// <summary>Its names, messages and audit.</summary>
    public static Transaction<RetrieveDocumentSetRequest, RetrieveDocumentSetResponse> Contract { get; } = new()
    {
        Id = "ITI-43",
        Name = "Retrieve Document Set",
        Encoding = WireEncoding.Mtom,
        Action = "urn:ihe:iti:2007:RetrieveDocumentSet",
        ResponseAction = "urn:ihe:iti:2007:RetrieveDocumentSetResponse",
        AuditEvent = AuditEventShape.Retrieve,
        Soap = new(
            (body, _) => RetrieveDocumentSetXml.ReadRequest(body),
            (writer, request, _, _) => RetrieveDocumentSetXml.WriteRequest(writer, request),
            RetrieveDocumentSetXml.ReadResponse,
            (writer, response, _, _, attachments) => RetrieveDocumentSetXml.WriteResponse(writer, response, attachments)),
        Audit = Audit,
    };

    // The record of success names the documents that were given, the record of failure those that were not (ITI TF-2 3.43.6).
    private static AuditSubject Audit(RetrieveDocumentSetRequest request, RetrieveDocumentSetResponse? response)
    {
        var given = response is null ? [] : response.Documents.Select(d => d.Request).ToHashSet();
        var records = AuditSubjects.Outcomes(response?.Registry.Status, response?.Registry.Errors ?? []).Select(record => record with
        {
            Objects = (record.Outcome == 0 ? given.AsEnumerable() : request.Documents.Where(d => !given.Contains(d))).Select(AuditSubjects.OfDocument).ToValueList(),
        });
        return new() { Records = records.ToValueList() };
    }
}
