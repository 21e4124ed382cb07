using System.Net;
using System.Net.Sockets;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using IheNode.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IheNode.Tests;

/// <summary>A real listener and real handshakes.</summary>
public sealed class MutualTlsSpecs
{
    private string _folder = null!;
    private AuditTrail _trail = null!;
    private NodeCertificates _certificates = null!;
    private WebApplication _listener = null!;
    private int _port;

    [SetUp]
    public async Task Start_a_listener()
    {
        _folder = Directory.CreateTempSubdirectory("ihenode-tls-").FullName;
        var profile = Networks.YamatoSeiwa();
        _certificates = NodeCertificates.Open(_folder, profile);
        _trail = await AuditTrail.OpenAsync(_folder, TimeProvider.System, CancellationToken.None);
        var audit = new AuditedAnswers(_trail, profile, TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            listen.UseHttps(https => MutualTls.Configure(https, _certificates, audit))));
        _listener = builder.Build();
        _listener.MapGet("/", (HttpContext context) => _certificates.RequesterOf("127.0.0.1", context.Connection.ClientCertificate).Facility ?? "stranger");
        await _listener.StartAsync();
        _port = new Uri(_listener.Urls.Single()).Port;
    }

    [TearDown]
    public async Task Stop_the_listener()
    {
        await _listener.DisposeAsync();
        await _trail.DisposeAsync();
        _certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> GetAsync(X509Certificate2? certificate, SslProtocols protocols)
    {
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new()
            {
                EnabledSslProtocols = protocols,
                ClientCertificates = certificate is null ? null : [certificate],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
                RemoteCertificateValidationCallback = (_, server, chain, errors) => !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch),
            },
        };
        using var client = new HttpClient(handler);
        return await client.GetStringAsync(new Uri($"https://localhost:{_port}/"));
    }

    private async Task<XElement> FirstRecordAsync()
    {
        await _trail.WaitForRecordsAfterAsync(default, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        await foreach (var entry in _trail.ReadAllAsync()) return XElement.Parse(entry.Message);
        throw new InvalidOperationException("Nothing was recorded.");
    }

    [TestCase(SslProtocols.Tls12)]
    [TestCase(SslProtocols.Tls13)]
    [Spec("ITI TF-2 3.19.6.1")]
    public async Task A_facility_is_let_in_and_known(SslProtocols protocol)
    {
        using var clinic = _certificates.Issue("2919990021");
        Assert.That(await GetAsync(clinic, protocol), Is.EqualTo("2919990021"));
    }

    [TestCase(SslProtocols.Tls12)]
    [TestCase(SslProtocols.Tls13)]
    [Spec("ITI TF-2 3.20.4.1.1.1")]
    public async Task A_stranger_is_refused_in_the_handshake_and_audited(SslProtocols protocol)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "other")).FullName;
        using var others = NodeCertificates.Open(folder, Networks.MiraiKanae());
        using var stranger = others.Issue("山 clinic");

        Assert.That(async () => await GetAsync(stranger, protocol), Throws.InstanceOf<HttpRequestException>());
        var record = await FirstRecordAsync();
        Assert.That(record.Descendants("EventTypeCode").Single().Attribute("csd-code")!.Value, Is.EqualTo("110126"));
        Assert.That(record.Elements("ActiveParticipant").First().Attribute("UserID")!.Value, Is.EqualTo(stranger.Subject));
        Assert.That(record.Elements("ActiveParticipant").First().Attribute("NetworkAccessPointID")!.Value, Is.EqualTo("127.0.0.1"));
    }

    [TestCase(SslProtocols.Tls12)]
    [TestCase(SslProtocols.Tls13)]
    public async Task Whoever_shows_no_certificate_is_refused_and_audited(SslProtocols protocol)
    {
        Assert.That(async () => await GetAsync(null, protocol), Throws.InstanceOf<HttpRequestException>());
        Assert.That((await FirstRecordAsync()).Descendants("EventOutcomeDescription").Single().Value, Does.Contain("no client certificate"));
    }

    [Test]
    public async Task The_node_sends_its_authority_along()
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, _port);
        await using var tls = new SslStream(tcp.GetStream());
        var options = _certificates.ClientOptions("localhost");
        await tls.AuthenticateAsClientAsync(options);
        Assert.That(tls.RemoteCertificate!.Subject, Does.Contain("Yamato-Seiwa Net node"));
    }
}
