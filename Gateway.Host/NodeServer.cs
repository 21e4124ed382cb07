using System.Net;
using IheNode.Core;
using IheNode.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NLog;
using NLog.Web;
using Prometheus;

namespace IheNode.Gateway;

/// <summary>The listeners: one Kestrel for SOAP and MLLP, with mutual TLS, and without it on loopback when the profile says so.</summary>
internal sealed class NodeServer : IAsyncDisposable
{
    /// <summary>How long requests under way may take to finish when the node is told to stop.</summary>
    public static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(60);

    private static readonly Logger MllpLog = LogManager.GetLogger("IheNode.Mllp");
    private readonly WebApplication _app;

    private NodeServer(WebApplication app, IReadOnlyList<Uri> addresses) => (_app, Addresses) = (app, addresses);

    /// <summary>What is listened on, with the ports that were really taken.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    /// <summary>Starts listening.</summary>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<NodeServer> StartAsync(
        NodeProfile profile, NodeCertificates certificates, NodeRoutes routes, AuditedAnswers audit, Readiness readiness, string spool, TimeProvider clock,
        CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Host.UseNLog();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownPatience);
        builder.WebHost.UseKestrelHttpsConfiguration();
        var listeners = new List<(string Scheme, ListenOptions Options)>();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, profile, certificates, routes, audit, clock, listeners));
        var app = builder.Build();
        var gate = new RequestGate(profile.Limits.Requests);
        app.Use(next => http => gate.PassAsync(http, next));
        foreach (var (path, served) in routes.Soap.Where(route => route.Value.Count > 0))
            SoapEndpoint.Map(app, path, served, profile.Limits, clock, context => RequesterOf(context, certificates), spool);
        MapOperations(app, readiness);
        await app.StartAsync(cancellation).ConfigureAwait(false);
        return new NodeServer(app, [.. listeners.Select(l => new Uri($"{l.Scheme}://{HostOf(l.Scheme)}:{l.Options.IPEndPoint!.Port}"))]);
    }

    /// <summary>Takes no further requests, finishes those under way, and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static void Listen(
        KestrelServerOptions kestrel, NodeProfile profile, NodeCertificates certificates, NodeRoutes routes, AuditedAnswers audit, TimeProvider clock,
        List<(string Scheme, ListenOptions Options)> listeners)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestHeadersTotalSize = profile.Limits.HeaderBytes;
        // Far above what any client sends; their octets are bounded by limits.headerBytes.
        kestrel.Limits.MaxRequestHeaderCount = 100;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(profile.Limits.IdleSeconds);
        var mllp = new MllpListener(routes.Er7, profile.Limits, clock, connection => RequesterOf(connection, certificates), MllpLog);

        void Open(string scheme, IPAddress address, int port, bool er7)
        {
            if (port < 0) return;
            kestrel.Listen(address, port, listen =>
            {
                listeners.Add((scheme, listen));
                listen.Protocols = HttpProtocols.Http1;
                if (scheme is "https" or "mllps") listen.UseHttps(https => MutualTls.Configure(https, certificates, audit));
                if (er7) listen.Run(mllp.OnConnectedAsync);
            });
        }

        var listening = profile.Listen;
        var address = IPAddress.Parse(listening.Address);
        Open("https", address, listening.Https, er7: false);
        if (listening.AllowPlainLoopback) Open("http", IPAddress.Loopback, listening.Http, er7: false);
        Open("mllps", address, listening.Mllps, er7: true);
        if (listening.AllowPlainLoopback) Open("mllp", IPAddress.Loopback, listening.Mllp, er7: true);
    }

    private static Requester RequesterOf(HttpContext context, NodeCertificates certificates) =>
        certificates.RequesterOf($"{context.Connection.RemoteIpAddress}", context.Connection.ClientCertificate);

    private static Requester RequesterOf(ConnectionContext connection, NodeCertificates certificates) =>
        certificates.RequesterOf($"{(connection.RemoteEndPoint as IPEndPoint)?.Address}", connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate);

    // The development certificate names localhost; the plain listeners are bound to 127.0.0.1 alone.
    private static string HostOf(string scheme) => scheme is "https" or "mllps" ? "localhost" : "127.0.0.1";

    private static void MapOperations(WebApplication app, Readiness readiness)
    {
        // Load balancers probe with HEAD as well as with GET.
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods("/health/live", methods, () => Results.Text("live"));
        app.MapMethods("/health/ready", methods, async (CancellationToken cancellation) =>
            await readiness.FaultAsync(cancellation).ConfigureAwait(false) is { } reason
                ? Results.Text(reason, statusCode: StatusCodes.Status503ServiceUnavailable)
                : Results.Text("ready"));
        app.MapMetrics();
    }
}
