using System.Xml;
using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>
/// PRPA_IN201301UV02 (added), PRPA_IN201302UV02 (revised) and PRPA_IN201304UV02 (duplicates resolved) with their accept acknowledgement
/// MCCI_IN000002UV01 (<c>ITI TF-2 3.44</c>).
/// </summary>
public static class PatientFeedMessage
{
    private const string Acknowledged = "MCCI_IN000002UV01";

    /// <summary>The interaction that tells of an event.</summary>
    public static string InteractionOf(PatientFeedEvent happened) => happened switch
    {
        PatientFeedEvent.Add => "PRPA_IN201301UV02",
        PatientFeedEvent.Revise => "PRPA_IN201302UV02",
        _ => "PRPA_IN201304UV02",
    };

    /// <summary>Reads the message that tells of an event; what its content lacks stands in <see cref="PatientFeed.Errors"/>.</summary>
    /// <exception cref="MalformedMessageException">It is not that message, or it does not hold exactly one patient.</exception>
    public static PatientFeed ReadRequest(XElement body, PatientFeedEvent happened)
    {
        var transmission = Transmission.Read(body, InteractionOf(happened));
        var registration = transmission.ControlAct.Only("subject").Only("registrationEvent");
        var element = registration.Only("subject1").Only("patient");
        var errors = PatientFeedRules.Check(registration, element, happened).ToList();
        var patient = new Patient();
        try
        {
            patient = PatientRegistration.ReadPatient(element);
        }
        catch (MalformedMessageException fault)
        {
            errors.Add(new(102, fault.Message));
        }

        return new(
            happened, patient, happened == PatientFeedEvent.Merge ? PatientFeedRules.PriorIds(registration).Select(PatientRegistration.ReadId).FirstOrNull() : null,
            transmission.SenderDevice)
        {
            Trigger = InteractionOf(happened),
            MessageId = transmission.Id.ToString(),
            V3 = new(transmission.Id.ToString(), transmission.SenderDevice, transmission.ReceiverDevice, ""),
            Errors = errors.ToValueList(),
        };
    }

    /// <summary>Writes the message; <see cref="PatientFeed.V3"/> says from which device to which.</summary>
    public static void WriteRequest(XmlWriter writer, PatientFeed feed, Exchange exchange)
    {
        var interaction = InteractionOf(feed.Event);
        Transmission.Write(
            interaction, "AL", Transmission.IdOf(feed.V3, exchange), exchange.Time, feed.V3?.SenderDevice ?? feed.Source ?? "", feed.V3?.ReceiverDevice ?? "",
            acknowledgement: null,
            V3Xml.Element(
                "controlActProcess", new XAttribute("classCode", "CACT"), new XAttribute("moodCode", "EVN"),
                V3Xml.Coded("code", PatientFeedRules.TriggerOf(feed.Event), V3Xml.Interactions),
                PatientRegistration.WriteFeed(feed.Patient, feed.Subsumed, feed.V3?.SenderDevice ?? feed.Source ?? ""))).WriteTo(writer);
    }

    /// <summary>Writes the acknowledgement: CA, or CE with what was wrong (<c>ITI TF-2 O.1.2</c>).</summary>
    public static void WriteResponse(XmlWriter writer, PatientFeedResponse response, PatientFeed feed, Exchange exchange)
    {
        var request = feed.V3 ?? new("", "", "", "");
        Transmission.Write(
            Acknowledged, "NE", new(exchange.AnswerId.ToString("D")), exchange.Time, request.ReceiverDevice, request.SenderDevice,
            Acknowledgement.Write(
                response.Accepted ? "CA" : "CE", InstanceIdentifier.Parse(request.MessageId), response.Errors,
                error => PatientFeedRules.Location(error, InteractionOf(feed.Event))),
            controlAct: null).WriteTo(writer);
    }

    /// <summary>Reads the acknowledgement.</summary>
    /// <exception cref="MalformedMessageException">It is not that message.</exception>
    public static PatientFeedResponse ReadResponse(XElement body) => new(Acknowledgement.ReadErrors(Transmission.Read(body, Acknowledged).Message));

    private static PatientId? FirstOrNull(this IEnumerable<PatientId> ids) => ids.Select(id => (PatientId?)id).FirstOrDefault();
}
