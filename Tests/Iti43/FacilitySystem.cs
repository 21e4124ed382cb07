using System.Net;
using System.Security.Cryptography.X509Certificates;
using IheNode.Core;
using IheNode.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace IheNode.Tests;

/// <summary>A facility's system that assembles documents, on a real port; what it answers is the test's choice.</summary>
internal sealed class FacilitySystem : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FacilitySystem(WebApplication app) => _app = app;

    /// <summary>What it was asked for: path and query of each request.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>The certificates that it was shown.</summary>
    public List<X509Certificate2?> Callers { get; } = [];

    public Func<HttpContext, Task> Answer { get; set; } = http => Give(http, "text/plain", "assembled");

    /// <summary>The source as a profile has it, for entries whose patients have ids of this authority.</summary>
    public OnDemandSourceProfile Source => new()
    {
        Name = "Sample Hospital", AssigningAuthority = "2.999.1.9", Address = $"{_app.Urls.Single()}/documents/{{documentUniqueId}}?patient={{sourcePatientId}}",
    };

    public static async Task<FacilitySystem> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is null) return;
            listen.UseHttps(certificate, tls =>
            {
                tls.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                tls.AllowAnyClientCertificate();
            });
        }));
        var app = builder.Build();
        var system = new FacilitySystem(app);
        app.Run(http =>
        {
            lock (system.Asked)
            {
                system.Asked.Add(http.Request.Path.Value + http.Request.QueryString.Value);
                system.Callers.Add(http.Connection.ClientCertificate);
            }

            return system.Answer(http);
        });
        await app.StartAsync();
        return system;
    }

    public static Task Give(HttpContext http, string type, string text)
    {
        http.Response.ContentType = type;
        return http.Response.WriteAsync(text);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(true));
        await _app.DisposeAsync();
    }
}
