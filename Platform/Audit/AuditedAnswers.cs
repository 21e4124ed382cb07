using IheNode.Core;

namespace IheNode.Platform;

/// <summary>Records what a node does. Nothing is answered unaudited: when the trail cannot be written, the exchange fails.</summary>
/// <param name="trail">Where the records go.</param>
/// <param name="profile">The node.</param>
/// <param name="clock">The time of events that belong to no exchange.</param>
public sealed class AuditedAnswers(AuditTrail trail, NodeProfile profile, TimeProvider clock)
{
    /// <summary>The same answer, audited. The records are on disk before the response is given on.</summary>
    /// <exception cref="AuditTrailException">From the answer: the trail could not be written.</exception>
    public Answer<TRequest, TResponse> Audited<TRequest, TResponse>(
        Transaction<TRequest, TResponse> contract, Answer<TRequest, TResponse> answer, AuditSide side) => async (request, exchange, cancellation) =>
    {
        TResponse response;
        try
        {
            response = await answer(request, exchange, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await RecordFailureAsync(contract, request, exchange, side, failure).ConfigureAwait(false);
            throw;
        }
        await RecordAsync(contract, contract.Audit(request, response).Records, exchange, side).ConfigureAwait(false);
        return response;
    };

    /// <summary>Records that a message of a known transaction could not be read.</summary>
    public Task RecordUnreadableAsync(Transaction transaction, Exchange exchange, string reason) =>
        RecordAsync(transaction, [new() { Outcome = 4, OutcomeDescription = reason }], exchange, AuditSide.Receiver);

    /// <summary>Records that the node answers from now on.</summary>
    public Task RecordStartAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return RecordAsync(NodeAudit.Started(clock.GetUtcNow()));
    }

    /// <summary>Records that the node ends.</summary>
    public Task RecordStopAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return RecordAsync(NodeAudit.Stopped(clock.GetUtcNow()));
    }

    /// <summary>Records that a peer was refused for its certificate; see <see cref="NodeAudit.NodeAuthenticationFailed"/>.</summary>
    public Task RecordRefusalAsync(string address, string? certificateSubject, string endpoint, string reason) =>
        RecordAsync(NodeAudit.NodeAuthenticationFailed(clock.GetUtcNow(), address, certificateSubject, endpoint, reason));

    /// <summary>Records an event of the node itself (<see cref="NodeAudit"/>).</summary>
    public Task RecordAsync(AuditEvent told) => trail.AppendAsync(SyslogMessage.Write(AuditMessage.Write(told, profile), clock.GetUtcNow()));

    private async Task RecordAsync(Transaction transaction, ValueList<AuditRecord> records, Exchange exchange, AuditSide side) =>
        await Task.WhenAll(records.Select(record => RecordAsync(ExchangeAudit.Event(transaction, record, exchange, side, profile)))).ConfigureAwait(false);

    private Task RecordFailureAsync<TRequest, TResponse>(
        Transaction<TRequest, TResponse> contract, TRequest request, Exchange exchange, AuditSide side, Exception failure)
    {
        // The message of an exception may hold patient data; its type does not.
        var records = Subject(contract, request).Records.Select(record => record with
        {
            Outcome = Math.Max(record.Outcome, 8),
            OutcomeDescription = failure.GetType().Name,
        });
        return RecordAsync(contract, records.ToValueList(), exchange, side);
    }

    private static AuditSubject Subject<TRequest, TResponse>(Transaction<TRequest, TResponse> contract, TRequest request)
    {
        try
        {
            return contract.Audit(request, default);
        }
        catch (Exception failure) when (failure is NullReferenceException or ArgumentException or InvalidOperationException)
        {
            // That something failed is recorded even where what it was about cannot be told.
            return new AuditSubject();
        }
    }
}
