using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Dapper;
using IheNode.Core;
using IheNode.Gateway;
using IheNode.Platform;
using IheNode.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace IheNode.Tests;

/// <summary>Answers of more than a page are read and rendered while they are sent, and are of one moment all the same.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class StreamedAnswerSpecs(TestDatabase database)
{
    private const int Entries = (2 * FoundObjects.Page) + 7;

    private TestRegistry _registry = null!;

    [SetUp]
    public async Task Fill()
    {
        _registry = await TestRegistry.WithPatientAsync(database);
        var stored = await _registry.RegisterAsync([.. Enumerable.Range(0, Entries).Select(_ => A.DocumentEntry())]);
        Assert.That(stored, Is.EqualTo(RegistryResponse.Success));
    }

    [TearDown]
    public void Close() => _registry.Dispose();

    [Test]
    [Spec("ITI TF-2 3.18.4.1.3")]
    public async Task An_answer_of_several_pages_holds_every_object_once()
    {
        await using var host = await HostAsync(_registry.Actor.StreamedStoredQuery);
        using var response = await PostAsync(host);
        var body = await response.Content.ReadAsStringAsync();
        var answer = AdhocQueryResponseXml.Read(System.Xml.Linq.XElement.Parse(body).Descendants(EbrimNames.Query + "AdhocQueryResponse").Single());
        Assert.Multiple(() =>
        {
            Assert.That(response.Headers.TransferEncodingChunked, Is.True, "it is sent while it is made");
            Assert.That(answer.Objects.DocumentEntries.Select(e => e.Id).Distinct().Count(), Is.EqualTo(Entries));
            Assert.That(answer.Objects.DocumentEntries.Select(e => e.AvailabilityStatus), Is.All.EqualTo(Vocabulary.Approved));
        });
        Assert.That(answer.Objects, Is.EqualTo((await _registry.FindDocumentsAsync()).Objects), "as whoever asks within the node is answered");
    }

    [Test]
    [Spec("ITI TF-2 3.18.4.1.3")]
    public async Task What_changes_while_an_answer_is_sent_does_not_show_in_it()
    {
        var answer = await _registry.Actor.StreamedStoredQuery(Request(), A.Exchange(), CancellationToken.None);
        await WriteAsync("update registry_document_entry set status = 2");
        var whole = await answer.WholeAsync(CancellationToken.None);
        Assert.That(whole.Objects.DocumentEntries.Select(e => e.AvailabilityStatus), Has.Exactly(Entries).Items.And.All.EqualTo(Vocabulary.Approved));
    }

    [Test]
    [Spec("ITI TF-2 3.18.4.1.3")]
    public async Task An_answer_of_which_an_object_is_removed_meanwhile_is_broken_off_and_not_cut_short()
    {
        var answer = await _registry.Actor.StreamedStoredQuery(Request(), A.Exchange(), CancellationToken.None);
        await WriteAsync("delete from registry_document_entry");
        Assert.That(() => answer.WholeAsync(CancellationToken.None), Throws.InstanceOf<InvalidDataException>());
    }

    [TestCase(0, ExpectedResult = HttpStatusCode.InternalServerError)]
    [TestCase(1000, ExpectedResult = null)]
    public async Task<HttpStatusCode?> A_failure_becomes_a_fault_before_the_answer_has_begun_and_breaks_the_connection_after(int good)
    {
        var row = new StoredObject(ObjectBody.Encode(A.DocumentEntry()), new(Vocabulary.Approved));
        await using var host = await HostAsync((_, _, _) => Task.FromResult(
            new AdhocQueryResponse(ResponseStatus.Success, RegistryObjectList.Empty) { Stored = FailAfter(row, good, CancellationToken.None) }));
        try
        {
            using var response = await PostAsync(host);
            Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("Fault"));
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<StoredObject>> FailAfter(StoredObject row, int good, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (var i = 0; i < good; i++) yield return [row];
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        throw new InvalidDataException("A page cannot be read.");
    }

    private static AdhocQueryRequest Request() => new(Vocabulary.StoredQueryIds.FindDocuments, ReturnType.LeafClass,
        [new("$XDSDocumentEntryPatientId", [A.PatientId().Text]), new("$XDSDocumentEntryStatus", [Vocabulary.Approved])]);

    private static async Task<HttpResponseMessage> PostAsync(WebApplication host)
    {
        using var envelope = OutgoingEnvelope.Write(
            false,
            writer => OutgoingHeaders.WriteAddressing(writer, Iti18.Contract.Action!, "urn:uuid:0b1a9ae8-6f0e-4c7c-9a5c-33a1f0a9d2c7", "http://node"),
            (writer, _) => AdhocQueryRequestXml.Write(writer, Request()));
        using var octets = new MemoryStream();
        await envelope.SendAsync(octets, CancellationToken.None);
        using var http = new HttpClient();
        using var content = new StringContent(Encoding.UTF8.GetString(octets.ToArray()), Encoding.UTF8, "application/soap+xml");
        return await http.PostAsync(new Uri(host.Urls.Single() + "/registry"), content);
    }

    private static async Task<WebApplication> HostAsync(Answer<AdhocQueryRequest, AdhocQueryResponse> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        SoapEndpoint.Map(app, "/registry", [Served.Of(Iti18.Contract, answer)], new LimitsProfile(), TimeProvider.System, _ => Requester.Node);
        await app.StartAsync();
        return app;
    }

    private Task<int> WriteAsync(string sql) => _registry.Database.WriteAsync((connection, transaction) => connection.ExecuteAsync(sql, transaction: transaction), default);
}
