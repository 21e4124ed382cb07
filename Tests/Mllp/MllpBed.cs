using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IheNode.Core;
using IheNode.Gateway;
using IheNode.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NLog;

namespace IheNode.Tests;

/// <summary>An MLLP listener on a free port of a real Kestrel, whose answers are lambdas.</summary>
internal sealed class MllpBed : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MllpBed(WebApplication app, int port, NLog.Targets.MemoryTarget log) => (_app, Port, Log) = (app, port, log);

    public int Port { get; }

    public NLog.Targets.MemoryTarget Log { get; }

    public Uri Address => new($"mllp://127.0.0.1:{Port}");

    public static Answer<PatientFeed, PatientFeedResponse> AcceptFeed { get; } = (_, _, _) => Task.FromResult(new PatientFeedResponse());

    public static Task<MllpBed> StartAsync(
        Answer<PatientFeed, PatientFeedResponse>? feed = null, LimitsProfile? limits = null, X509Certificate2? certificate = null, Answer<PixQuery, PixQueryResponse>? pix = null) =>
        StartAsync(
            [
                Served.Of(Iti8.Contract, feed ?? AcceptFeed),
                Served.Of(Iti9.Contract, pix ?? ((_, _, _) => Task.FromResult(new PixQueryResponse([])))),
                Served.Of(Iti21.Contract, (_, _, _) => Task.FromResult(new PatientDemographicsQueryResponse([]))),
            ],
            limits ?? new(), certificate);

    public static async Task<MllpBed> StartAsync(IReadOnlyList<Served> served, LimitsProfile limits, X509Certificate2? certificate)
    {
        var log = new NLog.Targets.MemoryTarget { Layout = "${level} ${message} ${exception:format=tostring}" };
        var logs = new LogFactory();
        logs.Setup().LoadConfiguration(configuration => configuration.ForLogger().WriteTo(log));
        var listener = new MllpListener(
            served, limits, TimeProvider.System,
            connection => new Requester(((IPEndPoint)connection.RemoteEndPoint!).Address.ToString(),
                connection.Features.Get<Microsoft.AspNetCore.Connections.Features.ITlsHandshakeFeature>() is null
                    ? null
                    : connection.Features.Get<Microsoft.AspNetCore.Http.Features.ITlsConnectionFeature>()?.ClientCertificate?.Subject),
            logs.GetLogger("mllp"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        var options = (ListenOptions?)null;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            options = listen;
            if (certificate is not null)
            {
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificate;
                    https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                    https.ClientCertificateValidation = (client, _, _) => client.Thumbprint == certificate.Thumbprint;
                });
            }

            listen.Run(listener.OnConnectedAsync);
        }));
        var app = builder.Build();
        await app.StartAsync();
        return new MllpBed(app, options!.IPEndPoint!.Port, log);
    }

    public Task StopAsync() => _app.StopAsync();

    public MllpClient Client(Uri? address = null, X509Certificate2? certificate = null, X509Certificate2Collection? authorities = null) =>
        new(address ?? Address, certificate, authorities ?? [], TimeSpan.FromSeconds(30));

    public async Task<Er7Message> AskAsync(params string[] lines) => await Client().SendAsync(V2.Message(lines), default);

    public async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        return client;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
