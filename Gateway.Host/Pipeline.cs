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
        Served.Of(contract, audit.Audited(contract, authorisation.Guard(contract, answer), AuditSide.Receiver));

    /// <summary>A remote answer, audited on this side as its sender.</summary>
    public Answer<TRequest, TResponse> Call<TRequest, TResponse>(Transaction<TRequest, TResponse> contract, Answer<TRequest, TResponse> remote) =>
        audit.Audited(contract, remote, AuditSide.Sender);
}
