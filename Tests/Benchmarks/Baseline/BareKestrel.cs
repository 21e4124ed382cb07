using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace IheNode.Benchmarks;

/// <summary>
/// Kestrel without routing, logging or any knowledge of SOAP: <c>/static/key</c> answers from memory, <c>/discard/key</c> reads a multipart body and drops it,
/// <c>/keep/key</c> writes its last part to a file and makes that durable, <c>/filerow/key</c> commits a row for that file too, <c>/segment/key</c> writes it to a
/// <see cref="GroupedSegment"/>, <c>/file/key</c> sends a file between the recorded bytes.
/// </summary>
internal sealed class BareKestrel(string answers, string documents) : IAsyncDisposable
{
    private readonly GroupedSegment _segment = new(documents);
    private readonly BareRows _rows = new(Path.Combine(documents, "files.db"));
    private readonly Dictionary<string, RecordedAnswer> _answers = Directory.EnumerateFiles(answers, "*.type")
        .Select(Path.GetFileNameWithoutExtension).ToDictionary(key => key!, key => new RecordedAnswer(answers, key!));

    /// <summary>Serves until it is told to stop, or until whoever started it has ended.</summary>
    public static async Task RunAsync(string answers, string documents, CancellationToken stop)
    {
        await using var bare = new BareKestrel(answers, documents);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        await using var app = builder.Build();
        app.Run(bare.AnswerAsync);
        await app.StartAsync(stop).ConfigureAwait(false);
        Console.WriteLine($"ready {app.Urls.First()}");
        var parent = Task.Run(Console.In.ReadToEnd, CancellationToken.None);
        var told = new TaskCompletionSource();
        await using (stop.Register(told.SetResult)) await Task.WhenAny(parent, told.Task).ConfigureAwait(false);
        await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _segment.DisposeAsync().ConfigureAwait(false);
        _rows.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var parts = http.Request.Path.Value!.Split('/');
        var answer = _answers[parts[2]];
        switch (parts[1])
        {
            case "discard":
                await PartsAsync(http.Request, _ => Stream.Null).ConfigureAwait(false);
                break;
            case "keep":
                await PartsAsync(http.Request, isDocument => isDocument ? NewFile() : Stream.Null).ConfigureAwait(false);
                break;
            case "filerow":
                await PartsAsync(http.Request, isDocument => isDocument ? NewFile() : Stream.Null).ConfigureAwait(false);
                _rows.Add([(0, http.Request.ContentLength ?? 0)]);
                break;
            case "segment":
                using (var document = new MemoryStream())
                {
                    await PartsAsync(http.Request, isDocument => isDocument ? document : Stream.Null).ConfigureAwait(false);
                    await _segment.AddAsync(document.GetBuffer().AsMemory(0, (int)document.Length)).ConfigureAwait(false);
                }

                break;
            default:
                await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted).ConfigureAwait(false);
                break;
        }
        await answer.SendAsync(http.Response).ConfigureAwait(false);
    }

    private FileStream NewFile() => new(Path.Combine(documents, Guid.NewGuid().ToString("N")), new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        BufferSize = 0,
    });

    private static async Task PartsAsync(HttpRequest request, Func<bool, Stream> target)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary).Value!;
        var reader = new MultipartReader(boundary, request.Body, 64 * 1024);
        var isDocument = false;
        while (await reader.ReadNextSectionAsync().ConfigureAwait(false) is { } section)
        {
            var to = target(isDocument);
            await section.Body.CopyToAsync(to, 128 * 1024).ConfigureAwait(false);
            if (to is FileStream file)
            {
                file.Flush(flushToDisk: true);
                await file.DisposeAsync().ConfigureAwait(false);
            }

            isDocument = true;
        }
    }
}
