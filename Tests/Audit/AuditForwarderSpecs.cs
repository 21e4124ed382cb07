using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>An audit record repository on a real socket, that may be away.</summary>
public sealed class AuditForwarderSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private string _folder = null!;
    private NodeCertificates _certificates = null!;
    private AuditTrail _trail = null!;

    [SetUp]
    public async Task Open_a_trail()
    {
        _folder = Directory.CreateTempSubdirectory("ihenode-audit-").FullName;
        _certificates = NodeCertificates.Open(_folder, Networks.YamatoSeiwa());
        _trail = await AuditTrail.OpenAsync(_folder, TimeProvider.System, CancellationToken.None);
    }

    [TearDown]
    public async Task Close_the_trail()
    {
        await _trail.DisposeAsync();
        _certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private AuditForwarder Forward(string repository) => AuditForwarder.Start(
        _trail, Networks.YamatoSeiwa($"audit.recordRepository={repository}"), () => _certificates.ClientOptions("localhost"), new StandingClock(DateTimeOffset.UtcNow))!;

    private Task AppendAsync(string text) => _trail.AppendAsync(Encoding.UTF8.GetBytes(text));

    private async Task<List<string>> ReceiveAsync(TcpListener listener)
    {
        using var tcp = await listener.AcceptTcpClientAsync().WaitAsync(Patience);
        await using var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = _certificates.ServerCertificate,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        });
        using var all = new MemoryStream();
        await tls.CopyToAsync(all).WaitAsync(Patience);
        return Frames(all.ToArray());
    }

    private static List<string> Frames(ReadOnlySpan<byte> octets)
    {
        var frames = new List<string>();
        while (octets.Length > 0)
        {
            var space = octets.IndexOf((byte)' ');
            var length = int.Parse(octets[..space], CultureInfo.InvariantCulture);
            frames.Add(Encoding.UTF8.GetString(octets.Slice(space + 1, length)));
            octets = octets[(space + 1 + length)..];
        }
        return frames;
    }

    [Test]
    [Spec("ITI TF-2 3.20.4.1.1.2")]
    public async Task Delivers_over_TLS_with_octet_counts_in_order()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await AppendAsync("一");
        await AppendAsync("two");
        await using var forwarder = Forward($"syslog+tls://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");

        Assert.That(await ReceiveAsync(listener), Is.EqualTo(["一", "two"]));
        await AppendAsync("three");
        Assert.That(await ReceiveAsync(listener), Is.EqualTo(["three"]));
    }

    [Test]
    public async Task A_batch_that_was_cut_off_is_delivered_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await AppendAsync("one");
        await using var forwarder = Forward($"syslog+tls://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
        using (var cut = await listener.AcceptTcpClientAsync().WaitAsync(Patience)) cut.LingerState = new LingerOption(true, 0);

        Assert.That(await ReceiveAsync(listener), Is.EqualTo(["one"]));
    }

    [Test]
    public async Task Goes_on_after_a_restart_where_it_had_come_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var repository = $"syslog+tls://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";
        await AppendAsync("one");
        await using (Forward(repository))
        {
            Assert.That(await ReceiveAsync(listener), Is.EqualTo(["one"]));
            // The next delivery begins only after the position of the former was kept.
            await AppendAsync("two");
            Assert.That(await ReceiveAsync(listener), Is.EqualTo(["two"]));
            await AppendAsync("three");
            using var unread = await listener.AcceptTcpClientAsync().WaitAsync(Patience);
        }
        await using var again = Forward(repository);
        Assert.That(await ReceiveAsync(listener), Is.EqualTo(["three"]));
    }

    [Test]
    public async Task Delivers_over_UDP_one_message_a_datagram()
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var forwarder = Forward($"syslog+udp://127.0.0.1:{((IPEndPoint)receiver.Client.LocalEndPoint!).Port}");
        await AppendAsync("one");

        Assert.That(Encoding.UTF8.GetString((await receiver.ReceiveAsync().WaitAsync(Patience)).Buffer), Is.EqualTo("one"));
    }

    [Test]
    public void Nothing_is_sent_when_no_repository_is_named() =>
        Assert.That(AuditForwarder.Start(_trail, Networks.YamatoSeiwa(), () => new(), TimeProvider.System), Is.Null);
}
