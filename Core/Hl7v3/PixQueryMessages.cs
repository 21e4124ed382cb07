using System.Xml;
using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>PRPA_IN201309UV02 and its answer PRPA_IN201310UV02 (<c>ITI TF-2 3.45</c>).</summary>
public static class PixQueryMessages
{
    private const string Request = "PRPA_IN201309UV02";
    private const string Response = "PRPA_IN201310UV02";
    private const string List = $"/{Request}/controlActProcess/queryByParameter/parameterList";

    /// <summary>Reads the query.</summary>
    /// <exception cref="MalformedMessageException">It is not that message, or it does not ask for exactly one id.</exception>
    public static PixQuery ReadRequest(XElement body)
    {
        var (query, queryId, v3) = QueryAnswer.ReadRequest(Transmission.Read(body, Request));
        var parameters = query.Only("parameterList");
        return new(
            InstanceIdentifier.Read(parameters.Only("patientIdentifier").Only("value")).ToPatientId(),
            parameters.Children("dataSource").SelectMany(d => d.Children("value")).Select(v => InstanceIdentifier.Read(v).Root).ToValueList())
        {
            QueryId = queryId,
            V3 = v3,
            Text = v3.Parameters,
        };
    }

    /// <summary>Writes the query; <see cref="PixQuery.V3"/> says from which device to which.</summary>
    public static void WriteRequest(XmlWriter writer, PixQuery query, Exchange exchange) => Transmission.Write(
        Request, "AL", Transmission.IdOf(query.V3, exchange), exchange.Time, query.V3?.SenderDevice ?? "", query.V3?.ReceiverDevice ?? "", acknowledgement: null,
        QueryAnswer.ControlAct("PRPA_TE201309UV02", QueryByParameter(query, Transmission.IdOf(query.V3, exchange)))).WriteTo(writer);

    /// <summary>The query as XML: as it came, or as it is sent.</summary>
    public static string Text(PixQuery query) => query.V3 is { Parameters.Length: > 0 } v3 ? v3.Parameters : V3Xml.Text(QueryByParameter(query, default));

    /// <summary>Reads the answer.</summary>
    /// <exception cref="MalformedMessageException">It is not that message.</exception>
    public static PixQueryResponse ReadResponse(XElement body)
    {
        var transmission = Transmission.Read(body, Response);
        var patients = PatientRegistration.Patients(transmission.ControlAct).ToList();
        return new(patients.SelectMany(PatientRegistration.ReadIds).Distinct().ToValueList(), QueryAnswer.ReadErrors(transmission))
        {
            Names = patients.SelectMany(PatientRegistration.ReadNames).ToValueList(),
        };
    }

    /// <summary>Writes the answer: OK with one registrationEvent, NF without, or AE with its details (<c>ITI TF-2 3.45.4.2.3</c>).</summary>
    public static void WriteResponse(XmlWriter writer, PixQueryResponse response, PixQuery query, Exchange exchange)
    {
        var request = query.V3 ?? new("", "", "", "");
        new QueryAnswer
        {
            Interaction = Response,
            Trigger = "PRPA_TE201310UV02",
            Request = request,
            QueryId = query.QueryId,
            TypeCode = response.Errors.Count > 0 ? "AE" : "AA",
            ResponseCode = response.Errors.Count > 0 ? "AE" : response.Ids.Count > 0 ? "OK" : "NF",
            QueryByParameter = QueryByParameter(query, Transmission.IdOf(query.V3, exchange)),
            Errors = response.Errors,
            Location = error => error.Where switch
            {
                PatientErrorPlace.Domain => $"{List}/dataSource[{error.Repetition}]/value",
                PatientErrorPlace.Id or PatientErrorPlace.IdAuthority => $"{List}/patientIdentifier/value",
                _ => null,
            },
            Subjects = response.Errors.Count > 0 || response.Ids.Count == 0
                ? []
                : [PatientRegistration.WriteIds(response.Ids, response.Names, request.ReceiverDevice)],
        }.Write(exchange).WriteTo(writer);
    }

    private static XElement QueryByParameter(PixQuery query, InstanceIdentifier message) => V3Xml.Element(
        "queryByParameter",
        new XAttribute("xmlns", V3Xml.Namespace.NamespaceName),
        InstanceIdentifier.Of(query.QueryId, message).Write("queryId"), V3Xml.Coded("statusCode", "new"), V3Xml.Coded("responsePriorityCode", "I"),
        V3Xml.Element(
            "parameterList",
            query.Domains.Select(domain => Parameter("dataSource", new(domain), "DataSource.id")),
            Parameter("patientIdentifier", InstanceIdentifier.Of(query.Id), "Patient.id")));

    private static XElement Parameter(string name, InstanceIdentifier value, string semantics) =>
        V3Xml.Element(name, value.Write("value"), V3Xml.Element("semanticsText", semantics));
}
