using IheNode.Core;
using IheNode.Pix;
using IheNode.Platform;
using IheNode.Registry;
using IheNode.Repository;
using IheNode.Xca;
using NLog;

namespace IheNode.Gateway;

/// <summary>One network's node: the only place where the rooms are joined.</summary>
public sealed class Node : IAsyncDisposable
{
    private static readonly Logger Log = LogManager.GetCurrentClassLogger();
    private readonly Stack<IAsyncDisposable> _owned = new();
    private NodeServer? _server;

    private Node() { }

    /// <summary>Where the node listens: <c>https://…</c>, <c>http://…</c>, <c>mllps://…</c>, <c>mllp://…</c>, in this order.</summary>
    public IReadOnlyList<Uri> Addresses => _server?.Addresses ?? [];

    /// <summary>Opens everything under the data folder, starts the listeners, and returns when the node can answer.</summary>
    /// <param name="profile">What the node is told.</param>
    /// <param name="dataFolder">Where it keeps all that it writes; made if absent.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="IOException">Another node runs on the data folder, or a port is taken.</exception>
    public static async Task<Node> StartAsync(NodeProfile profile, string dataFolder, TimeProvider clock, CancellationToken cancellation)
    {
        var node = new Node();
        try
        {
            await node.OpenAsync(profile, dataFolder, clock, cancellation).ConfigureAwait(false);
            return node;
        }
        catch
        {
            await node.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops taking requests, finishes those under way, and closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var resource)) await resource.DisposeAsync().ConfigureAwait(false);
    }

    private async Task OpenAsync(NodeProfile profile, string dataFolder, TimeProvider clock, CancellationToken cancellation)
    {
        Own(DataFolderLock.Take(dataFolder));
        NodeLog.WriteTo(Path.Combine(dataFolder, "logs"));
        var certificates = Own(NodeCertificates.Open(dataFolder, profile));
        var database = Own(OpenDatabase(profile, dataFolder));
        var trail = await AuditTrail.OpenAsync(dataFolder, clock, cancellation).ConfigureAwait(false);
        _owned.Push(trail);
        if (AuditForwarder.Start(trail, profile, () => certificates.ClientOptions(new Uri(profile.Audit.RecordRepository!).Host), clock) is { } forwarder) _owned.Push(forwarder);
        var audit = new AuditedAnswers(trail, profile, clock);
        var pipeline = new Pipeline(audit, new Authorisation(profile));

        var spool = EmptyFolder(Path.Combine(dataFolder, "spool"));
        var registry = new RegistryActor(profile, database, clock);
        var remote = RemoteRegistry(profile, certificates, pipeline, spool, clock);
        Answer<AdhocQueryRequest, AdhocQueryResponse> storedQuery = remote is null ? registry.StoredQuery : remote.StoredQuery;
        var repository = Own(new RepositoryActor(
            profile, database, dataFolder, remote is null ? registry.RegisterDocumentSet : remote.RegisterDocumentSet, storedQuery,
            damage => audit.RecordAsync(NodeAudit.DocumentDamaged(clock.GetUtcNow(), profile.RepositoryUniqueId, damage.DocumentUniqueId, damage.Reason)),
            clock, new(OnDemandSources(profile, certificates, clock), remote is null ? registry.UpdateDocumentSet : remote.UpdateDocumentSet),
            new ScannerAccess(audit.RecordAsync, certificates.ClientOptions), remote is null ? registry.JoinRegistration : null));
        DocumentMetrics.Watch(repository, profile.RepositoryUniqueId);
        await repository.CheckKeysAsync(cancellation).ConfigureAwait(false);
        var pix = Own(new PixActor(profile, database, new(registry.PatientFeed, registry.LinkChange), clock));
        var local = new LocalCommunity(storedQuery, repository.RetrieveDocumentSet, pix.Query, pix.FindPatients);
        var xca = new XcaActor(profile, local, Neighbours(profile, certificates, pipeline, spool), clock);

        await pix.DeliverNoticesAsync(cancellation).ConfigureAwait(false);
        var sweep = Own(new Sweep(repository, TimeSpan.FromMinutes(profile.Documents.SweepAfterMinutes), clock));
        var routes = new NodeRoutes(profile, pipeline, registry, repository, pix, xca);
        _server = await NodeServer.StartAsync(profile, certificates, routes, audit, new Readiness(database, dataFolder), spool, clock, cancellation).ConfigureAwait(false);
        _owned.Push(_server);
        sweep.Begin();
        await audit.RecordStartAsync(cancellation).ConfigureAwait(false);
        _owned.Push(new StopRecord(audit));
        Log.Info("The node of {Network} is ready at {Addresses}", profile.Network.Id, string.Join(" ", Addresses));
    }

    /// <summary>The file of the embedded database in a data folder.</summary>
    internal static string EmbeddedFile(string dataFolder) => Path.Combine(dataFolder, "node.db");

    /// <summary>Opens the database of a data folder, its schema brought up to date.</summary>
    internal static Database OpenDatabase(NodeProfile profile, string dataFolder) => Database.Open(
        EngineOf(profile.Database, dataFolder), typeof(RegistryActor).Assembly, typeof(RepositoryActor).Assembly, typeof(PixActor).Assembly);

    private static DatabaseEngine EngineOf(DatabaseProfile database, string dataFolder) => database.Kind switch
    {
        "postgresql" => new PostgreSql(database.ConnectionString!),
        "sqlserver" => new SqlServer(database.ConnectionString!),
        _ => new Sqlite(EmbeddedFile(dataFolder)),
    };

    private RemoteRegistry? RemoteRegistry(NodeProfile profile, NodeCertificates certificates, Pipeline pipeline, string spool, TimeProvider clock)
    {
        if (profile.Registry.Address is not { } address) return null;
        var soap = Own(new SoapClient(new SoapClientOptions
        {
            ClientCertificate = certificates.ServerCertificate,
            TrustedAuthorities = certificates.AuthoritiesWith(profile.Registry.CertificateAuthority),
            TimeLimit = TimeSpan.FromSeconds(profile.Registry.TimeLimitSeconds),
            Limits = profile.Limits,
            SpoolFolder = spool,
        }));
        var (register, query) = (new Uri(address), new Uri(profile.Registry.Query ?? address));
        return new(
            pipeline.Call(Iti42.Contract, soap.Remote(Iti42.Contract, register, keepsMessageId: true)),
            pipeline.Call(Iti18.Contract, soap.Remote(Iti18.Contract, query)),
            pipeline.Call(Iti57.Contract, soap.Remote(Iti57.Contract, register)),
            register, query, clock);
    }

    private List<Neighbour> Neighbours(NodeProfile profile, NodeCertificates certificates, Pipeline pipeline, string spool) =>
        [.. from neighbour in profile.Neighbours
            let soap = Own(new SoapClient(new SoapClientOptions
            {
                ClientCertificate = certificates.ServerCertificate,
                TrustedAuthorities = certificates.AuthoritiesOf(neighbour),
                TimeLimit = TimeSpan.FromSeconds(neighbour.TimeLimitSeconds),
                Limits = profile.Limits,
                SpoolFolder = spool,
            }))
            select new Neighbour(
                neighbour,
                pipeline.Call(Iti38.Contract, soap.Remote(Iti38.Contract, new Uri(neighbour.Query))),
                pipeline.Call(Iti39.Contract, soap.Remote(Iti39.Contract, new Uri(neighbour.Retrieve))),
                pipeline.Call(Iti55.Contract, soap.Remote(Iti55.Contract, new Uri(neighbour.PatientDiscovery))))];

    private List<OnDemandSource> OnDemandSources(NodeProfile profile, NodeCertificates certificates, TimeProvider clock) =>
        [.. from source in profile.Documents.OnDemandSources
            let http = Own(new DocumentSource(
                source,
                new() { ClientCertificate = certificates.ServerCertificate, TrustedAuthorities = certificates.AuthoritiesWith(source.CertificateAuthority), Limits = profile.Limits },
                clock))
            select new OnDemandSource(source, http.GetAsync)];

    // What a crash left of messages that were never answered.
    private static string EmptyFolder(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        return Directory.CreateDirectory(folder).FullName;
    }

    private T Own<T>(T resource) where T : IDisposable
    {
        _owned.Push(resource as IAsyncDisposable ?? new Disposal(resource));
        return resource;
    }

    private sealed class Disposal(IDisposable resource) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            resource.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class StopRecord(AuditedAnswers audit) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await audit.RecordStopAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
