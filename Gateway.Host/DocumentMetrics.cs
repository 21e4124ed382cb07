using IheNode.Repository;
using Prometheus;

namespace IheNode.Gateway;

/// <summary>Tells <c>/metrics</c> how much room is left for documents, measured when it is asked.</summary>
internal static class DocumentMetrics
{
    private static readonly Gauge Free = Metrics.CreateGauge(
        "ihenode_documents_free_bytes", "Octets left for documents; below documents.freeBytes no submission is taken.", "repository");

    /// <summary>Measures this repository from now on, as long as it is there.</summary>
    public static void Watch(RepositoryActor repository, string repositoryUniqueId)
    {
        var watched = new WeakReference<RepositoryActor>(repository);
        Metrics.DefaultRegistry.AddBeforeCollectCallback(async cancellation =>
        {
            if (watched.TryGetTarget(out var actor) && await actor.FreeBytesAsync(cancellation).ConfigureAwait(false) is { } bytes)
                Free.WithLabels(repositoryUniqueId).Set(bytes);
        });
    }
}
