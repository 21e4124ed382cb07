using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IheNode.Tests;

/// <summary>What befalls a request on a <see cref="FaultyWire"/>.</summary>
public enum Fate
{
    /// <summary>It is answered.</summary>
    Passes,

    /// <summary>It is answered with 503, and the server does not hear of it.</summary>
    IsRefused,

    /// <summary>It is answered with 507, and the server does not hear of it.</summary>
    FindsItFull,

    /// <summary>The connection breaks before the server hears of it.</summary>
    IsCut,

    /// <summary>The server does it, but the connection breaks before the answer.</summary>
    LosesItsAnswer,

    /// <summary>The connection breaks in the middle of the answer.</summary>
    GetsHalfItsAnswer,

    /// <summary>Nothing comes back, and the connection stays.</summary>
    MeetsSilence,

    /// <summary>Half of the answer comes back, then nothing, and the connection stays.</summary>
    MeetsSilenceHalfway,
}

/// <summary>The wire to an HTTP server, on which requests fail as a test decides.</summary>
internal sealed class FaultyWire : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly HttpClient _onward = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly Uri _server;

    private FaultyWire(Uri server, X509Certificate2? certificate)
    {
        _server = server;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null) listen.UseHttps(certificate);
            });
        });
        _application = builder.Build();
        _application.Run(RelayAsync);
    }

    /// <summary>Where it stands in for the server.</summary>
    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>What befalls a request, given as <c>PUT /path?query</c>.</summary>
    public Func<string, Fate> Decide { get; set; } = _ => Fate.Passes;

    /// <summary>The requests that came, in this form.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Starts a wire to a server; with a certificate it speaks TLS.</summary>
    public static async Task<FaultyWire> StartAsync(Uri server, X509Certificate2? certificate = null)
    {
        var wire = new FaultyWire(server, certificate);
        await wire._application.StartAsync();
        return wire;
    }

    /// <summary>A fate for the first few requests that begin so; the others pass.</summary>
    public static Func<string, Fate> First(int times, string beginning, Fate fate)
    {
        var met = 0;
        return request => request.StartsWith(beginning, StringComparison.Ordinal) && Interlocked.Increment(ref met) <= times ? fate : Fate.Passes;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _onward.Dispose();
    }

    private async Task RelayAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var request = $"{context.Request.Method} {target}";
        _requests.Enqueue(request);
        var fate = Decide(request);
        switch (fate)
        {
            case Fate.IsRefused or Fate.FindsItFull:
                context.Response.StatusCode = fate == Fate.IsRefused ? 503 : 507;
                return;
            case Fate.IsCut:
                context.Abort();
                return;
            case Fate.MeetsSilence:
                await SilenceAsync(context);
                return;
        }

        using var message = new HttpRequestMessage(new(context.Request.Method), new Uri(_server, target));
        if (context.Request.ContentLength is not null) message.Content = new StreamContent(context.Request.Body);
        foreach (var (name, values) in context.Request.Headers.Where(header => header.Key is not ("Expect" or "Connection")))
        {
            if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values)) message.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        using var answer = await _onward.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        if (fate == Fate.LosesItsAnswer)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Transfer-Encoding" or "Connection")))
            context.Response.Headers[name] = values.ToArray();
        var body = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (context.Request.Method == "HEAD") return;
        if (fate == Fate.Passes)
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
            return;
        }

        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (fate == Fate.MeetsSilenceHalfway) await SilenceAsync(context);
        else context.Abort();
    }

    private static Task SilenceAsync(HttpContext context)
    {
        var left = new TaskCompletionSource();
        context.RequestAborted.Register(left.SetResult);
        return left.Task;
    }
}
