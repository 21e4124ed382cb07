using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>What all answers to v3 queries have around their subjects: acknowledgement, queryAck, and the query repeated (<c>ITI TF-2 Appendix O.2.4</c>).</summary>
internal sealed record QueryAnswer
{
    public required string Interaction { get; init; }

    public required string Trigger { get; init; }

    /// <summary>What is repeated of the request.</summary>
    public required V3Request Request { get; init; }

    public required string QueryId { get; init; }

    /// <summary>AA or AE.</summary>
    public required string TypeCode { get; init; }

    /// <summary>OK, NF, AE or QE.</summary>
    public required string ResponseCode { get; init; }

    public required XElement QueryByParameter { get; init; }

    public ValueList<PatientError> Errors { get; init; }

    public Func<PatientError, string?> Location { get; init; } = _ => null;

    /// <summary>Total and current number of records; null where the standard wants none.</summary>
    public (int Total, int Current)? Quantities { get; init; }

    public IEnumerable<XElement> Subjects { get; init; } = [];

    public XElement? ReasonOf { get; init; }

    public XElement Write(Exchange exchange) => Transmission.Write(
        Interaction, "NE", new(exchange.AnswerId.ToString("D")), exchange.Time, Request.ReceiverDevice, Request.SenderDevice,
        Acknowledgement.Write(TypeCode, InstanceIdentifier.Parse(Request.MessageId), Errors, Location),
        V3Xml.Element(
            "controlActProcess", new XAttribute("classCode", "CACT"), new XAttribute("moodCode", "EVN"),
            V3Xml.Coded("code", Trigger, V3Xml.Interactions),
            Subjects, ReasonOf,
            V3Xml.Element(
                "queryAck", InstanceIdentifier.Of(QueryId, InstanceIdentifier.Parse(Request.MessageId)).Write("queryId"), V3Xml.Coded("statusCode", "deliveredResponse"),
                V3Xml.Coded("queryResponseCode", ResponseCode),
                Quantities is not var (total, current) ? null : new[]
                {
                    SimpleValues.WriteNumber("resultTotalQuantity", total), SimpleValues.WriteNumber("resultCurrentQuantity", current),
                    SimpleValues.WriteNumber("resultRemainingQuantity", total - current),
                }),
            // What was asked is repeated as it came, to the character.
            Request.Parameters.Length > 0 ? new V3Xml.Raw(Request.Parameters) : QueryByParameter));

    /// <summary>The control act of a query with its queryByParameter.</summary>
    public static XElement ControlAct(string trigger, XElement queryByParameter, string? authorDevice = null) => V3Xml.Element(
        "controlActProcess", new XAttribute("classCode", "CACT"), new XAttribute("moodCode", "EVN"),
        V3Xml.Coded("code", trigger, V3Xml.Interactions),
        authorDevice is null ? null : V3Xml.Element("authorOrPerformer", new XAttribute("typeCode", "AUT"), V3Xml.Element(
            "assignedDevice", new XAttribute("classCode", "ASSIGNED"), new InstanceIdentifier(authorDevice).Write())),
        queryByParameter);

    /// <exception cref="MalformedMessageException">The request has no query, or the query no id.</exception>
    public static (XElement Query, string QueryId, V3Request Request) ReadRequest(Transmission transmission)
    {
        var query = transmission.ControlAct.Only("queryByParameter");
        var id = InstanceIdentifier.Read(query.Only("queryId"));
        if (!id.IsValid) throw new MalformedMessageException("queryId has no root that is an OID or a UUID.");
        return (query, id.ToString(), new(transmission.Id.ToString(), transmission.SenderDevice, transmission.ReceiverDevice, V3Xml.Verbatim(query)));
    }

    /// <summary>The errors of an answer: those of its acknowledgement, or that of its queryResponseCode.</summary>
    public static ValueList<PatientError> ReadErrors(Transmission transmission)
    {
        var errors = Acknowledgement.ReadErrors(transmission.Message);
        var code = V3Xml.Attribute(transmission.ControlAct.Only("queryAck").Only("queryResponseCode"), "code");
        return errors.Count == 0 && code is not ("OK" or "NF") ? [new(207, $"The query was answered with {code}.")] : errors;
    }
}
