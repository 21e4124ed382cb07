using System.Text;
using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

public sealed class AuditMessageSpecs
{
    private static readonly Exchange Asked = new()
    {
        MessageId = "urn:uuid:6d296e90-e5dc-43d0-b455-7c1f3eb35d83",
        Time = new DateTimeOffset(2026, 4, 1, 9, 30, 0, 120, TimeSpan.FromHours(9)),
        Endpoint = "https://localhost:8443/xds/registry",
        Requester = new("192.0.2.7", "CN=clinic", "AB", "2919990021"),
    };

    private static XElement Written(
        AuditEventShape shape, AuditRecord record, AuditSide side, WireEncoding encoding = WireEncoding.SimpleSoap, Exchange? exchange = null)
    {
        var transaction = new Transaction<string, string> { Id = "ITI-18", Name = "Registry Stored Query", Encoding = encoding, AuditEvent = shape, Audit = (_, _) => new() };
        var profile = Networks.YamatoSeiwa();
        return XElement.Parse(AuditMessage.Write(ExchangeAudit.Event(transaction, record, exchange ?? Asked, side, profile), profile));
    }

    [Test]
    [Spec("ITI TF-2 3.18.5.1")]
    public void A_query_names_both_sides_the_patient_and_the_query_itself()
    {
        var message = Written(AuditEventShape.Query, new()
        {
            Objects =
            [
                new(AuditObjectKind.Patient, "1^^^&2.999.29.1.2&ISO"),
                new(AuditObjectKind.Query, "urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d", "<AdhocQueryRequest/>", [new("QueryEncoding", "UTF-8")]),
            ],
        }, AuditSide.Receiver);

        var expected = XElement.Parse($"""
            <AuditMessage>
              <EventIdentification EventActionCode="E" EventDateTime="2026-04-01T00:30:00.120Z" EventOutcomeIndicator="0">
                <EventID csd-code="110112" codeSystemName="DCM" originalText="Query"/>
                <EventTypeCode csd-code="ITI-18" codeSystemName="IHE Transactions" originalText="Registry Stored Query"/>
              </EventIdentification>
              <ActiveParticipant UserID="http://www.w3.org/2005/08/addressing/anonymous" UserName="やまと西和サンプル内科医院 (2919990021)" UserIsRequestor="true"
                  NetworkAccessPointID="192.0.2.7" NetworkAccessPointTypeCode="2">
                <RoleIDCode csd-code="110153" codeSystemName="DCM" originalText="Source Role ID"/>
              </ActiveParticipant>
              <ActiveParticipant UserID="https://localhost:8443/xds/registry" AlternativeUserID="{Environment.ProcessId}" UserIsRequestor="false"
                  NetworkAccessPointID="localhost" NetworkAccessPointTypeCode="1">
                <RoleIDCode csd-code="110152" codeSystemName="DCM" originalText="Destination Role ID"/>
              </ActiveParticipant>
              <AuditSourceIdentification AuditEnterpriseSiteID="urn:oid:2.999.29.1" AuditSourceID="yamato-seiwa">
                <AuditSourceTypeCode csd-code="4" codeSystemName="DCM" originalText="Application Server Process or Thread"/>
              </AuditSourceIdentification>
              <ParticipantObjectIdentification ParticipantObjectID="1^^^&amp;2.999.29.1.2&amp;ISO" ParticipantObjectTypeCode="1" ParticipantObjectTypeCodeRole="1">
                <ParticipantObjectIDTypeCode csd-code="2" codeSystemName="RFC-3881" originalText="Patient Number"/>
              </ParticipantObjectIdentification>
              <ParticipantObjectIdentification ParticipantObjectID="urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d" ParticipantObjectTypeCode="2" ParticipantObjectTypeCodeRole="24">
                <ParticipantObjectIDTypeCode csd-code="ITI-18" codeSystemName="IHE Transactions" originalText="Registry Stored Query"/>
                <ParticipantObjectQuery>PEFkaG9jUXVlcnlSZXF1ZXN0Lz4=</ParticipantObjectQuery>
                <ParticipantObjectDetail type="QueryEncoding" value="VVRGLTg="/>
              </ParticipantObjectIdentification>
            </AuditMessage>
            """);
        Assert.That(message.ToString(), Is.EqualTo(expected.ToString()));
    }

    [TestCase(AuditSide.Receiver, "110106", "R")]
    [TestCase(AuditSide.Sender, "110107", "C")]
    [Spec("ITI TF-2 3.43.6")]
    public void In_a_retrieval_the_responder_is_the_source_on_both_sides(AuditSide side, string eventId, string action)
    {
        var message = Written(AuditEventShape.Retrieve, new(), side);

        var participants = message.Elements("ActiveParticipant").ToList();
        Assert.That(participants.Select(p => p.Element("RoleIDCode")!.Attribute("csd-code")!.Value), Is.EqualTo(["110153", "110152"]));
        Assert.That(participants.Select(p => p.Attribute("UserIsRequestor")!.Value), Is.EqualTo(["false", "true"]));
        Assert.That(participants[0].Attribute("UserID")!.Value, Is.EqualTo(Asked.Endpoint));
        Assert.That(participants.Select(p => p.Attribute("AlternativeUserID") is not null), Is.EqualTo([side == AuditSide.Receiver, side == AuditSide.Sender]));
        Assert.That(message.Descendants("EventID").Single().Attribute("csd-code")!.Value, Is.EqualTo(eventId));
        Assert.That(message.Element("EventIdentification")!.Attribute("EventActionCode")!.Value, Is.EqualTo(action));
    }

    [Test]
    [Spec("ITI TF-2 3.8.5.1")]
    public void HL7_v2_names_facility_and_application()
    {
        var exchange = Asked with { Endpoint = "NODE|PIX", ReplyTo = "HOSPITAL|HIS" };
        var message = Written(AuditEventShape.PatientRecord, new() { Action = 'D' }, AuditSide.Receiver, WireEncoding.Er7, exchange);

        Assert.That(message.Elements("ActiveParticipant").Select(p => p.Attribute("UserID")!.Value), Is.EqualTo(["HOSPITAL|HIS", "NODE|PIX"]));
        Assert.That(message.Elements("ActiveParticipant").All(p => p.Attribute("NetworkAccessPointID") is not null), Is.True);
        Assert.That(message.Element("EventIdentification")!.Attribute("EventActionCode")!.Value, Is.EqualTo("D"));
    }

    [TestCaseSource(typeof(Catalogue), nameof(Catalogue.All))]
    public void Every_transaction_can_be_told_from_both_sides(Transaction transaction)
    {
        foreach (var side in Enum.GetValues<AuditSide>())
        {
            var told = ExchangeAudit.Event(transaction, new() { Objects = [.. Enum.GetValues<AuditObjectKind>().Select(kind => new AuditObject(kind, "id"))] },
                Asked, side, Networks.YamatoSeiwa());
            Assert.That(told.Types, Is.EqualTo([new AuditCode(transaction.Id, "IHE Transactions", transaction.Name)]));
            Assert.That(told.Id.Code, Is.EqualTo(side == AuditSide.Sender ? transaction.AuditEvent.SenderEventId : transaction.AuditEvent.ReceiverEventId));
            Assert.That(told.Participants.Single(participant => participant.AlternativeUserId is not null).IsRequestor, Is.EqualTo(side == AuditSide.Sender));
        }
    }

    [Test]
    public void What_XML_cannot_carry_does_not_stop_the_audit()
    {
        var message = Written(AuditEventShape.Query, new()
        {
            Objects = [new(AuditObjectKind.Patient, "a\u0000\u000B\uD800<&\">𠮷\uFFFF")],
            OutcomeDescription = "\u0001",
        }, AuditSide.Receiver);

        Assert.That(message.Element("ParticipantObjectIdentification")!.Attribute("ParticipantObjectID")!.Value, Is.EqualTo("a\uFFFD\uFFFD\uFFFD<&\">𠮷\uFFFD"));
    }

    [Test]
    [Spec("ITI TF-2 3.20.4.1.1.2")]
    public void Travels_as_syslog()
    {
        var syslog = SyslogMessage.Write("<AuditMessage/>", Asked.Time);
        Assert.That(Encoding.UTF8.GetString(syslog), Does.Match(@"^<85>1 2026-04-01T00:30:00\.120Z \S+ ihenode \d+ IHE\+RFC-3881 - <AuditMessage/>$"));
        Assert.That(SyslogMessage.AuditMessageOf(syslog), Is.EqualTo("<AuditMessage/>"));
    }

    [Test]
    public void Uses_only_the_elements_and_attributes_that_the_messages_of_others_use_in_their_order()
    {
        if (Tree.Shared("corpus", "ipf", "messages", "dicom-audit") is not { } folder) return;
        var known = Directory.GetFiles(folder).SelectMany(file => Names(XElement.Load(file))).Append("ActiveParticipant/@UserName").ToHashSet();
        foreach (var ours in new[]
        {
            Written(AuditEventShape.Query, new() { OutcomeDescription = "x", Objects = [new(AuditObjectKind.Query, "q", "q", [new("a", "b")])] }, AuditSide.Sender),
            XElement.Parse(AuditMessage.Write(NodeAudit.Started(Asked.Time), Networks.YamatoSeiwa())),
            XElement.Parse(AuditMessage.Write(NodeAudit.NodeAuthenticationFailed(Asked.Time, "192.0.2.1", null, "0.0.0.0:8443", "why"), Networks.YamatoSeiwa())),
        })
        {
            Assert.That(Names(ours).Distinct(), Is.SubsetOf(known));
            Assert.That(ours.Elements().Select(e => e.Name.LocalName).Distinct(),
                Is.SubsetOf(["EventIdentification", "ActiveParticipant", "AuditSourceIdentification", "ParticipantObjectIdentification"]));
        }
    }

    private static IEnumerable<string> Names(XElement message) => message.Descendants()
        .SelectMany(e => e.Attributes().Select(a => $"{e.Name.LocalName}/@{a.Name.LocalName}").Append($"{e.Parent!.Name.LocalName}/{e.Name.LocalName}"));
}
