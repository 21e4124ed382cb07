using System.Text;
using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>openssl s_client at the listeners with mutual TLS: who has no certificate of the network gets no octet of an answer, and is on record.</summary>
public sealed class OpensslSpecs
{
    private static readonly byte[] Get = Encoding.ASCII.GetBytes("GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    private static readonly byte[] Feed = MllpFrame.Framed(V2.Octets(
        Encoding.ASCII, V2.Header("ADT^A04^ADT_A01"), "EVN||2026", "PID|||X-1^^^&1.2.392.100495.20.3.51.12919990021&ISO||FOREIGN^TOOL||19800101|F", "PV1||O"));

    private string _folder = null!;
    private TestNode? _node;

    [SetUp]
    public async Task Start()
    {
        Tool.Require("openssl");
        _folder = Directory.CreateTempSubdirectory("ihenode-openssl-").FullName;
        _node = await TestNode.StartAsync("yamato-seiwa", Path.Combine(_folder, "data"), "limits.idleSeconds=2");
    }

    [TearDown]
    public async Task Stop()
    {
        if (_node is not null) await _node.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCase("https", "-tls1_2")]
    [TestCase("https", "-tls1_3")]
    [TestCase("mllps", "-tls1_2")]
    [TestCase("mllps", "-tls1_3")]
    [Spec("ITI TF-2 3.19.6.1")]
    public async Task Without_a_certificate_there_is_no_answer_but_a_record(string scheme, string protocol)
    {
        var answer = await AskAsync(scheme, protocol);
        Assert.That(answer.Octets, Is.Empty);
        Assert.That(await RefusalsAsync(), Is.EqualTo(new[] { "unknown" }));
        Assert.That(await FeedsAsync(), Is.Zero);
    }

    [TestCase("https", "-tls1_2")]
    [TestCase("https", "-tls1_3")]
    [TestCase("mllps", "-tls1_2")]
    [TestCase("mllps", "-tls1_3")]
    [Spec("ITI TF-2 3.19.6.1")]
    public async Task With_a_certificate_of_its_own_making_there_is_no_answer_but_a_record(string scheme, string protocol)
    {
        await OpensslAsync("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=stranger", "-keyout", File("s.key"), "-out", File("s.pem"));
        var answer = await AskAsync(scheme, protocol, "-cert", File("s.pem"), "-key", File("s.key"));
        Assert.That(answer.Octets, Is.Empty);
        Assert.That(await RefusalsAsync(), Is.EqualTo(new[] { "CN=stranger" }));
        Assert.That(await FeedsAsync(), Is.Zero);
    }

    [TestCase("https")]
    [TestCase("mllps")]
    [Spec("ITI TF-2 3.19.6.1")]
    public async Task With_a_certificate_of_an_unknown_CA_that_bears_a_known_name_there_is_no_answer_but_a_record(string scheme)
    {
        var own = await OpensslAsync("x509", "-in", Tls("facility.pem"), "-noout", "-subject", "-nameopt", "compat");
        var subject = own.Output.Trim()["subject=".Length..].Trim();
        await OpensslAsync("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Yamato-Seiwa Net development CA/O=yamato-seiwa", "-keyout", File("ca.key"), "-out", File("ca.pem"));
        await OpensslAsync("req", "-newkey", "rsa:2048", "-nodes", "-subj", subject.StartsWith('/') ? subject : "/CN=facility", "-keyout", File("f.key"), "-out", File("f.csr"));
        await OpensslAsync("x509", "-req", "-in", File("f.csr"), "-CA", File("ca.pem"), "-CAkey", File("ca.key"), "-CAcreateserial", "-days", "2", "-out", File("f.pem"));
        var answer = await AskAsync(scheme, "-tls1_3", "-cert", File("f.pem"), "-key", File("f.key"), "-cert_chain", File("ca.pem"));
        Assert.That(answer.Octets, Is.Empty);
        Assert.That(await RefusalsAsync(), Has.Count.EqualTo(1));
        Assert.That(await FeedsAsync(), Is.Zero);
    }

    [TestCase("-tls1_2")]
    [TestCase("-tls1_3")]
    [Spec("ITI TF-2 3.19.6.1")]
    public async Task With_a_certificate_of_the_network_requests_are_answered(string protocol)
    {
        string[] identity = ["-cert", Tls("facility.pem"), "-key", Tls("facility.key")];
        Assert.That((await AskAsync("https", protocol, identity)).Output, Does.StartWith("HTTP/1.1 200 OK"));
        Assert.That((await AskAsync("mllps", protocol, identity)).Output, Does.Contain("MSA|AA|MSG00001"));
        Assert.That(await RefusalsAsync(), Is.Empty);
        Assert.That(await FeedsAsync(), Is.EqualTo(1));
    }

    // The suites of ITI-19 are authenticated by RSA, so that a peer that has no others must get on with the node's own certificates.
    [TestCase("ECDHE-RSA-AES128-GCM-SHA256")]
    [TestCase("ECDHE-RSA-AES256-GCM-SHA384")]
    [Spec("ITI TF-2 3.19.6.2.3")]
    public async Task A_peer_that_speaks_only_one_of_the_named_cipher_suites_is_answered(string suite)
    {
        var answer = await AskAsync(
            "https", "-tls1_2", "-cipher", suite, "-sigalgs", "RSA+SHA256:RSA-PSS+SHA256", "-cert", Tls("facility.pem"), "-key", Tls("facility.key"));
        Assert.That(answer.Output, Does.StartWith("HTTP/1.1 200 OK"));
    }

    [TestCase("-tls1")]
    [TestCase("-tls1_1")]
    [Spec("ITI TF-2 3.19.6.2.3")]
    public async Task Older_protocols_are_not_spoken(string protocol)
    {
        var answer = await AskAsync("https", protocol, "-cipher", "ALL:@SECLEVEL=0", "-cert", Tls("facility.pem"), "-key", Tls("facility.key"));
        Assert.That((answer.Octets.Length, answer.ExitCode), Is.EqualTo((0, 1)));
    }

    private Task<Tool.Outcome> AskAsync(string scheme, string protocol, params string[] identity) => Tool.RunAsync("openssl",
    [
        "s_client", "-connect", $"127.0.0.1:{_node!.Address(scheme).Port}", "-servername", "localhost", "-CAfile", Tls("ca.pem"),
        "-verify_return_error", "-quiet", "-ign_eof", protocol, .. identity,
    ], scheme == "https" ? Get : Feed);

    private static async Task<Tool.Outcome> OpensslAsync(params string[] arguments)
    {
        var ran = await Tool.RunAsync("openssl", arguments);
        Assert.That(ran.ExitCode, Is.Zero, ran.Complaints);
        return ran;
    }

    // Once the node has ended, all that it had to record is on disk.
    private async Task<List<XElement>> RecordsAsync(string type)
    {
        if (_node is { } running) await running.DisposeAsync();
        _node = null;
        List<XElement> found = [];
        await foreach (var entry in AuditTrail.ReadFolderAsync(Path.Combine(_folder, "data"), CancellationToken.None))
        {
            var message = XElement.Parse(entry.Message);
            if (message.Descendants("EventTypeCode").Any(code => (string?)code.Attribute("csd-code") == type)) found.Add(message);
        }
        return found;
    }

    private async Task<List<string?>> RefusalsAsync()
    {
        var records = await RecordsAsync("110126");
        Assert.That(records.Select(r => (string?)r.Descendants("EventID").Single().Attribute("csd-code")), Is.All.EqualTo("110113"));
        return [.. records.Select(r => (string?)r.Elements("ActiveParticipant").First().Attribute("UserID"))];
    }

    private async Task<int> FeedsAsync() => (await RecordsAsync(Iti8.Contract.Id)).Count;

    private string File(string name) => Path.Combine(_folder, name);

    private string Tls(string name) => Path.Combine(_folder, "data", "tls", name);
}
