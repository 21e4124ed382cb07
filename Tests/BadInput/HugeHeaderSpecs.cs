using System.Net;
using System.Net.Sockets;
using System.Text;
using static IheNode.Tests.SubmissionMessage;

namespace IheNode.Tests;

/// <summary>100 MB where a few hundred octets belong: refused long before its end, and the node goes on.</summary>
public sealed class HugeHeaderSpecs
{
    private const int Huge = 100_000_000;
    private UntouchedNode _node = null!;

    [OneTimeSetUp]
    public async Task Start() => _node = await UntouchedNode.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    [Test]
    [Spec("ITI TF-2 Appendix V.3.2")]
    public async Task A_soap_header_of_100_MB_is_a_fault_and_stores_nothing()
    {
        var start = Envelope.IndexOf("<wsa:Action", StringComparison.Ordinal);
        using var http = new HttpClient();
        using var content = new StreamContent(new GeneratedStream(Huge, Bytes(Envelope[..start] + "<big:Block xmlns:big='urn:big'>"), (byte)'h'));
        content.Headers.TryAddWithoutValidation("Content-Type", Simple);
        using var response = await http.PostAsync(new Uri(_node.Node.Http, "/xds/repository"), content);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(FaultIn(await response.Content.ReadAsStringAsync()).Reason, Does.Contain($"{_node.Node.Profile.Limits.XmlBytes}"));
        await _node.AssertNothingStoredAsync();
    }

    [Test]
    public async Task An_http_header_of_100_MB_is_refused_with_431_before_it_has_been_read()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _node.Node.Http.Port);
        var stream = client.GetStream();
        var answer = new StreamReader(stream, Encoding.ASCII).ReadLineAsync();
        var sent = await SendAsync(stream);
        Assert.That(await answer, Does.StartWith("HTTP/1.1 431 "));
        Assert.That(sent, Is.LessThan(Huge / 2));
        await _node.AssertNothingStoredAsync();
    }

    [Test]
    public async Task A_part_header_of_100_MB_is_a_fault_and_stores_nothing()
    {
        using var http = new HttpClient();
        using var content = new StreamContent(new GeneratedStream(Huge, "--cut\r\nContent-ID: <"u8.ToArray(), (byte)'h'));
        content.Headers.TryAddWithoutValidation("Content-Type", Mtom);
        using var response = await http.PostAsync(new Uri(_node.Node.Http, "/xds/repository"), content);
        Assert.That(FaultIn(await response.Content.ReadAsStringAsync()).Reason, Does.Contain("header").And.Contain("octets"));
        await _node.AssertNothingStoredAsync();
    }

    // The node hangs up while this writes, as it should.
    private static async Task<long> SendAsync(NetworkStream stream)
    {
        var filling = Encoding.ASCII.GetBytes(new string('h', 1 << 16));
        var sent = 0L;
        try
        {
            await stream.WriteAsync("POST /xds/registry HTTP/1.1\r\nHost: node\r\nX-Big: "u8.ToArray());
            for (; sent < Huge; sent += filling.Length) await stream.WriteAsync(filling);
        }
        catch (IOException)
        {
            return sent;
        }
        return sent;
    }
}
