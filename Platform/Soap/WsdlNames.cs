using System.Xml.Linq;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>One operation of a WSDL.</summary>
internal sealed record WsdlOperation(string Name, string Action, string ResponseAction, XName Request, XName Response, string RequestMessage, string ResponseMessage);

/// <summary>The names that IHE's WSDLs give to actors, operations and message elements (<c>ITI TF-2 Appendix V.2.4</c>).</summary>
internal static class WsdlNames
{
    private static readonly string Xds = EbrimNames.Xds.NamespaceName;
    private const string HL7 = "urn:hl7-org:v3:";
    private static readonly XName Answer = EbrimNames.Rs + "RegistryResponse";
    private static readonly XName Submit = EbrimNames.Lcm + "SubmitObjectsRequest";
    private static readonly XName Remove = EbrimNames.Lcm + "RemoveObjectsRequest";
    private static readonly XName Query = EbrimNames.Query + "AdhocQueryRequest";
    private static readonly XName QueryAnswer = EbrimNames.Query + "AdhocQueryResponse";
    private static readonly XName Retrieve = EbrimNames.Xds + "RetrieveDocumentSetRequest";
    private static readonly XName RetrieveAnswer = EbrimNames.Xds + "RetrieveDocumentSetResponse";
    private static readonly XName Provide = EbrimNames.Xds + "ProvideAndRegisterDocumentSetRequest";

    // By the last word of the wsa:Action.
    private static readonly Dictionary<string, (XName Request, XName Response)> Elements = new(StringComparer.Ordinal)
    {
        ["RegistryStoredQuery"] = (Query, QueryAnswer),
        ["MultiPatientStoredQuery"] = (Query, QueryAnswer),
        ["CrossGatewayQuery"] = (Query, QueryAnswer),
        ["RegisterDocumentSet-b"] = (Submit, Answer),
        ["RegisterOnDemandDocumentEntry"] = (Submit, Answer),
        ["UpdateDocumentSet"] = (Submit, Answer),
        ["RestrictedUpdateDocumentSet"] = (Submit, Answer),
        ["DeleteDocumentSet"] = (Remove, Answer),
        ["ProvideAndRegisterDocumentSet-b"] = (Provide, Answer),
        ["CrossGatewayDocumentProvide"] = (Provide, Answer),
        ["RetrieveDocumentSet"] = (Retrieve, RetrieveAnswer),
        ["CrossGatewayRetrieve"] = (Retrieve, RetrieveAnswer),
        ["RemoveDocuments"] = (EbrimNames.Rmd + "RemoveDocumentsRequest", Answer),
        ["PatientLocationQuery"] =
            (XName.Get("PatientLocationQueryRequest", "urn:ihe:iti:xcpd:2009"), XName.Get("PatientLocationQueryResponse", "urn:ihe:iti:xcpd:2009")),
    };

    /// <summary>The actor that serves these transactions, and the namespace of its WSDL.</summary>
    public static (string Actor, string Namespace) Actor(IReadOnlySet<string> ids) => ids switch
    {
        _ when ids.Contains("ITI-18") && ids.Contains("ITI-43") => ("InitiatingGateway", Xds),
        _ when ids.Overlaps(["ITI-38", "ITI-39", "ITI-80"]) => ("RespondingGateway", Xds),
        _ when ids.Overlaps(["ITI-55", "ITI-56", "ITI-107"]) => ("RespondingGateway", "urn:ihe:iti:xcpd:2009"),
        _ when ids.Overlaps(["ITI-18", "ITI-42"]) => ("DocumentRegistry", Xds),
        _ when ids.Overlaps(["ITI-44", "ITI-45"]) => ("PIXManager", "urn:ihe:iti:pixv3:2007"),
        _ when ids.Contains("ITI-46") => ("PIXConsumer", "urn:ihe:iti:pixv3:2007"),
        _ when ids.Contains("ITI-47") => ("PDSupplier", "urn:ihe:iti:pdqv3:2007"),
        _ when ids.Overlaps(["ITI-41", "ITI-43", "ITI-86"]) => ("DocumentRepository", Xds),
        _ => ("DocumentRegistry", Xds),
    };

    /// <summary>The names of one transaction.</summary>
    public static WsdlOperation Operation(Transaction transaction, string actor, string space)
    {
        var action = transaction.Action!;
        var responseAction = transaction.ResponseAction!;
        if (action.StartsWith(HL7, StringComparison.Ordinal))
        {
            var (request, response) = (Interaction(action), Interaction(responseAction));
            var deferred = action.Contains(":Deferred", StringComparison.Ordinal) ? "Deferred_" : "";
            return new(
                $"{actor}_{deferred}{request}",
                action,
                responseAction,
                // Continue and Cancel are kinds of one message, which has one element.
                XName.Get(request.Split('_') is [var domain, var number, _] ? $"{domain}_{number}" : request, "urn:hl7-org:v3"),
                XName.Get(response, "urn:hl7-org:v3"),
                $"{request}_Message",
                $"{response}_Message");
        }
        var word = Last(action);
        var (requestElement, responseElement) =
            Elements.TryGetValue(word, out var known) ? known : (XName.Get($"{word}Request", space), XName.Get($"{word}Response", space));
        return new($"{actor}_{word}", action, responseAction, requestElement, responseElement, $"{word}_Message", $"{Last(responseAction)}_Message");
    }

    private static string Interaction(string action) => action[HL7.Length..].Split(':')[0];

    private static string Last(string action) => action[(action.LastIndexOf(':') + 1)..];
}
