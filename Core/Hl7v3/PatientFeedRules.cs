using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>What a patient identity feed must and must not hold besides a patient (<c>ITI TF-2 3.44.4.1.2, 3.44.4.2.2</c>).</summary>
internal static class PatientFeedRules
{
    private const int RequiredFieldMissing = 101;
    private const int DataTypeError = 102;
    private const int TableValueNotFound = 103;

    public static string TriggerOf(PatientFeedEvent happened) => PatientFeedMessage.InteractionOf(happened).Replace("_IN", "_TE", StringComparison.Ordinal);

    /// <summary>The ids that the message says are replaced.</summary>
    public static List<XElement> PriorIds(XElement registration) =>
    [
        .. registration.Children("replacementOf").SelectMany(r => r.Children("priorRegistration")).SelectMany(p => p.Children("subject1"))
            .SelectMany(s => s.Children("priorRegisteredRole")).SelectMany(r => r.Children("id")).Where(id => !id.IsNull()),
    ];

    public static IEnumerable<PatientError> Check(XElement registration, XElement patient, PatientFeedEvent happened)
    {
        // The trigger event is not compared: senders are known to leave that of another message in, and the interaction says what happened.
        foreach (var (element, name) in new[] { (registration, "registrationEvent"), (patient, "patient") })
        {
            if (V3Xml.Attribute(element.Child("statusCode"), "code") is { } status && status != "active")
                yield return new(TableValueNotFound, $"The statusCode of {name} must be active, it is {status}.");
        }

        foreach (var fault in OtherIds(patient)) yield return fault;
        foreach (var fault in happened == PatientFeedEvent.Merge ? Merge(registration) : NoMerge(registration)) yield return fault;
    }

    /// <summary>The XPath of what an error is about; null when it is about the message as a whole.</summary>
    public static string? Location(PatientError error, string interaction)
    {
        var registration = $"/{interaction}/controlActProcess/subject/registrationEvent";
        var patient = $"{registration}/subject1/patient";
        return error.Where switch
        {
            PatientErrorPlace.PatientId => $"({patient}/id|{patient}/patientPerson/asOtherIDs/id)[not(@nullFlavor)][{error.Repetition}]",
            PatientErrorPlace.SubsumedId => $"{registration}/replacementOf/priorRegistration/subject1/priorRegisteredRole/id",
            _ => null,
        };
    }

    // Which of two roots is the id's assigning authority is nothing to guess at.
    private static IEnumerable<PatientError> OtherIds(XElement patient)
    {
        foreach (var other in patient.Child("patientPerson").Children("asOtherIDs"))
        {
            var scopes = other.Child("scopingOrganization").Children("id").Select(id => V3Xml.Attribute(id, "root")).ToList();
            foreach (var root in other.Children("id").Where(id => !id.IsNull()).Select(id => V3Xml.Attribute(id, "root")))
            {
                if (!scopes.Contains(root))
                    yield return new(DataTypeError, $"The root {root ?? "(absent)"} of an id in asOtherIDs is not that of its scopingOrganization, {string.Join(", ", scopes.DefaultIfEmpty("(absent)"))}.");
            }
        }
    }

    private static IEnumerable<PatientError> Merge(XElement registration)
    {
        var ids = PriorIds(registration);
        if (ids.Count == 0)
            yield return new(RequiredFieldMissing, "replacementOf names no subsumed identifier (priorRegisteredRole/id).", PatientErrorPlace.SubsumedId);
        if (ids.Count > 1)
            yield return new(DataTypeError, $"replacementOf must name one subsumed identifier, it names {ids.Count}: each merge is a message of its own.", PatientErrorPlace.SubsumedId);
        foreach (var status in registration.Children("replacementOf").SelectMany(r => r.Children("priorRegistration")).Select(p => V3Xml.Attribute(p.Child("statusCode"), "code")))
        {
            if (status is not (null or "obsolete"))
                yield return new(TableValueNotFound, $"The statusCode of priorRegistration must be obsolete, it is {status}.", PatientErrorPlace.SubsumedId);
        }
    }

    // A merge that comes as something else would be lost, and the sender would take it for done.
    private static IEnumerable<PatientError> NoMerge(XElement registration)
    {
        if (registration.Child("replacementOf") is not null)
            yield return new(DataTypeError, "replacementOf stands only in PRPA_IN201304UV02.", PatientErrorPlace.SubsumedId);
    }
}
