using System.Security.Cryptography;
using IheNode.Core;
using IheNode.Gateway;
using IheNode.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace IheNode.Tests;

/// <summary>A Kestrel of its own with the parcel transactions behind <see cref="SoapEndpoint"/>, on a free port.</summary>
internal sealed class SoapHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SoapHost(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    public string SpoolFolder { get; } = Directory.CreateTempSubdirectory("soap-specs").FullName;

    /// <summary>What a handler has finished reading, in order: text and hashes.</summary>
    public List<string> Received { get; } = [];

    /// <summary>How parcels are answered: as a rule, with the text and, as one document each, the hexadecimal SHA-1 of what came.</summary>
    public Answer<Parcel, Parcel> Answer { get; set; } = null!;

    public HttpClient Http { get; } = new();

    public static async Task<SoapHost> StartAsync(LimitsProfile? limits = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var host = new SoapHost(app);
        host.Answer = host.HashAsync;
        SoapEndpoint.Map(
            app,
            "/test",
            [Served.Of(Parcel.Simple, (r, e, c) => host.Answer(r, e, c)), Served.Of(Parcel.Mtom, (r, e, c) => host.Answer(r, e, c))],
            limits ?? new LimitsProfile(),
            TimeProvider.System,
            http => new Requester(http.Connection.RemoteIpAddress!.ToString()),
            host.SpoolFolder);
        await app.StartAsync();
        host.Address = new Uri(app.Urls.Single() + "/test");
        return host;
    }

    public static async Task<string> HashAsync(Content content, CancellationToken cancellation)
    {
        await using var stream = await content.Open(cancellation);
        return Convert.ToHexStringLower(await SHA1.HashDataAsync(stream, cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(SpoolFolder, recursive: true);
    }

    private async Task<Parcel> HashAsync(Parcel parcel, Exchange exchange, CancellationToken cancellation)
    {
        var hashes = new List<string>();
        foreach (var document in parcel.Documents) hashes.Add(await HashAsync(document, cancellation));
        Received.Add(string.Join(' ', hashes.Prepend(parcel.Text)));
        return new Parcel(string.Join(' ', hashes.Prepend(parcel.Text)), []);
    }
}
