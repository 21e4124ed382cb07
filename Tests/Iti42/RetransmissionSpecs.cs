using System.Net.Sockets;
using System.Text;
using IheNode.Core;
using NUnit.Framework;

namespace IheNode.Tests;

[TestFixtureSource(typeof(Databases))]
public sealed class RetransmissionSpecs(TestDatabase database)
{
    private string _folder = null!;
    private TestNode _node = null!;
    private PatientId _patient;

    [OneTimeSetUp]
    public async Task Start()
    {
        _folder = Directory.CreateTempSubdirectory("ihenode-again-").FullName;
        _node = await StartNodeAsync();
    }

    [SetUp]
    public Task Feed()
    {
        _patient = A.PatientId(Guid.NewGuid().ToString("N"));
        return _node.FeedAsync(new() { Ids = [_patient] });
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _node.DisposeAsync();
        _node.Database.Drop();
        Directory.Delete(_folder, recursive: true);
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3")]
    public async Task The_same_message_gets_the_first_answer_again_and_registers_nothing_more()
    {
        var message = await WireMessage.OfAsync(Iti42.Contract, A.Submission(A.DocumentEntry(_patient)));
        await SucceedsAsync("/xds/registry", message);
        await SucceedsAsync("/xds/registry", message);
        Assert.That(await EntriesAsync(), Has.Count.EqualTo(1));
    }

    [Test, Spec("ITI TF-3 Table 4.2.4.1-2")]
    public async Task Another_message_with_the_same_uniqueId_of_the_set_is_a_duplicate()
    {
        var submission = A.Submission(A.DocumentEntry(_patient));
        await SucceedsAsync("/xds/registry", await WireMessage.OfAsync(Iti42.Contract, submission));
        await IsDuplicateAsync(await WireMessage.OfAsync(Iti42.Contract, submission));
        Assert.That(await EntriesAsync(), Has.Count.EqualTo(1));
    }

    [Test, Spec("ITI TF-3 Table 4.2.4.1-2")]
    public async Task The_same_MessageID_with_other_content_is_a_duplicate()
    {
        var entry = A.DocumentEntry(_patient);
        var set = A.SubmissionSet(_patient);
        const string MessageId = "urn:uuid:7f8d0d9e-3a50-4a9c-8a8c-0e8f3a2f7b11";
        await SucceedsAsync("/xds/registry", await WireMessage.OfAsync(Iti42.Contract, A.Submission(set, entry), MessageId));
        await IsDuplicateAsync(await WireMessage.OfAsync(Iti42.Contract, A.Submission(set, entry with { LanguageCode = "en" }), MessageId));
        Assert.That((await EntriesAsync()).Single().LanguageCode, Is.EqualTo(entry.LanguageCode));
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3")]
    public async Task A_replacement_sent_again_is_not_told_that_what_it_replaces_is_deprecated()
    {
        var old = A.DocumentEntry(_patient) with { Id = EntryUuid.From(Guid.NewGuid()) };
        await SucceedsAsync("/xds/registry", await WireMessage.OfAsync(Iti42.Contract, A.Submission(old)));
        var newer = A.DocumentEntry(_patient);
        var message = await WireMessage.OfAsync(Iti42.Contract, A.Submission(newer, A.Relationship(Vocabulary.Replace, newer, old.Id)));
        await SucceedsAsync("/xds/registry", message);
        await SucceedsAsync("/xds/registry", message);
        Assert.That((await EntriesAsync()).Select(e => e.UniqueId), Is.EqualTo(new[] { newer.UniqueId }));
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3")]
    public async Task The_answer_outlives_a_restart()
    {
        var message = await WireMessage.OfAsync(Iti42.Contract, A.Submission(A.DocumentEntry(_patient)));
        await SucceedsAsync("/xds/registry", message);
        await _node.DisposeAsync();
        _node = await StartNodeAsync();
        await SucceedsAsync("/xds/registry", message);
        Assert.That(await EntriesAsync(), Has.Count.EqualTo(1));
    }

    [Test, Spec("ITI TF-2 3.41.4.1.3")]
    public async Task A_document_provided_again_by_the_same_message_is_answered_as_before()
    {
        var entry = A.DocumentEntry(_patient) with { Hash = null, Size = null, RepositoryUniqueId = null };
        var message = await WireMessage.OfAsync(Iti41.Contract, new ProvideAndRegisterDocumentSetRequest(
            A.Submission(entry), [new(entry.Id, Content.Of(Encoding.UTF8.GetBytes("one document")))]));
        await SucceedsAsync("/xds/repository", message);
        await SucceedsAsync("/xds/repository", message);
        Assert.That(await EntriesAsync(), Has.Count.EqualTo(1));
        var got = await _node.AskAsync(Iti43.Contract, new RetrieveDocumentSetRequest([new(_node.Profile.RepositoryUniqueId, entry.UniqueId!)]), "/xds/repository");
        Assert.That(got.Registry.Status, Is.EqualTo(ResponseStatus.Success));
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3")]
    public async Task A_sender_who_cut_the_connection_before_the_answer_came_may_send_again()
    {
        var message = await WireMessage.OfAsync(Iti42.Contract, A.Submission(A.DocumentEntry(_patient)));
        for (var i = 0; i < 3; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(_node.Http.Host, _node.Http.Port);
            var body = message.Octets;
            var head = $"POST /xds/registry HTTP/1.1\r\nHost: {_node.Http.Authority}\r\nContent-Type: {message.ContentType}\r\nContent-Length: {body.Length}\r\n\r\n";
            await client.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body]);
            // Gone at once, with a reset and not with a farewell.
            client.LingerState = new(enable: true, seconds: 0);
        }

        await SucceedsAsync("/xds/registry", message);
        Assert.That(await EntriesAsync(), Has.Count.EqualTo(1));
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3")]
    public async Task The_same_message_sent_many_times_at_once_is_registered_once_and_always_answered_with_success()
    {
        var message = await WireMessage.OfAsync(Iti42.Contract, A.Submission(A.DocumentEntry(_patient)));
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => SucceedsAsync("/xds/registry", message)));
        Assert.That(await EntriesAsync(), Has.Count.EqualTo(1));
    }

    private Task<TestNode> StartNodeAsync() => TestNode.StartAsync(
        database, "connectathon", _folder, $"affinityDomain.assigningAuthority={A.AffinityDomain}", "affinityDomain.codes=", "affinityDomain.closedAttributes=");

    private async Task<List<DocumentEntry>> EntriesAsync() => [.. (await _node.AskAsync(
        Iti18.Contract,
        new AdhocQueryRequest(Vocabulary.StoredQueryIds.FindDocuments, ReturnType.LeafClass,
            [new("$XDSDocumentEntryPatientId", [_patient.Text]), new("$XDSDocumentEntryStatus", [Vocabulary.Approved])]),
        "/xds/registry")).Objects.DocumentEntries];

    private async Task SucceedsAsync(string path, WireMessage message) =>
        Assert.That(await AnswerAsync(path, message), Does.Contain("ResponseStatusType:Success").And.Not.Contain("RegistryErrorList"));

    private async Task IsDuplicateAsync(WireMessage message) => Assert.That(
        await AnswerAsync("/xds/registry", message),
        Does.Contain("ResponseStatusType:Failure").And.Contain(XdsErrorCode.DuplicateUniqueIdInRegistry));

    private async Task<string> AnswerAsync(string path, WireMessage message)
    {
        using var answer = await _node.PostAsync(path, message.ContentType, message.Octets);
        return await answer.Content.ReadAsStringAsync();
    }
}
