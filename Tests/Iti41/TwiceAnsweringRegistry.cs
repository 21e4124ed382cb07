using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>A registry that gives each ITI-42 two HTTP responses on its connection: that it succeeded, and unasked that it failed.</summary>
internal sealed partial class TwiceAnsweringRegistry : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private int _answered;

    public TwiceAnsweringRegistry()
    {
        _listener.Start();
        _running = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>How many ITI-42 were answered.</summary>
    public int Answered => _answered;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        var stream = client.GetStream();
        try
        {
            while (await RequestAsync(stream) is { } request)
            {
                var id = MessageId().Match(request).Groups[1].Value;
                if (request.Contains(Iti42.Contract.Action + "<", StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref _answered);
                    var both = Response(id, Iti42.Contract.ResponseAction!, Registry("Success", ""))
                        + Response(id, Iti42.Contract.ResponseAction!, Registry("Failure", "<r:RegistryErrorList><r:RegistryError errorCode='XDSRegistryError' codeContext='twice'/></r:RegistryErrorList>"));
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(both), _stop.Token);
                }
                else
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(Response(id, Iti18.Contract.ResponseAction!,
                        "<q:AdhocQueryResponse xmlns:q='urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0' status='urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:Success'>"
                        + "<RegistryObjectList xmlns='urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0'/></q:AdhocQueryResponse>")), _stop.Token);
                }
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // Whoever has its answer may go.
        }
    }

    // The request's body comes in chunks; the envelope's end tag stands in the last but one.
    private async Task<string?> RequestAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        while (!text.ToString().EndsWith("0\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, _stop.Token);
            if (count == 0) return null;
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    private static string Registry(string status, string errors) =>
        $"<r:RegistryResponse xmlns:r='urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0' status='urn:oasis:names:tc:ebxml-regrep:ResponseStatusType:{status}'>{errors}</r:RegistryResponse>";

    private static string Response(string relatesTo, string action, string body)
    {
        var envelope = "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:a='http://www.w3.org/2005/08/addressing'>"
            + $"<s:Header><a:Action s:mustUnderstand='1'>{action}</a:Action><a:RelatesTo>{relatesTo}</a:RelatesTo></s:Header><s:Body>{body}</s:Body></s:Envelope>";
        return $"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(envelope)}\r\n\r\n{envelope}";
    }

    [GeneratedRegex(@"MessageID[^>]*>([^<]+)<")]
    private static partial Regex MessageId();
}
