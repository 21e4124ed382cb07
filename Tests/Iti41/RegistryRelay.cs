using System.Collections.Concurrent;
using System.Text;
using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IheNode.Tests;

/// <summary>Stands between a repository and its registry, real nodes both, and does to their messages what networks and registries do.</summary>
internal sealed class RegistryRelay : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestNode _registry;
    private readonly HttpClient _http = new();

    private RegistryRelay(WebApplication app, TestNode registry) => (_app, _registry, Answer) = (app, registry, PassAsync);

    public Uri Address { get; private set; } = null!;

    /// <summary>What becomes of an ITI-42; queries always pass.</summary>
    public Func<HttpContext, byte[], Task> Answer { get; set; }

    /// <summary>The MessageIDs of each ITI-42 that came, in order.</summary>
    public ConcurrentQueue<string> MessageIds { get; } = [];

    public static async Task<RegistryRelay> StartAsync(TestNode registry)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var relay = new RegistryRelay(app, registry);
        app.MapPost("/", relay.TakeAsync);
        await app.StartAsync();
        relay.Address = new Uri(app.Urls.Single());
        return relay;
    }

    /// <summary>Asks the registry, and gives its answer.</summary>
    public async Task PassAsync(HttpContext http, byte[] message)
    {
        var (type, answer) = await AskAsync(http.Request.ContentType!, message);
        http.Response.ContentType = type;
        await http.Response.Body.WriteAsync(answer);
    }

    /// <summary>Lets the registry take the message, and loses its answer.</summary>
    public async Task LoseAnswerAsync(HttpContext http, byte[] message)
    {
        await AskAsync(http.Request.ContentType!, message);
        http.Abort();
    }

    /// <summary>Lets the registry take the message twice, and gives its second answer.</summary>
    public async Task TwiceAsync(HttpContext http, byte[] message)
    {
        await AskAsync(http.Request.ContentType!, message);
        await PassAsync(http, message);
    }

    /// <summary>Answers in the registry's place.</summary>
    /// <param name="body">What stands in the Body.</param>
    /// <param name="action">wsa:Action of the answer.</param>
    public Func<HttpContext, byte[], Task> Saying(string body, string action = "urn:ihe:iti:2007:RegisterDocumentSet-bResponse") => (http, message) =>
    {
        http.Response.ContentType = "application/soap+xml; charset=utf-8";
        return http.Response.WriteAsync(
            "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:a='http://www.w3.org/2005/08/addressing'>"
            + $"<s:Header><a:Action s:mustUnderstand='1'>{action}</a:Action><a:RelatesTo>{MessageIdOf(message)}</a:RelatesTo></s:Header><s:Body>{body}</s:Body></s:Envelope>");
    };

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private static string MessageIdOf(byte[] message) =>
        XElement.Parse(Encoding.UTF8.GetString(message)).Descendants("{http://www.w3.org/2005/08/addressing}MessageID").Single().Value;

    private async Task TakeAsync(HttpContext http)
    {
        using var message = new MemoryStream();
        await http.Request.Body.CopyToAsync(message);
        if (!Encoding.UTF8.GetString(message.ToArray()).Contains(Iti42.Contract.Action + "<", StringComparison.Ordinal))
        {
            await PassAsync(http, message.ToArray());
            return;
        }
        MessageIds.Enqueue(MessageIdOf(message.ToArray()));
        await Answer(http, message.ToArray());
    }

    private async Task<(string Type, byte[] Answer)> AskAsync(string contentType, byte[] message)
    {
        using var content = new ByteArrayContent(message);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await _http.PostAsync(new Uri(_registry.Http, "/xds/registry"), content);
        return (response.Content.Headers.ContentType!.ToString(), await response.Content.ReadAsByteArrayAsync());
    }
}
