using System.Net.Security;
using IheNode.Platform;

namespace IheNode.Repository;

/// <summary>What a virus scanner needs of the node.</summary>
/// <param name="Record">Puts an event on the audit trail; what it returns ends when the event is on disk.</param>
/// <param name="Tls">How the node authenticates itself to a host, and whom it trusts.</param>
public sealed record ScannerAccess(Func<AuditEvent, Task> Record, Func<string, SslClientAuthenticationOptions> Tls);
