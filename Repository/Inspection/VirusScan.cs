using System.Globalization;
using IheNode.Core;
using IheNode.Platform;
using NLog;

namespace IheNode.Repository;

/// <summary>
/// Lets a virus scanner look at each document. A finding is refused and put on record as a security alert. A document on which there is no verdict, since the
/// scanner is away, slow or does not take it, is refused too, unless the profile says that it is accepted; then that is put on record.
/// </summary>
/// <param name="profile">Time limit, size, and what becomes of documents without a verdict.</param>
/// <param name="scanner">The scanner.</param>
/// <param name="free">A place for each scan that may run at a time.</param>
/// <param name="record">Puts an event on the audit trail.</param>
/// <param name="clock">The time of the records, and the time limit's clock.</param>
internal sealed class VirusScan(
    ScannerProfile profile, VirusScanner scanner, SemaphoreSlim free, Func<AuditEvent, Task> record, TimeProvider clock) : DocumentInspection
{
    private const int LongestFinding = 200;
    private static readonly Logger Log = LogManager.GetLogger("IheNode.Repository");

    private TimeSpan Limit => TimeSpan.FromSeconds(profile.TimeLimitSeconds);

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<XdsError>> InspectAsync(InspectedDocument document, Exchange exchange, CancellationToken cancellation)
    {
        if (document.Size > profile.LargestBytes)
            return await UnscannedAsync(document, exchange, XdsErrorCode.RepositoryError, string.Create(CultureInfo.InvariantCulture,
                $"it has {document.Size} octets, and the scanner takes {profile.LargestBytes} (documents.scanner.largestBytes)")).ConfigureAwait(false);
        if (!await free.WaitAsync(Limit, cancellation).ConfigureAwait(false))
            return await UnscannedAsync(document, exchange, XdsErrorCode.RepositoryBusy, string.Create(CultureInfo.InvariantCulture,
                $"{profile.Connections} other documents (documents.scanner.connections) kept the scanner busy for {profile.TimeLimitSeconds} seconds")).ConfigureAwait(false);
        string? finding;
        try
        {
            finding = await ScanAsync(document, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return await UnscannedAsync(document, exchange, XdsErrorCode.RepositoryBusy, string.Create(CultureInfo.InvariantCulture,
                $"the scanner gave no verdict within {profile.TimeLimitSeconds} seconds (documents.scanner.timeLimitSeconds)")).ConfigureAwait(false);
        }
        catch (ScanFailedException failure)
        {
            Log.Error("The virus scanner at {Address} gives no verdict: {Reason}", profile.Address, Printable(failure.Message));
            return await UnscannedAsync(document, exchange, XdsErrorCode.RepositoryError, "the scanner is not available or cannot scan it; the node's log has the reason").ConfigureAwait(false);
        }
        finally
        {
            free.Release();
        }

        return finding is null ? [] : [await FoundAsync(document, exchange, Printable(finding)).ConfigureAwait(false)];
    }

    private async Task<string?> ScanAsync(InspectedDocument document, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        return await scanner.ScanAsync(document, either.Token).ConfigureAwait(false);
    }

    private async Task<XdsError> FoundAsync(InspectedDocument document, Exchange exchange, string finding)
    {
        Log.Warn("{Document} of message {Message} is refused: the virus scanner found {Finding}.", Printable(document.Name), Printable(exchange.MessageId), finding);
        await record(NodeAudit.DocumentScan(clock.GetUtcNow(), exchange, document.Entry.UniqueId ?? "", finding, "The submission was refused.")).ConfigureAwait(false);
        return new(XdsErrorCode.InvalidDocumentContent, $"{document.Name}: the virus scanner found {finding}; nothing of the submission was kept.");
    }

    private async Task<IReadOnlyList<XdsError>> UnscannedAsync(InspectedDocument document, Exchange exchange, string code, string reason)
    {
        var isAccepted = profile.Unscanned == "accept";
        var consequence = isAccepted ? "The document was accepted without a scan (documents.scanner.unscanned)." : "The submission was refused.";
        Log.Warn("{Document} of message {Message} was not scanned for viruses: {Reason}. {Consequence}",
            Printable(document.Name), Printable(exchange.MessageId), reason, consequence);
        await record(NodeAudit.DocumentScan(clock.GetUtcNow(), exchange, document.Entry.UniqueId ?? "", null, $"{consequence} Not scanned: {reason}.")).ConfigureAwait(false);
        return isAccepted ? [] : [new(code, $"{document.Name} could not be scanned for viruses: {reason}. Nothing of the submission was kept.")];
    }

    // What comes from outside stays one line of a log, and a short one.
    private static string Printable(string text) =>
        string.Concat(text.Take(LongestFinding).Select(character => char.IsControl(character) ? '?' : character));
}
