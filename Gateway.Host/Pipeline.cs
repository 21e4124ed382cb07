using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Gateway;

/// <summary>
/// What stands around every answer: fault → audit → authorise → answer. The listener turns exceptions into faults; audit comes next, so that a
/// refusal is audited too; nobody but the pipeline audits or authorises.
/// </summary>
internal sealed class Pipeline(AuditedAnswers audit, Authorisation authorisation)
{
    /// <summary>An answer as a listener may give it to whoever asks.</summary>
    public Served Serve<TRequest, TResponse>(Transaction<TRequest, TResponse> contract, Answer<TRequest, TResponse> answer) =>
        new AuditedServed<TRequest, TResponse>(
            contract,
            TransactionMetrics.Measured(contract, audit.Audited(contract, authorisation.Guard(contract, answer), AuditSide.Receiver), "served"),
            audit);

    /// <summary>A remote answer, audited on this side as its sender.</summary>
    public Answer<TRequest, TResponse> Call<TRequest, TResponse>(Transaction<TRequest, TResponse> contract, Answer<TRequest, TResponse> remote) =>
        TransactionMetrics.Measured(contract, audit.Audited(contract, remote, AuditSide.Sender), "asked");

    /// <summary>Records, too, what could not be read and so never became a request.</summary>
    private sealed record AuditedServed<TRequest, TResponse>(
        Transaction<TRequest, TResponse> Contract, Answer<TRequest, TResponse> Answer, AuditedAnswers Audit) : Served(Contract)
    {
        public override Task<OutgoingBody> AnswerSoapAsync(
            XElement body, IAttachments attachments, Exchange exchange, CancellationToken cancellation) =>
            RecordedAsync(exchange, served => served.AnswerSoapAsync(body, attachments, exchange, cancellation));

        public override Task<Er7Message> AnswerEr7Async(Er7Message message, Exchange exchange, CancellationToken cancellation) =>
            RecordedAsync(exchange, served => served.AnswerEr7Async(message, exchange, cancellation));

        public override Task RefusedAsync(Exchange exchange, Exception refusal) => Audit.RecordUnreadableAsync(Contract, exchange, refusal.GetType().Name);

        private async Task<T> RecordedAsync<T>(Exchange exchange, Func<Served, Task<T>> answer)
        {
            var asked = false;
            var served = Of(Contract, (request, sameExchange, cancellation) =>
            {
                asked = true;
                return Answer(request, sameExchange, cancellation);
            });
            try
            {
                return await answer(served).ConfigureAwait(false);
            }
            catch (Exception failure) when (!asked)
            {
                await Audit.RecordUnreadableAsync(Contract, exchange, failure.GetType().Name).ConfigureAwait(false);
                throw;
            }
        }
    }
}
