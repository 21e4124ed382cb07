using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.ServiceModel;
using IheNode.Core;
using IheNode.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace IheNode.Tests;

/// <summary>Our client and peers that are odd, slow, silent, wrong, or not who they claim to be.</summary>
public class PeerSpecs
{
    private static readonly Exchange Asking = new() { MessageId = "urn:uuid:0", Time = DateTimeOffset.UnixEpoch, Endpoint = "" };

    [TestCase("application/soap+xml; charset=utf-8", 200, "", TestName = "Answers_an_Mtom_request_without_Mtom")]
    [TestCase("application/soap+xml;action=urn:x/y", 200, "", TestName = "Answers_under_a_Content_Type_that_strict_parsers_refuse")]
    [TestCase("multipart/related;type=application/xop+xml;start=<r@x>;boundary=b", 200, "--b\r\nContent-ID: <r@x>\r\nContent-Type: application/xop+xml\r\n\r\n", TestName = "Answers_with_Mtom_unquoted")]
    [Spec("ITI TF-2 Appendix V.3")]
    public async Task A_tolerated_peer(string contentType, int status, string before)
    {
        var answer = await AskAsync(id => (contentType, status, before + Envelope(id, "<Parcel xmlns='urn:ihe:iti:xds-b:2007'><Text>ok</Text><Document>Zg==</Document></Parcel>") + (before.Length > 0 ? "\r\n--b--" : "")));
        Assert.That(answer.Text, Is.EqualTo("ok"));
        Assert.That(await SoapHost.HashAsync(answer.Documents.Single(), default), Is.EqualTo(Convert.ToHexStringLower(SHA1.HashData("f"u8))));
    }

    [TestCase(400)]
    [TestCase(500)]
    [TestCase(200)]
    public void A_fault_is_read_under_any_status(int status)
    {
        const string fault = "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value xmlns:z='urn:z'>z:Why</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang='en'>because</s:Text></s:Reason></s:Fault>";
        var read = Assert.ThrowsAsync<SoapFaultException>(() => AskAsync(id => ("application/soap+xml", status, Envelope(id, fault)))).Fault;
        Assert.That((read.Code, read.Subcodes.Single().ToString(), read.Reason), Is.EqualTo((SoapFaultCode.Sender, "{urn:z}Why", "because")));
    }

    [Test]
    public void An_answer_to_another_message_is_refused() =>
        Assert.ThrowsAsync<MalformedMessageException>(() => AskAsync(_ => ("application/soap+xml", 200, Envelope("urn:uuid:other", "<Parcel xmlns='urn:ihe:iti:xds-b:2007'/>"))));

    [Test]
    public void An_answer_of_another_kind_is_refused() =>
        Assert.ThrowsAsync<MalformedMessageException>(() => AskAsync(id => ("application/soap+xml", 200, Envelope(id, "<Parcel xmlns='urn:ihe:iti:xds-b:2007'/>", "urn:test:Other"))));

    [TestCase("text/html", 200, "<html/>")]
    [TestCase("application/soap+xml", 200, "<s:Envelope")]
    [TestCase("application/soap+xml", 200, "")]
    public void An_answer_that_is_no_soap_is_malformed(string contentType, int status, string body) =>
        Assert.ThrowsAsync<MalformedMessageException>(() => AskAsync(_ => (contentType, status, body)));

    [Test]
    public void A_truncated_answer_breaks_the_reading_of_its_last_document() => Assert.ThrowsAsync<MalformedMessageException>(async () =>
    {
        const string start = "--b\r\nContent-ID: <r@x>\r\nContent-Type: application/xop+xml\r\n\r\n";
        const string part = "\r\n--b\r\nContent-ID: <d@x>\r\n\r\nonly a part of the do";
        var body = "<Parcel xmlns='urn:ihe:iti:xds-b:2007'><Text>ok</Text><Document><Include xmlns='http://www.w3.org/2004/08/xop/include' href='cid:d@x'/></Document></Parcel>";
        var answer = await AskAsync(id => ("multipart/related;boundary=b", 200, start + Envelope(id, body) + part));
        await SoapHost.HashAsync(answer.Documents.Single(), default);
    });

    [Test]
    public async Task A_silent_peer_is_given_up_after_the_time_limit_and_no_later()
    {
        var asked = new TaskCompletionSource();
        await using var app = await StartAsync(async http =>
        {
            asked.SetResult();
            await GoneAsync(http);
        });
        using var client = new SoapClient(new SoapClientOptions { TimeLimit = TimeSpan.FromMilliseconds(300) });
        var clock = Stopwatch.StartNew();
        Assert.ThrowsAsync<TimeoutException>(() => client.Remote(Parcel.Simple, Address(app))(new("", []), Asking, default));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
        await asked.Task;
    }

    [Test]
    public async Task An_answer_whose_document_nobody_reads_is_dropped_in_the_end()
    {
        var dropped = new TaskCompletionSource();
        await using var host = await SoapHost.StartAsync();
        host.Answer = (_, _, _) => Task.FromResult(new Parcel("", [new Content(async cancellation =>
        {
            await Task.Yield();
            cancellation.Register(dropped.SetResult);
            return new GeneratedStream(long.MaxValue / 2);
        })]));
        using var client = new SoapClient(new SoapClientOptions { AbandonAfter = TimeSpan.FromMilliseconds(200) });
        var answer = await client.Remote(Parcel.Mtom, host.Address)(new("?", []), Asking, default);
        await dropped.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(async () => await SoapHost.HashAsync(answer.Documents.Single(), default), Throws.Exception);
    }

    [Test]
    public async Task An_answer_is_let_go_when_its_document_is_closed_half_read()
    {
        var dropped = new TaskCompletionSource();
        await using var host = await SoapHost.StartAsync();
        host.Answer = (_, _, _) => Task.FromResult(new Parcel("", [new Content(cancellation =>
        {
            cancellation.Register(dropped.SetResult);
            return new ValueTask<Stream>(new GeneratedStream(long.MaxValue / 2));
        })]));
        using var client = new SoapClient(new SoapClientOptions());
        var answer = await client.Remote(Parcel.Mtom, host.Address)(new("?", []), Asking, default);
        await using (var stream = await answer.Documents.Single().Open(default)) await stream.ReadExactlyAsync(new byte[100_000]);
        await dropped.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(dropped.Task.IsCompletedSuccessfully);
    }

    [Test]
    public async Task Whoever_asked_can_call_it_off()
    {
        using var cancel = new CancellationTokenSource();
        await using var app = await StartAsync(async http =>
        {
            await cancel.CancelAsync();
            await GoneAsync(http);
        });
        using var client = new SoapClient(new SoapClientOptions());
        Assert.That(async () => await client.Remote(Parcel.Simple, Address(app))(new("", []), Asking, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_peer_that_is_not_there_is_a_communication_failure()
    {
        using var client = new SoapClient(new SoapClientOptions());
        Assert.That(async () => await client.Remote(Parcel.Simple, new Uri("http://127.0.0.1:1/x"))(new("", []), Asking, default), Throws.InstanceOf<CommunicationException>());
    }

    [Test]
    [Spec("ITI TF-2 3.19.6")]
    public async Task Both_sides_show_certificates_and_only_those_of_trusted_authorities_are_taken()
    {
        using var ours = Authority("CN=Ours");
        using var theirs = Authority("CN=Theirs");
        using var server = Issue(ours, "CN=server");
        using var own = Issue(ours, "CN=client");
        string? seen = null;
        await using var app = await StartAsync(
            async http =>
            {
                seen = (await http.Connection.GetClientCertificateAsync())?.Subject;
                await ReplyAsync(http, id => ("application/soap+xml", 200, Envelope(id, "<Parcel xmlns='urn:ihe:iti:xds-b:2007'/>", "urn:test:SimpleResponse")));
            },
            server);
        using var trusting = new SoapClient(new SoapClientOptions { ClientCertificate = own, TrustedAuthorities = [ours] });
        using var doubting = new SoapClient(new SoapClientOptions { ClientCertificate = own, TrustedAuthorities = [theirs] });
        await trusting.Remote(Parcel.Simple, Address(app))(new("", []), Asking, default);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(seen, Is.EqualTo("CN=client"));
            Assert.That(async () => await doubting.Remote(Parcel.Simple, Address(app))(new("", []), Asking, default), Throws.InstanceOf<CommunicationException>());
        }
    }

    private static async Task<Parcel> AskAsync(Func<string, (string ContentType, int Status, string Body)> reply)
    {
        await using var app = await StartAsync(http => ReplyAsync(http, reply));
        using var client = new SoapClient(new SoapClientOptions());
        return await client.Remote(Parcel.Mtom, Address(app))(new("?", []), Asking, default);
    }

    private static async Task GoneAsync(HttpContext http)
    {
        var gone = new TaskCompletionSource();
        await using var registration = http.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    private static async Task ReplyAsync(HttpContext http, Func<string, (string ContentType, int Status, string Body)> reply)
    {
        using var reader = new StreamReader(http.Request.Body);
        var request = await reader.ReadToEndAsync();
        var id = request.Split("MessageID>")[1].Split('<')[0];
        var (contentType, status, body) = reply(id);
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        await http.Response.WriteAsync(body);
    }

    private static string Envelope(string relatesTo, string body, string action = "urn:test:MtomResponse") =>
        "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:a='http://www.w3.org/2005/08/addressing'>"
        + $"<s:Header><a:Action>{action}</a:Action><a:RelatesTo>{relatesTo}</a:RelatesTo></s:Header><s:Body>{body}</s:Body></s:Envelope>";

    private static async Task<WebApplication> StartAsync(RequestDelegate answer, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificate = certificate,
                    ClientCertificateMode = ClientCertificateMode.RequireCertificate,
                    ClientCertificateValidation = (_, _, _) => true,
                });
        }));
        var app = builder.Build();
        app.MapPost("/", answer);
        await app.StartAsync();
        return app;
    }

    private static Uri Address(WebApplication app) => new(app.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal) + "/");

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }
}
