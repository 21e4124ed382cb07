using System.Xml;
using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>PRPA_IN201306UV02: who matches, to a demographics consumer (<c>ITI TF-2 3.47.4.2</c>) or to a gateway (<c>3.55.4.2</c>).</summary>
public static class DemographicsAnswerMessage
{
    private const string Response = "PRPA_IN201306UV02";

    /// <summary>Reads either answer.</summary>
    /// <exception cref="MalformedMessageException">It is not that message.</exception>
    public static PatientDemographicsQueryResponse Read(XElement body)
    {
        // A gateway that does not serve what was asked answers with an acknowledgement alone.
        if (body.Name == V3Xml.Namespace + "MCCI_IN000002UV01")
            return new([], Acknowledgement.ReadErrors(Transmission.Read(body, "MCCI_IN000002UV01").Message));
        var transmission = Transmission.Read(body, Response);
        var matches = PatientRegistration.Patients(transmission.ControlAct).Select(PatientRegistration.ReadMatch).ToValueList();
        return new(matches, QueryAnswer.ReadErrors(transmission))
        {
            Total = SimpleValues.ReadNumber(transmission.ControlAct.Child("queryAck").Child("resultTotalQuantity")) ?? matches.Count,
            WantedAttributes = DetectedIssue.ReadWanted(transmission.ControlAct),
        };
    }

    /// <summary>Writes the answer to a demographics consumer. More matches than were wanted at once are AE with the first of them: nothing is continued.</summary>
    public static void Write(XmlWriter writer, PatientDemographicsQueryResponse response, PatientDemographicsQuery query, Exchange exchange)
    {
        var request = query.V3 ?? new("", "", "", "");
        var total = Math.Max(response.Total, response.Matches.Count);
        var cut = response.Errors.Count == 0 && total > response.Matches.Count;
        ValueList<PatientError> errors = cut
            ? [new(207, $"{total} patients match, the first {response.Matches.Count} are given: this query cannot be continued.")]
            : response.Errors;
        new QueryAnswer
        {
            Interaction = Response,
            Trigger = "PRPA_TE201306UV02",
            Request = request,
            QueryId = query.QueryId,
            TypeCode = errors.Count > 0 ? "AE" : "AA",
            ResponseCode = errors.Count > 0 ? "AE" : total > 0 ? "OK" : "NF",
            QueryByParameter = DemographicsQueryMessage.QueryByParameter(query, Transmission.IdOf(query.V3, exchange)),
            Errors = errors,
            Location = Location,
            Quantities = (total, response.Matches.Count),
            Subjects = response.Errors.Count > 0 ? [] : response.Matches.Select(m => PatientRegistration.WriteMatch(
                m, query.Domains, singleId: false, PatientRegistration.Custodian(request.ReceiverDevice))),
        }.Write(exchange).WriteTo(writer);
    }

    /// <summary>
    /// Writes the answer to a gateway: one event and one id per match, the home community as custodian, no quantities; what more is wanted, or why there is no
    /// answer, as a detected issue.
    /// </summary>
    public static void WriteToGateway(XmlWriter writer, PatientDemographicsQueryResponse response, PatientDemographicsQuery query, Exchange exchange)
    {
        var request = query.V3 ?? new("", "", "", "");
        if (query.Deferred)
        {
            Acknowledgement.UnsupportedMode(request, exchange).WriteTo(writer);
            return;
        }

        var failed = response.Errors.Count > 0;
        var wanted = !failed && response.WantedAttributes.Count > 0;
        new QueryAnswer
        {
            Interaction = Response,
            Trigger = "PRPA_TE201306UV02",
            Request = request,
            QueryId = query.QueryId,
            TypeCode = failed ? "AE" : "AA",
            ResponseCode = failed ? "AE" : wanted || response.Matches.Count > 0 ? "OK" : "NF",
            QueryByParameter = DemographicsQueryMessage.QueryByParameter(query, Transmission.IdOf(query.V3, exchange)),
            Errors = response.Errors,
            Location = Location,
            Subjects = failed || wanted ? [] : response.Matches.Select(m => PatientRegistration.WriteMatch(
                m, [], singleId: true, PatientRegistration.Custodian(
                    m.HomeCommunity ?? throw new InvalidOperationException("A match for a gateway needs its home community."),
                    V3Xml.Coded("code", "NotHealthDataLocator", "1.3.6.1.4.1.19376.1.2.27.2")))),
            ReasonOf = failed ? DetectedIssue.Unanswered(response.Errors) : wanted ? DetectedIssue.Wanted(response.WantedAttributes) : null,
        }.Write(exchange).WriteTo(writer);
    }

    private static string? Location(PatientError error) => error.Where == PatientErrorPlace.Domain
        ? $"/PRPA_IN201305UV02/controlActProcess/queryByParameter/parameterList/otherIDsScopingOrganization[{error.Repetition}]/value"
        : null;
}
