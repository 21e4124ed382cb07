using System.Globalization;
using System.Net;
using System.Text;
using System.Xml;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>Writes an event as the <c>AuditMessage</c> XML of DICOM PS3.15 A.5.1.</summary>
public static class AuditMessage
{
    private static readonly XmlWriterSettings Settings = new() { OmitXmlDeclaration = true, CheckCharacters = true };

    /// <summary>The event as XML on one line, told by the node of a profile.</summary>
    public static string Write(AuditEvent told, NodeProfile profile)
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        using (var writer = XmlWriter.Create(text, Settings))
        {
            writer.WriteStartElement("AuditMessage");
            WriteEvent(writer, told);
            foreach (var participant in told.Participants) WriteParticipant(writer, participant);
            writer.WriteStartElement("AuditSourceIdentification");
            Attribute(writer, "AuditEnterpriseSiteID", profile.Network.HomeCommunityId);
            Attribute(writer, "AuditSourceID", profile.Audit.SourceId ?? profile.Network.Id);
            WriteCode(writer, "AuditSourceTypeCode", new("4", "DCM", "Application Server Process or Thread"));
            writer.WriteEndElement();
            foreach (var item in told.Objects) WriteObject(writer, item);
            writer.WriteEndElement();
        }
        return text.ToString();
    }

    private static void WriteEvent(XmlWriter writer, AuditEvent told)
    {
        writer.WriteStartElement("EventIdentification");
        Attribute(writer, "EventActionCode", told.Action.ToString());
        Attribute(writer, "EventDateTime", told.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        Attribute(writer, "EventOutcomeIndicator", told.Outcome.ToString(CultureInfo.InvariantCulture));
        WriteCode(writer, "EventID", told.Id);
        foreach (var type in told.Types) WriteCode(writer, "EventTypeCode", type);
        if (told.OutcomeDescription is { } description) writer.WriteElementString("EventOutcomeDescription", XmlCharacters.Legal(description));
        writer.WriteEndElement();
    }

    private static void WriteParticipant(XmlWriter writer, AuditParticipant participant)
    {
        writer.WriteStartElement("ActiveParticipant");
        Attribute(writer, "UserID", participant.UserId);
        Attribute(writer, "AlternativeUserID", participant.AlternativeUserId);
        Attribute(writer, "UserName", participant.UserName);
        Attribute(writer, "UserIsRequestor", participant.IsRequestor ? "true" : "false");
        Attribute(writer, "NetworkAccessPointID", participant.NetworkAccessPoint);
        if (participant.NetworkAccessPoint is { } point) Attribute(writer, "NetworkAccessPointTypeCode", IPAddress.TryParse(point, out _) ? "2" : "1");
        WriteCode(writer, "RoleIDCode", participant.Role);
        writer.WriteEndElement();
    }

    private static void WriteObject(XmlWriter writer, AuditEventObject item)
    {
        writer.WriteStartElement("ParticipantObjectIdentification");
        Attribute(writer, "ParticipantObjectID", item.Id);
        Attribute(writer, "ParticipantObjectTypeCode", item.Type.ToString(CultureInfo.InvariantCulture));
        Attribute(writer, "ParticipantObjectTypeCodeRole", item.Role.ToString(CultureInfo.InvariantCulture));
        Attribute(writer, "ParticipantObjectDataLifeCycle", item.LifeCycle?.ToString(CultureInfo.InvariantCulture));
        WriteCode(writer, "ParticipantObjectIDTypeCode", item.IdType);
        if (item.Query is { } query) writer.WriteElementString("ParticipantObjectQuery", Base64(query));
        foreach (var (type, value) in item.Details)
        {
            writer.WriteStartElement("ParticipantObjectDetail");
            Attribute(writer, "type", type);
            Attribute(writer, "value", Base64(value));
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    private static void WriteCode(XmlWriter writer, string element, AuditCode code)
    {
        writer.WriteStartElement(element);
        Attribute(writer, "csd-code", code.Code);
        Attribute(writer, "codeSystemName", code.System);
        Attribute(writer, "originalText", code.Name);
        writer.WriteEndElement();
    }

    private static void Attribute(XmlWriter writer, string name, string? value)
    {
        if (value is not null) writer.WriteAttributeString(name, XmlCharacters.Legal(value));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
