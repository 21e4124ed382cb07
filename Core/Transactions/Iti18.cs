using System.Text;
using System.Xml;

namespace IheNode.Core;

/// <summary>ITI-18 Registry Stored Query (<c>ITI TF-2 3.18</c>).</summary>
public static class Iti18
{
    /// <summary>Its names, messages and audit.</summary>
    public static Transaction<AdhocQueryRequest, AdhocQueryResponse> Contract { get; } = new()
    {
        Id = "ITI-18",
        Name = "Registry Stored Query",
        Encoding = WireEncoding.SimpleSoap,
        Action = "urn:ihe:iti:2007:RegistryStoredQuery",
        ResponseAction = "urn:ihe:iti:2007:RegistryStoredQueryResponse",
        AuditEvent = AuditEventShape.Query,
        Soap = new(
            (body, _) => AdhocQueryRequestXml.Read(body),
            (writer, request, _, _) => AdhocQueryRequestXml.Write(writer, request),
            (body, _) => AdhocQueryResponseXml.Read(body),
            (writer, response, _, _, _) => AdhocQueryResponseXml.Write(writer, response)) { StreamResponse = StreamedQueryResponse.Pieces },
        Audit = Audit,
    };

    // One message per patient, since each patient's audit trail must be complete by itself (ITI TF-2 3.20.4.1.1.1).
    private static AuditSubject Audit(AdhocQueryRequest request, AdhocQueryResponse? response)
    {
        var query = new AuditObject(AuditObjectKind.Query, request.QueryId, TextOf(request), Details(request));
        var patients = request.Parameters.Where(p => p.Name.EndsWith("PatientId", StringComparison.OrdinalIgnoreCase))
            .SelectMany(p => p.Values).Distinct().Select(id => new AuditObject(AuditObjectKind.Patient, id)).ToList();
        ValueList<AuditObject>[] objects = patients.Count == 0 ? [[query]] : [.. patients.Select(patient => new ValueList<AuditObject>([patient, query]))];
        var records = AuditSubjects.Outcomes(response?.Status, response?.Errors ?? [])
            .SelectMany(record => objects.Select(of => record with { Objects = of }));
        return new() { Records = records.ToValueList() };
    }

    private static ValueList<KeyValuePair<string, string>> Details(AdhocQueryRequest request) => request.HomeCommunityId is { } home
        ? [new("QueryEncoding", "UTF-8"), new("urn:ihe:iti:xca:2010:homeCommunityId", home)]
        : [new("QueryEncoding", "UTF-8")];

    private static string TextOf(AdhocQueryRequest request)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new() { OmitXmlDeclaration = true })) AdhocQueryRequestXml.Write(writer, request);
        return text.ToString();
    }
}
