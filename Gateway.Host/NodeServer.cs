using System.Net;
using IheNode.Core;
using IheNode.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NLog.Web;
using Prometheus;

namespace IheNode.Gateway;

/// <summary>The listeners: one Kestrel for SOAP and MLLP, with mutual TLS, and without it on loopback when the profile says so.</summary>
internal sealed class NodeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private NodeServer(WebApplication app, IReadOnlyList<Uri> addresses) => (_app, Addresses) = (app, addresses);

    /// <summary>What is listened on, with the ports that were really taken.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    /// <summary>Starts listening.</summary>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<NodeServer> StartAsync(
        NodeProfile profile, NodeCertificates certificates, NodeRoutes routes, AuditedAnswers audit, string dataFolder, TimeProvider clock,
        CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Host.UseNLog();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(60));
        builder.WebHost.UseKestrelHttpsConfiguration();
        var listeners = new List<(string Scheme, ListenOptions Options)>();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, profile, certificates, routes, audit, clock, listeners));
        var app = builder.Build();
        foreach (var (path, served) in routes.Soap)
            SoapEndpoint.Map(app, path, served, profile.Limits, clock, context => RequesterOf(context, certificates));
        MapOperations(app);
        await app.StartAsync(cancellation).ConfigureAwait(false);
        return new NodeServer(app, [.. listeners.Select(l => new Uri($"{l.Scheme}://{HostOf(l.Scheme)}:{l.Options.IPEndPoint!.Port}"))]);
    }

    /// <summary>Takes no further requests, finishes those under way, and stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static void MapOperations(WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", () => Results.Text("ready"));
        app.MapMetrics();
    }
}
