using System.Globalization;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>The side of an exchange on which the node stands.</summary>
public enum AuditSide
{
    /// <summary>The node asks.</summary>
    Sender,

    /// <summary>The node answers.</summary>
    Receiver,
}

/// <summary>Tells what an exchange did as an audit event (<c>ITI TF-2</c>, the audit section of each transaction).</summary>
public static class ExchangeAudit
{
    private static readonly string ProcessId = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>One record of an exchange as an event.</summary>
    public static AuditEvent Event(Transaction transaction, AuditRecord record, Exchange exchange, AuditSide side, NodeProfile profile)
    {
        var shape = transaction.AuditEvent;
        var asks = side == AuditSide.Sender;
        return new()
        {
            Id = AuditCode.Dicom(asks ? shape.SenderEventId : shape.ReceiverEventId),
            Types = [AuditCode.Of(transaction)],
            Action = record.Action ?? (asks ? shape.SenderAction : shape.ReceiverAction),
            Time = exchange.Time,
            Outcome = record.Outcome,
            OutcomeDescription = record.OutcomeDescription,
            Participants = Participants(transaction, exchange, side, profile),
            Objects = record.Objects.Select(item => Object(item, transaction)).ToValueList(),
        };
    }

    // The source of the data comes first; in a retrieval that is the responder (ITI TF-2 3.43.6).
    private static ValueList<AuditParticipant> Participants(Transaction transaction, Exchange exchange, AuditSide side, NodeProfile profile)
    {
        var (source, destination) = (AuditCode.Dicom("110153"), AuditCode.Dicom("110152"));
        var swapped = transaction.AuditEvent.SourceIsResponder;
        var asks = side == AuditSide.Sender;
        var requester = new AuditParticipant(
            exchange.ReplyTo ?? (transaction.Encoding == WireEncoding.Er7 ? "unknown" : SoapNames.Anonymous), IsRequestor: true,
            swapped ? destination : source, asks ? ProcessId : null,
            asks ? null : Name(exchange.Requester, profile), asks ? Environment.MachineName : exchange.Requester.Address);
        var responder = new AuditParticipant(
            exchange.Endpoint, IsRequestor: false, swapped ? source : destination, asks ? null : ProcessId, null, Host(exchange.Endpoint));
        return swapped ? [responder, requester] : [requester, responder];
    }

    private static string Host(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Host.Length > 0 ? address.Host.Trim('[', ']') : Environment.MachineName;

    private static string? Name(Requester requester, NodeProfile profile)
    {
        if (profile.Facilities.FirstOrDefault(facility => facility.Code == requester.Facility) is { } facility) return $"{facility.NameJa} ({facility.Code})";
        var neighbour = profile.Neighbours.FirstOrDefault(neighbour => neighbour.HomeCommunityId == requester.Facility);
        return neighbour is null ? requester.CertificateSubject : $"{neighbour.Name} ({neighbour.HomeCommunityId})";
    }

    private static AuditEventObject Object(AuditObject item, Transaction transaction) => item.Kind switch
    {
        AuditObjectKind.Patient => new(item.Id, new("2", "RFC-3881", "Patient Number"), 1, 1, null, item.Details) { LifeCycle = item.LifeCycle },
        AuditObjectKind.SubmissionSet => new(item.Id,
            new(Vocabulary.SubmissionSetSchemes.Node, "IHE XDS Metadata", "submission set classificationNode"), 2, 20, null, item.Details),
        AuditObjectKind.Query => new(item.Id, AuditCode.Of(transaction), 2, 24, item.Query, item.Details),
        AuditObjectKind.Document => new(item.Id, new("9", "RFC-3881", "Report Number"), 2, 3, null, item.Details),
        AuditObjectKind.RegistryObject => new(item.Id, new("urn:ihe:iti:2017:ObjectRef", "IHE XDS Metadata", "registry object reference"), 2, 3, null, item.Details),
        _ => throw new ArgumentOutOfRangeException(nameof(item), item.Kind, "Not a kind of audit object."),
    };
}
