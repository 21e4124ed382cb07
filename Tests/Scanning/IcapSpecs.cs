using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>ICAP servers answer in many ways (RFC 3507): a real c-icap in several, and the others played by the test.</summary>
public sealed class IcapSpecs
{
    private static readonly byte[] Infected = [.. "before "u8, .. ScannerDaemons.Eicar];

    [Test]
    public async Task A_document_that_c_icap_gives_back_unchanged_is_clean()
    {
        await using var node = await ScannedNode.StartAsync(ScannerDaemons.Started().IcapEcho);
        var (answer, _) = await node.SubmitAsync([.. "echo"u8], [], new byte[5_000_000]);
        Assert.That(answer, Is.EqualTo(RegistryResponse.Success));
    }

    [Test]
    public async Task A_document_that_c_icap_breaks_off_after_it_has_begun_to_give_it_back_is_refused()
    {
        await using var node = await ScannedNode.StartAsync(ScannerDaemons.Started().IcapUntuned);
        byte[] large = [.. new byte[1_500_000], .. Infected];
        var (answer, uniqueIds) = await node.SubmitAsync(large);
        Assert.That(answer.Errors.Single().Code, Is.EqualTo(XdsErrorCode.InvalidDocumentContent));
        await node.AssertNothingKeptAsync(uniqueIds[0]);
    }

    [Test]
    public async Task What_c_icap_would_pass_over_since_it_is_too_large_for_it_is_refused_where_the_profile_has_its_limit()
    {
        await using var node = await ScannedNode.StartAsync(ScannerDaemons.Started().IcapUntuned, $"documents.scanner.largestBytes={ScannerDaemons.MaxObjectSize}");
        var (answer, uniqueIds) = await node.SubmitAsync([.. Infected, .. new byte[ScannerDaemons.MaxObjectSize]]);
        Assert.That((answer.Errors.Single().Code, answer.Errors[0].CodeContext.Contains("documents.scanner.largestBytes", StringComparison.Ordinal)), Is.EqualTo((XdsErrorCode.RepositoryError, true)));
        await node.AssertNothingKeptAsync(uniqueIds[0]);
    }

    [Test]
    public async Task A_service_that_c_icap_does_not_have_refuses()
    {
        await using var node = await ScannedNode.StartAsync(ScannerDaemons.Started().IcapEcho.Replace("echo", "nothing", StringComparison.Ordinal));
        Assert.That((await node.SubmitAsync([1])).Answer.Errors.Single().Code, Is.EqualTo(XdsErrorCode.RepositoryError));
    }

    [TestCase("ICAP/1.0 200 OK\r\nX-Infection-Found: Type=0; Resolution=2; Threat=Bad;\r\nEncapsulated: res-hdr=0, null-body=19\r\n\r\nHTTP/1.1 403 No\r\n\r\n", "Threat=Bad")]
    [TestCase("ICAP/1.0 200 OK\r\nx-virus-id: Bad\r\nEncapsulated: null-body=0\r\n\r\n", "Bad")]
    [TestCase("ICAP/1.0 200 OK\r\nX-Violations-Found: 1\r\n\tfile\r\n\tBad\r\n\t0\r\n\t0\r\n\r\n", "1 file Bad 0 0")]
    [TestCase("ICAP/1.0 204 OK\r\nX-Infection-Found: Bad\r\n\r\n", "Bad")]
    [TestCase("ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=19\r\n\r\nHTTP/1.1 403 No\r\n\r\n4\r\nGone\r\n0\r\n\r\n", "another content")]
    [TestCase("ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, null-body=19\r\n\r\nHTTP/1.1 403 No\r\n\r\n", "another content")]
    public async Task A_finding_is_told_in_the_words_of_the_server(string reply, string finding)
    {
        using var scanner = new PlayedScanner(Replying(reply));
        Assert.That(await ScanAsync(scanner.Icap), Does.Contain(finding));
    }

    [TestCase("ICAP/1.0 204 No modifications needed\r\nISTag: \"x\"\r\n\r\n")]
    [TestCase("ICAP/1.1 204\r\n\r\n")]
    [TestCase("ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n")]
    public async Task No_finding_is_clean(string reply)
    {
        using var scanner = new PlayedScanner(Replying(reply));
        Assert.That(await ScanAsync(scanner.Icap), Is.Null);
    }

    [TestCase("ICAP/1.0 500 Server error\r\n\r\n", "500")]
    [TestCase("ICAP/1.0 503 Service overloaded\r\n\r\n", "503")]
    [TestCase("ICAP/1.0 100 Continue\r\n\r\n", "100")]
    [TestCase("HTTP/1.1 200 OK\r\n\r\n", "no ICAP server")]
    [TestCase("220 ready\r\n", "no ICAP server")]
    [TestCase("", "closed the connection")]
    [TestCase("ICAP/1.0 204 OK\r\nISTag", "closed the connection")]
    [TestCase("ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n5\r\nhel", "closed the connection")]
    [TestCase("ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n-5\r\nhello\r\n", "cannot be read")]
    [TestCase("ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=0, res-body=x\r\n\r\n", "cannot be read")]
    public async Task What_is_no_verdict_is_an_error(string reply, string reason)
    {
        using var scanner = new PlayedScanner(Replying(reply));
        Assert.That(async () => await ScanAsync(scanner.Icap), Throws.TypeOf<Repository.ScanFailedException>().With.Message.Contains(reason));
    }

    [Test]
    public async Task Who_calls_a_document_clean_before_all_of_it_has_come_is_not_believed()
    {
        using var scanner = new PlayedScanner(connection => PlayedScanner.SayAsync(connection, "ICAP/1.0 204 Nothing to do\r\n\r\n"));
        Assert.That(async () => await ScanAsync(scanner.Icap, 50_000_000), Throws.TypeOf<Repository.ScanFailedException>());
    }

    [Test]
    public async Task The_request_names_the_service_and_encapsulates_the_document_without_a_preview()
    {
        var heads = new List<string>();
        using var scanner = new PlayedScanner(async connection =>
        {
            heads.Add(await PlayedScanner.ReadIcapAsync(connection));
            await PlayedScanner.SayAsync(connection, "ICAP/1.0 204 OK\r\n\r\n");
        });
        await ScanAsync(scanner.Icap + "?profile=health");
        Assert.That(heads.Single(), Does.StartWith($"RESPMOD {scanner.Icap}?profile=health ICAP/1.0\r\nHost: 127.0.0.1:").And.Contains("\r\nAllow: 204\r\n").And.Contains("res-body=").And.Not.Contains("Preview"));
    }

    [Test]
    public async Task Beyond_the_machine_the_scanner_is_asked_under_TLS_with_both_sides_known()
    {
        var folder = Directory.CreateTempSubdirectory("ihenode-icaps-").FullName;
        try
        {
            using var certificates = NodeCertificates.Open(folder, Networks.YamatoSeiwa());
            using var scanner = new PlayedScanner(Replying("ICAP/1.0 204 OK\r\n\r\n"), certificates.ServerCertificate);
            Assert.That(await ScanAsync(scanner.Icaps, tls: certificates.ClientOptions), Is.Null);

            var other = Directory.CreateDirectory(Path.Combine(folder, "other")).FullName;
            using var strangers = NodeCertificates.Open(other, Networks.YamatoSeiwa());
            Assert.That(async () => await ScanAsync(scanner.Icaps, tls: strangers.ClientOptions), Throws.TypeOf<Repository.ScanFailedException>());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Func<Stream, Task> Replying(string reply) => async connection =>
    {
        await PlayedScanner.ReadIcapAsync(connection);
        await PlayedScanner.SayAsync(connection, reply);
    };

    private static Task<string?> ScanAsync(string address, int size = 5, Func<string, System.Net.Security.SslClientAuthenticationOptions>? tls = null)
    {
        byte[] bytes = size == 5 ? [.. "hello"u8] : new byte[size];
        var document = new Repository.InspectedDocument(A.DocumentEntry(), bytes.Length, RepositoryRoom.Sha256(bytes), _ => new(new MemoryStream(bytes)));
        return Repository.VirusScanner.For(new ScannerProfile { Address = address }, tls ?? (_ => new())).ScanAsync(document, default);
    }
}
