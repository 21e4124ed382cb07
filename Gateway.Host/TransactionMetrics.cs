using IheNode.Core;
using Prometheus;

namespace IheNode.Gateway;

/// <summary>Counts and times transactions for <c>/metrics</c>: served ones and those asked of neighbours.</summary>
internal static class TransactionMetrics
{
    private static readonly Counter Failures = Metrics.CreateCounter(
        "ihenode_transaction_failures_total", "Transactions that ended in a fault or a rejection.", "transaction", "side");

    private static readonly Histogram Durations = Metrics.CreateHistogram(
        "ihenode_transaction_seconds", "Time from request to answer, audit included, the sending of documents not.",
        new HistogramConfiguration { LabelNames = ["transaction", "side"], Buckets = Histogram.ExponentialBuckets(0.001, 2, 15) });

    /// <summary>The same answer, counted.</summary>
    public static Answer<TRequest, TResponse> Measured<TRequest, TResponse>(
        Transaction<TRequest, TResponse> contract, Answer<TRequest, TResponse> answer, string side)
    {
        var durations = Durations.WithLabels(contract.Id, side);
        var failures = Failures.WithLabels(contract.Id, side);
        return async (request, exchange, cancellation) =>
        {
            using var _ = durations.NewTimer();
            try
            {
                return await answer(request, exchange, cancellation).ConfigureAwait(false);
            }
            catch
            {
                failures.Inc();
                throw;
            }
        };
    }
}
