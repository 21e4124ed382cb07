using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>The acknowledgement of a v3 answer with its details (<c>ITI TF-2 Appendix O.1.3</c>).</summary>
internal static partial class Acknowledgement
{
    private const string Conditions = "2.16.840.1.113883.12.357";

    public static XElement Write(string typeCode, InstanceIdentifier target, IEnumerable<PatientError> errors, Func<PatientError, string?> location) =>
        V3Xml.Element(
            "acknowledgement",
            V3Xml.Coded("typeCode", typeCode),
            V3Xml.Element("targetMessage", target.Write()),
            errors.Select(error => Detail(V3Xml.Coded("code", error.Code.ToString(CultureInfo.InvariantCulture), Conditions), error.Text, location(error))));

    /// <summary>MCCI_IN000002UV01 for a request whose processing mode is not served (<c>ITI TF-2 3.55.4.2.3</c>).</summary>
    public static XElement UnsupportedMode(V3Request request, Exchange exchange) => Transmission.Write(
        "MCCI_IN000002UV01", "NE", new(exchange.AnswerId.ToString("D")), exchange.Time, request.ReceiverDevice, request.SenderDevice,
        V3Xml.Element(
            "acknowledgement", V3Xml.Coded("typeCode", "AE"),
            V3Xml.Element("targetMessage", InstanceIdentifier.Parse(request.MessageId).Write()),
            Detail(V3Xml.Coded("code", "NS250"), "Unsupported processing mode", null)),
        controlAct: null);

    /// <summary>The errors of an answer; empty when it was accepted.</summary>
    public static ValueList<PatientError> ReadErrors(XElement message)
    {
        var acknowledgement = message.Only("acknowledgement");
        var type = V3Xml.Attribute(acknowledgement.Only("typeCode"), "code");
        if (type is "AA" or "CA") return [];
        if (type is not ("AE" or "AR" or "CE" or "CR")) throw new MalformedMessageException($"The acknowledgement's typeCode {type} is not known.");
        var details = acknowledgement.Children("acknowledgementDetail").Select(Read).ToValueList();
        return details.Count > 0 ? details : [new(207, $"The request was answered with {type}{Management(message)}.")];
    }

    private static XElement Detail(XElement code, string text, string? location) => V3Xml.Element(
        "acknowledgementDetail", new XAttribute("typeCode", "E"), code, V3Xml.Element("text", text), location is null ? null : V3Xml.Element("location", location));

    private static PatientError Read(XElement detail)
    {
        var code = int.TryParse(V3Xml.Attribute(detail.Child("code"), "code"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 207;
        var location = detail.Child("location")?.Value ?? "";
        var domain = Domain().Match(location);
        var (where, repetition) = domain.Success
            ? (PatientErrorPlace.Domain, domain.Groups[1].Success ? int.Parse(domain.Groups[1].Value, CultureInfo.InvariantCulture) : 1)
            : location.Contains("patientIdentifier", StringComparison.Ordinal) ? (PatientErrorPlace.Id, 1)
            : location.Contains("priorRegisteredRole", StringComparison.Ordinal) ? (PatientErrorPlace.SubsumedId, 1)
            : PatientIds().Match(location) is { Success: true } ids
                ? (PatientErrorPlace.PatientId, ids.Groups[1].Success ? int.Parse(ids.Groups[1].Value, CultureInfo.InvariantCulture) : 1)
            : (PatientErrorPlace.Message, 1);
        return new(code, detail.Child("text")?.Value.Trim() ?? "", where, repetition);
    }

    private static string Management(XElement message) =>
        message.Descendants(V3Xml.Namespace + "detectedIssueManagement").Select(m => V3Xml.Attribute(m.Child("code"), "code")).OfType<string>().FirstOrDefault() is { } code
            ? $", {code}" : "";

    [GeneratedRegex(@"(?:dataSource|otherIDsScopingOrganization)(?:\[(\d{1,6})\])?")]
    private static partial Regex Domain();

    [GeneratedRegex(@"/(?:patient|asOtherIDs)/id\b(?:.*\[(\d{1,6})\]$)?")]
    private static partial Regex PatientIds();
}
