using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>detectedIssueEvent of an answer to a gateway: what more is wanted, or why there is no answer (<c>ITI TF-2 3.55.4.2.2</c>).</summary>
internal static class DetectedIssue
{
    private const string WantedCodes = "1.3.6.1.4.1.19376.1.2.27.1";
    private const string ReasonCodes = "1.3.6.1.4.1.19376.1.2.27.3";

    public static XElement Wanted(ValueList<string> attributes) => Event(attributes.Select(attribute => V3Xml.Element(
        "triggerFor", new XAttribute("typeCode", "TRIG"),
        V3Xml.Element(
            "actOrderRequired", new XAttribute("classCode", "ACT"), new XAttribute("moodCode", "RQO"), V3Xml.Coded("code", attribute, WantedCodes)))));

    /// <summary>207 is an internal error; anything else means that this query cannot be answered.</summary>
    public static XElement Unanswered(ValueList<PatientError> errors) => Event(V3Xml.Element(
        "mitigatedBy", new XAttribute("typeCode", "MITGT"),
        V3Xml.Element(
            "detectedIssueManagement", new XAttribute("classCode", "ACT"), new XAttribute("moodCode", "EVN"),
            V3Xml.Coded("code", errors.Any(e => e.Code == 207) ? "InternalError" : "AnswerNotAvailable", ReasonCodes))));

    public static ValueList<string> ReadWanted(XElement controlAct) =>
        (from reason in controlAct.Children("reasonOf")
         from trigger in reason.Child("detectedIssueEvent").Children("triggerFor")
         let code = V3Xml.Attribute(trigger.Child("actOrderRequired").Child("code"), "code")
         where code is not null
         select code).ToValueList();

    private static XElement Event(object content) => V3Xml.Element(
        "reasonOf", new XAttribute("typeCode", "RSON"),
        V3Xml.Element(
            "detectedIssueEvent", new XAttribute("classCode", "ALRT"), new XAttribute("moodCode", "EVN"),
            V3Xml.Coded("code", "_ActAdministrativeDetectedIssueManagementCode", "2.16.840.1.113883.5.4"), content));
}
