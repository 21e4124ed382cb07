using System.Xml.Linq;

namespace IheNode.Core;

/// <summary>The transmission wrapper of a v3 message: who sends what to whom (<c>ITI TF-2 Appendix O.1</c>).</summary>
/// <param name="Message">The message's root element.</param>
/// <param name="Id">The message's id.</param>
/// <param name="SenderDevice">OID of the sending device; empty when the message gave none.</param>
/// <param name="ReceiverDevice">OID of the receiving device; empty when the message gave none.</param>
internal sealed record Transmission(XElement Message, InstanceIdentifier Id, string SenderDevice, string ReceiverDevice)
{
    /// <summary>OID of the organisation that the sending device speaks for: a gateway's home community.</summary>
    public string? SenderOrganization { get; init; }

    public XElement ControlAct => Message.Only("controlActProcess");

    /// <exception cref="MalformedMessageException">It is another message, or its wrapper lacks what an answer needs.</exception>
    public static Transmission Read(XElement body, params string[] interactions)
    {
        if (body.Name.Namespace != V3Xml.Namespace || !interactions.Contains(body.Name.LocalName))
            throw new MalformedMessageException($"The body is {body.Name} and not {string.Join(" or ", interactions)} of {V3Xml.Namespace}.");
        var id = InstanceIdentifier.Read(body.Only("id"));
        if (!id.IsValid) throw new MalformedMessageException($"The id of {body.Name.LocalName} has no root that is an OID or a UUID.");
        var interaction = V3Xml.Attribute(body.Only("interactionId"), "extension");
        if (interaction != body.Name.LocalName)
            throw new MalformedMessageException($"interactionId says {interaction}, but the message is {body.Name.LocalName}.");
        return new(body, id, Device(body, "sender"), Device(body, "receiver"))
        {
            SenderOrganization = V3Xml.Attribute(
                body.Child("sender").Child("device").Child("asAgent").Child("representedOrganization").Child("id"), "root"),
        };
    }

    public static XElement Write(
        string interaction, string acceptAckCode, InstanceIdentifier id, DateTimeOffset time, string sender, string receiver, XElement? acknowledgement,
        XElement? controlAct, string? senderOrganization = null) =>
        V3Xml.Element(
            interaction,
            new XAttribute("xmlns", V3Xml.Namespace.NamespaceName), new XAttribute(XNamespace.Xmlns + "xsi", V3Xml.SchemaInstance.NamespaceName),
            new XAttribute("ITSVersion", "XML_1.0"),
            id.Write(),
            SimpleValues.WriteInstant("creationTime", time),
            new InstanceIdentifier(V3Xml.Interactions, interaction).Write("interactionId"),
            V3Xml.Coded("processingCode", "P"), V3Xml.Coded("processingModeCode", "T"), V3Xml.Coded("acceptAckCode", acceptAckCode),
            Party("receiver", "RCV", receiver), Party("sender", "SND", sender, senderOrganization),
            acknowledgement, controlAct);

    /// <summary>The id of a message that is to be sent: the one that its sender chose (audit names it), or the exchange's.</summary>
    public static InstanceIdentifier IdOf(V3Request? request, Exchange exchange) =>
        request is { MessageId.Length: > 0 } ? InstanceIdentifier.Parse(request.MessageId) : new(exchange.AnswerId.ToString("D"));

    private static XElement Party(string name, string typeCode, string device, string? organization = null) =>
        V3Xml.Element(name, new XAttribute("typeCode", typeCode), V3Xml.Element(
            "device", new XAttribute("classCode", "DEV"), new XAttribute("determinerCode", "INSTANCE"), new InstanceIdentifier(device).Write(),
            organization is null ? null : V3Xml.Element("asAgent", new XAttribute("classCode", "AGNT"), V3Xml.Element(
                "representedOrganization", new XAttribute("classCode", "ORG"), new XAttribute("determinerCode", "INSTANCE"),
                new InstanceIdentifier(organization).Write()))));

    private static string Device(XElement body, string party)
    {
        var id = body.Only(party).Only("device").Children("id").FirstOrDefault()
            ?? throw new MalformedMessageException($"The device of {party} has no id.");
        return InstanceIdentifier.Read(id).Root;
    }
}
