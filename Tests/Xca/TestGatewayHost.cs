using IheNode.Core;
using IheNode.Gateway;
using IheNode.Platform;
using IheNode.Xca;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace IheNode.Tests;

/// <summary>A responding gateway with its patient index behind real SOAP endpoints, on a free port.</summary>
internal sealed class TestGatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _spool = Directory.CreateTempSubdirectory("xca-specs").FullName;
    private readonly SoapClient _client = new(new SoapClientOptions { TimeLimit = TimeSpan.FromSeconds(30) });

    private TestGatewayHost(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    public static async Task<TestGatewayHost> StartAsync(TestGateway gateway)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var host = new TestGatewayHost(app);
        var actor = gateway.Actor();
        host.Map("/xca/responding", Served.Of(Iti38.Contract, actor.RespondingQuery), Served.Of(Iti39.Contract, actor.RespondingRetrieve));
        host.Map("/xcpd/responding", Served.Of(Iti55.Contract, actor.RespondingDiscovery));
        host.Map("/pix/manager", Served.Of(Iti45.Contract, gateway.FindIds));
        host.Map("/pdq/supplier", Served.Of(Iti47.Contract, gateway.FindPatients));
        await app.StartAsync();
        host.Address = new Uri(app.Urls.Single());
        return host;
    }

    /// <summary>This gateway as a neighbour, asked over the wire.</summary>
    public Neighbour AsNeighbour(string home)
    {
        var profile = new NeighbourProfile
        {
            HomeCommunityId = home,
            Name = "未来",
            Query = new Uri(Address, "/xca/responding").ToString(),
            Retrieve = new Uri(Address, "/xca/responding").ToString(),
            PatientDiscovery = new Uri(Address, "/xcpd/responding").ToString(),
            TimeLimitSeconds = 60,
        };
        return new(
            profile, Remote(Iti38.Contract, profile.Query), Remote(Iti39.Contract, profile.Retrieve), Remote(Iti55.Contract, profile.PatientDiscovery));
    }

    public Answer<TRequest, TResponse> Remote<TRequest, TResponse>(Transaction<TRequest, TResponse> contract, string path) =>
        _client.Remote(contract, new Uri(Address, path));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_spool, recursive: true);
    }

    private void Map(string path, params Served[] served) => SoapEndpoint.Map(
        _app, path, served, new LimitsProfile(), TimeProvider.System, http => new Requester(http.Connection.RemoteIpAddress!.ToString()), _spool);
}
