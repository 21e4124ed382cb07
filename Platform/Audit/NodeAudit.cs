using System.Globalization;
using IheNode.Core;

namespace IheNode.Platform;

/// <summary>Events of the node itself (<c>ITI TF-2 3.20.4.1.1.1</c>).</summary>
public static class NodeAudit
{
    // DICOM PS3.3 8.2: names of private code systems begin with 99. DICOM has no type of alert for what is in a document.
    private const string NodeCodes = "99IHENODE";

    /// <summary>The node begins to answer (110120).</summary>
    public static AuditEvent Started(DateTimeOffset time) => Activity("110120", time);

    /// <summary>The node ends (110121).</summary>
    public static AuditEvent Stopped(DateTimeOffset time) => Activity("110121", time);

    /// <summary>A peer was refused because its certificate is missing or not trusted (110126, <c>ITI TF-2 3.19</c>).</summary>
    /// <param name="time">When.</param>
    /// <param name="address">The peer's IP address or host name.</param>
    /// <param name="certificateSubject">The subject that its certificate claims; null = it showed none.</param>
    /// <param name="endpoint">Where it knocked, or what was called.</param>
    /// <param name="reason">Why it was refused.</param>
    public static AuditEvent NodeAuthenticationFailed(DateTimeOffset time, string address, string? certificateSubject, string endpoint, string reason) => new()
    {
        Id = AuditCode.Dicom("110113"),
        Types = [AuditCode.Dicom("110126")],
        Action = 'E',
        Time = time,
        Outcome = 4,
        OutcomeDescription = reason,
        Participants =
        [
            new(certificateSubject ?? "unknown", IsRequestor: true, AuditCode.Dicom("110153"), NetworkAccessPoint: address),
            new(endpoint, IsRequestor: false, AuditCode.Dicom("110152"), ProcessId(), NetworkAccessPoint: Environment.MachineName),
        ],
        Objects = [new(endpoint, new("12", "RFC-3881", "URI"), 2, 13, null, [new("Alert Description", reason)])],
    };

    /// <summary>
    /// A stored document cannot be given as it was stored: its bytes are damaged or lost, or encrypted under a key that is not there (Security Alert, 110113).
    /// DICOM's list of alerts, which may be extended, has none for this; its code is the node's own.
    /// </summary>
    /// <param name="time">When it was found.</param>
    /// <param name="repositoryUniqueId">The repository.</param>
    /// <param name="documentUniqueId">The document.</param>
    /// <param name="reason">What is wrong with it.</param>
    public static AuditEvent DocumentDamaged(DateTimeOffset time, string repositoryUniqueId, string documentUniqueId, string reason) => new()
    {
        Id = AuditCode.Dicom("110113"),
        Types = [new("damaged-document", "IheNode", "Stored document damaged")],
        Action = 'E',
        Time = time,
        Outcome = 8,
        OutcomeDescription = reason,
        Participants = [new(ProcessId(), IsRequestor: false, AuditCode.Dicom("110150"), NetworkAccessPoint: Environment.MachineName)],
        Objects =
        [
            new(documentUniqueId, new("9", "RFC-3881", "Report Number"), 2, 3, null,
                [new("Repository Unique Id", repositoryUniqueId), new("Alert Description", reason)]),
        ],
    };

    /// <summary>An operator loads submissions (ITI-42) from files into the registry: one record when it begins and one when it ends.</summary>
    /// <param name="time">When.</param>
    /// <param name="source">The folder, or the standard input.</param>
    /// <param name="outcome">0, or 4 when a submission was refused, or 8 when the load could not be finished; null = it begins.</param>
    /// <param name="details">Counts, by name.</param>
    public static AuditEvent Load(DateTimeOffset time, string source, int? outcome, ValueList<KeyValuePair<string, string>> details) => new()
    {
        Id = AuditCode.Dicom("110107"),
        Types = [AuditCode.Of(Iti42.Contract)],
        Action = 'C',
        Time = time,
        Outcome = outcome ?? 0,
        OutcomeDescription = outcome is null ? "The load begins." : "The load has ended.",
        Participants =
        [
            new(Environment.UserName, IsRequestor: true, AuditCode.Dicom("110153"), NetworkAccessPoint: Environment.MachineName),
            new(ProcessId(), IsRequestor: false, AuditCode.Dicom("110152"), ProcessId(), NetworkAccessPoint: Environment.MachineName),
        ],
        Objects = [new(source, new("12", "RFC-3881", "URI"), 2, 20, null, details)],
    };

    /// <summary>An operator gave stored documents another encryption (Security Alert, 110129 Security Configuration).</summary>
    /// <param name="time">When it ended.</param>
    /// <param name="key">Id of the key under which they are encrypted now; null = they are not.</param>
    /// <param name="outcome">0, or 4 when a document could not be opened, or 8 when the work could not be finished.</param>
    /// <param name="details">Counts, by name.</param>
    public static AuditEvent KeysRotated(DateTimeOffset time, string? key, int outcome, ValueList<KeyValuePair<string, string>> details) => new()
    {
        Id = AuditCode.Dicom("110113"),
        Types = [AuditCode.Dicom("110129")],
        Action = 'E',
        Time = time,
        Outcome = outcome,
        OutcomeDescription = key is null ? "Stored documents were decrypted." : $"Stored documents were encrypted under the key {key}.",
        Participants =
        [
            new(Environment.UserName, IsRequestor: true, AuditCode.Dicom("110151"), NetworkAccessPoint: Environment.MachineName),
            new(ProcessId(), IsRequestor: false, AuditCode.Dicom("110150"), ProcessId(), NetworkAccessPoint: Environment.MachineName),
        ],
        Objects = [new("documents.encryption", new("12", "RFC-3881", "URI"), 2, 13, null, details)],
    };

    /// <summary>A virus scanner found something in a document, or could give no verdict on one (110113).</summary>
    /// <param name="time">When.</param>
    /// <param name="exchange">The submission that brought it.</param>
    /// <param name="documentUniqueId">The document.</param>
    /// <param name="found">What was found; null = the document was not scanned.</param>
    /// <param name="consequence">What became of the document.</param>
    public static AuditEvent DocumentScan(DateTimeOffset time, Exchange exchange, string documentUniqueId, string? found, string consequence) => new()
    {
        Id = AuditCode.Dicom("110113"),
        Types = [found is null ? new("DocumentNotScanned", NodeCodes, "Document not scanned for viruses") : new("VirusFound", NodeCodes, "Virus found in document")],
        Action = 'E',
        Time = time,
        Outcome = 4,
        OutcomeDescription = consequence,
        Participants =
        [
            new(exchange.Requester.CertificateSubject ?? exchange.Requester.Facility ?? "unknown", IsRequestor: true, AuditCode.Dicom("110153"),
                UserName: exchange.Requester.Facility, NetworkAccessPoint: exchange.Requester.Address),
            new(exchange.Endpoint, IsRequestor: false, AuditCode.Dicom("110152"), ProcessId(), NetworkAccessPoint: Environment.MachineName),
        ],
        Objects =
        [
            new(documentUniqueId, new("9", "RFC-3881", "Report Number"), 2, 3, null,
                [new("Alert Description", found ?? consequence), new("MessageID", exchange.MessageId)]),
        ],
    };

    private static AuditEvent Activity(string type, DateTimeOffset time) => new()
    {
        Id = AuditCode.Dicom("110100"),
        Types = [AuditCode.Dicom(type)],
        Action = 'E',
        Time = time,
        Participants =
        [
            new(ProcessId(), IsRequestor: false, AuditCode.Dicom("110150"), NetworkAccessPoint: Environment.MachineName),
            new(Environment.UserName, IsRequestor: true, AuditCode.Dicom("110151")),
        ],
    };

    private static string ProcessId() => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
}
