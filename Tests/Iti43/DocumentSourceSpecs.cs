using System.Security.Cryptography.X509Certificates;
using IheNode.Core;
using IheNode.Platform;
using Microsoft.AspNetCore.Http;

namespace IheNode.Tests;

/// <summary>Asking a facility's system for a document that it assembles: by HTTP GET, with mutual TLS, within limits.</summary>
public sealed class DocumentSourceSpecs
{
    private static readonly DocumentEntry Entry = A.OnDemandEntry() with { UniqueId = "2.999.7.1^a/b", MimeType = "text/plain" };
    private FacilitySystem _facility = null!;

    [SetUp]
    public async Task Start() => _facility = await FacilitySystem.StartAsync();

    [TearDown]
    public async Task Stop() => await _facility.DisposeAsync();

    [Test]
    public async Task Asks_at_the_address_of_the_profile_with_what_the_entry_says_escaped()
    {
        Assert.That(await Ask(_facility.Source), Is.EqualTo(("assembled", "text/plain")));
        Assert.That(_facility.Asked, Is.EqualTo(new[] { "/documents/2.999.7.1^a%2Fb?patient=M-778" }));
    }

    [TestCase("..")]
    [TestCase(".")]
    public void An_id_that_would_lead_to_another_path_is_not_asked_for(string uniqueId)
    {
        Assert.That(async () => await Ask(_facility.Source, Entry with { UniqueId = uniqueId }), Throws.InstanceOf<DocumentSourceException>());
        Assert.That(_facility.Asked, Is.Empty);
    }

    [TestCase(404, true)]
    [TestCase(410, true)]
    [TestCase(500, false)]
    [TestCase(302, false)]
    [TestCase(204, false)]
    public void Any_other_answer_than_the_document_is_said_so(int status, bool isAbsent)
    {
        _facility.Answer = http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
            return Task.CompletedTask;
        };
        var failure = Assert.ThrowsAsync<DocumentSourceException>(() => Ask(_facility.Source))!;
        Assert.That((failure.IsAbsent, failure.Message), Is.EqualTo((isAbsent, isAbsent ? "Sample Hospital does not have it." : $"Sample Hospital answered with HTTP status {status}.")));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_document_beyond_the_limit_is_refused_whether_or_not_its_length_is_told(bool told)
    {
        _facility.Answer = async http =>
        {
            if (told) http.Response.ContentLength = 10;
            http.Response.ContentType = "text/plain";
            await http.Response.WriteAsync("0123456789");
        };
        Assert.That(async () => await Ask(_facility.Source with { DocumentBytes = 9 }),
            Throws.InstanceOf<DocumentSourceException>().With.Message.Contains("documents.onDemandSources.documentBytes"));
        Assert.That(async () => await Ask(_facility.Source with { DocumentBytes = 10 }), Is.EqualTo(("0123456789", "text/plain")));
    }

    [Test]
    public void A_source_that_is_slow_anywhere_is_given_up_after_its_time_limit()
    {
        var silent = new TaskCompletionSource();
        _facility.Answer = async http =>
        {
            await http.Response.WriteAsync("begun");
            await http.Response.Body.FlushAsync();
            await silent.Task;
        };
        Assert.That(async () => await Ask(_facility.Source with { TimeLimitSeconds = 0.3 }),
            Throws.InstanceOf<DocumentSourceException>().With.Message.EqualTo("Sample Hospital did not give it within 0.3 seconds."));
        silent.SetResult();
    }

    [Test]
    public void A_body_that_breaks_off_is_no_document()
    {
        _facility.Answer = async http =>
        {
            http.Response.ContentLength = 100;
            await http.Response.WriteAsync("half");
            await http.Response.Body.FlushAsync();
            http.Abort();
        };
        Assert.That(async () => await Ask(_facility.Source), Throws.InstanceOf<DocumentSourceException>().With.Message.Contains("broke off"));
    }

    [Test]
    public void A_source_that_is_not_there_is_said_so() => Assert.That(
        async () => await Ask(_facility.Source with { Address = "http://127.0.0.1:1/{documentUniqueId}" }),
        Throws.InstanceOf<DocumentSourceException>().With.Message.Contains("cannot be reached"));

    [Test]
    [Spec("ITI TF-2 3.19.6.1")]
    public async Task With_https_both_sides_show_a_certificate_of_an_authority_that_the_other_accepts()
    {
        var folder = Directory.CreateTempSubdirectory("ihenode-source-").FullName;
        var stranger = Directory.CreateTempSubdirectory("ihenode-source-").FullName;
        try
        {
            using var own = NodeCertificates.Open(folder, A.Profile());
            using var other = NodeCertificates.Open(stranger, A.Profile());
            await using var secure = await FacilitySystem.StartAsync(own.ServerCertificate);
            await using var unknown = await FacilitySystem.StartAsync(other.ServerCertificate);
            var connection = new SoapClientOptions { ClientCertificate = own.ServerCertificate, TrustedAuthorities = own.AuthoritiesWith(null) };
            Assert.That(await Ask(secure.Source, connection: connection), Is.EqualTo(("assembled", "text/plain")));
            Assert.That(secure.Callers.Single()!.Thumbprint, Is.EqualTo(own.ServerCertificate.Thumbprint));
            Assert.That(async () => await Ask(unknown.Source, connection: connection), Throws.InstanceOf<DocumentSourceException>());
            var both = connection with { TrustedAuthorities = own.AuthoritiesWith(Path.Combine(stranger, "tls", "ca.pem")) };
            Assert.That(await Ask(unknown.Source, connection: both), Is.EqualTo(("assembled", "text/plain")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            Directory.Delete(stranger, recursive: true);
        }
    }

    private static async Task<(string Text, string? Type)> Ask(OnDemandSourceProfile profile, DocumentEntry? entry = null, SoapClientOptions? connection = null)
    {
        using var source = new DocumentSource(profile, connection ?? new(), TimeProvider.System);
        await using var fetched = await source.GetAsync(entry ?? Entry, CancellationToken.None);
        using var reader = new StreamReader(fetched.Body);
        return (await reader.ReadToEndAsync(), fetched.MediaType);
    }
}
