using System.Text;
using IheNode.Core;

namespace IheNode.Tests;

/// <summary>A repository whose registry is another node: what becomes of a submission when the way between them is good, bad, or cut.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RemoteRegistrySpecs(TestDatabase database)
{
    private const string Repository = "2.999.77.1";
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes("一つの文書");
    private TestNode _registry = null!;
    private RegistryRelay _relay = null!;
    private TestNode _repository = null!;
    private PatientId _patient;

    [OneTimeSetUp]
    public async Task Start()
    {
        _registry = await TestNode.StartAsync(database, settings: Settings);
        _relay = await RegistryRelay.StartAsync(_registry);
        _repository = await TestNode.StartAsync(
            database, settings: [.. Settings, $"repositoryUniqueId={Repository}", $"registry.address={_relay.Address}", "registry.timeLimitSeconds=2"]);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _repository.DisposeAsync();
        await _relay.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [SetUp]
    public Task Feed()
    {
        _relay.Answer = _relay.PassAsync;
        _relay.MessageIds.Clear();
        _patient = A.PatientId(Guid.NewGuid().ToString("N"));
        return _registry.FeedAsync(new() { Ids = [_patient] });
    }

    [Test, Spec("ITI TF-2 3.41.4.1.3.2")]
    public async Task The_document_is_here_and_its_entry_there()
    {
        var (entry, message) = await SubmissionAsync();
        await SucceedsAsync(message);
        var registered = (await EntriesAsync()).Single();
        Assert.That((registered.RepositoryUniqueId, registered.Size), Is.EqualTo((Repository, $"{Bytes.Length}")));
        await AssertRetrievableAsync(entry);
    }

    [Test, Spec("ITI TF-2 3.42.5.1")]
    public async Task Both_sides_record_the_registration_and_the_repository_its_own_part()
    {
        var (_, message) = await SubmissionAsync();
        var (here, there) = ((await _repository.RecordsAsync("ITI-42")).Count, (await _registry.RecordsAsync("ITI-42")).Count);
        await SucceedsAsync(message);
        var sent = (await _repository.RecordsAsync("ITI-42")).Skip(here).Single();
        Assert.That(sent.Element("EventIdentification")!.Element("EventID")!.Attribute("csd-code")!.Value, Is.EqualTo("110106"), "export");
        Assert.That(await _registry.RecordsAsync("ITI-42"), Has.Count.EqualTo(there + 1));
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3")]
    public async Task The_same_message_again_goes_on_under_the_same_id_and_is_registered_once()
    {
        var (entry, message) = await SubmissionAsync();
        await SucceedsAsync(message);
        await SucceedsAsync(message);
        Assert.That(_relay.MessageIds.Distinct().Count(), Is.EqualTo(1));
        Assert.That(await EntriesAsync(), Has.Count.EqualTo(1));
        await AssertRetrievableAsync(entry);
    }

    [Test, Spec("ITI TF-3 Table 4.2.4.1-2")]
    public async Task Another_message_with_the_same_set_is_the_duplicate_that_the_registry_says_it_is()
    {
        var (_, message, again) = await TwoMessagesAsync();
        await SucceedsAsync(message);
        Assert.That(await AnswerAsync(again), Does.Contain(XdsErrorCode.DuplicateUniqueIdInRegistry));
        Assert.That(_relay.MessageIds.Distinct().Count(), Is.EqualTo(2));
    }

    [Test, Spec("ITI TF-2 3.41.4.1.3.2")]
    public async Task The_registrys_refusal_is_passed_on_and_nothing_stays()
    {
        _patient = A.PatientId("nobody");
        var (entry, message) = await SubmissionAsync();
        Assert.That(await AnswerAsync(message), Does.Contain(XdsErrorCode.UnknownPatientId).And.Contain("nobody").And.Contain("Failure"));
        Assert.That((await RetrieveAsync(entry)).Registry.Status, Is.EqualTo(ResponseStatus.Failure));
    }

    [Test, Spec("ITI TF-2 3.41.4.1.3.2")]
    public async Task Errors_and_warnings_are_passed_on_word_for_word_and_in_their_order()
    {
        ValueList<XdsError> told =
        [
            new("XDSExtraMetadataNotSaved", "urn:x:slot <of> \"theirs\" & others", "Document01", IsWarning: true),
            new("XDSUnknownPatientId", "患者 1^^^&1.2&ISO", "a place"),
            new("SomethingOfItsOwn", "text"),
        ];
        _relay.Answer = _relay.Saying(Written(new(ResponseStatus.Failure, told)));
        var (entry, _) = await SubmissionAsync();
        Assert.That(await ProvideAsync(entry), Is.EqualTo(new RegistryResponse(ResponseStatus.Failure, told)));
        Assert.That((await RetrieveAsync(entry)).Registry.Status, Is.EqualTo(ResponseStatus.Failure));
    }

    [Test, Spec("ITI TF-2 3.41.4.1.3.2")]
    public async Task Warnings_come_with_the_success()
    {
        ValueList<XdsError> told = [new("XDSExtraMetadataNotSaved", "urn:x:slot", IsWarning: true)];
        _relay.Answer = _relay.Saying(Written(new(ResponseStatus.Success, told)));
        var (entry, _) = await SubmissionAsync();
        Assert.That(await ProvideAsync(entry), Is.EqualTo(new RegistryResponse(ResponseStatus.Success, told)));
        await AssertRetrievableAsync(entry);
    }

    [Test, Spec("ITI TF-2 3.41.4.1.3.2")]
    public async Task A_fault_of_the_registry_leaves_it_open_and_what_it_says_inside_stays_inside()
    {
        _relay.Answer = _relay.Saying(
            "<s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code><s:Reason><s:Text xml:lang='en'>secret at Row.cs:17</s:Text></s:Reason></s:Fault>",
            "http://www.w3.org/2005/08/addressing/soap/fault");
        var (entry, message) = await SubmissionAsync();
        var answer = await AnswerAsync(message);
        Assert.That(answer, Does.Contain(XdsErrorCode.RegistryNotAvailable).And.Contain("SOAP fault (Receiver)").And.Not.Contain("secret"));
        _relay.Answer = _relay.PassAsync;
        await SucceedsAsync(message);
        await AssertRetrievableAsync(entry);
    }

    [Test, Spec("ITI TF-2 3.41.4.1.3.2")]
    public async Task A_registry_that_is_away_is_not_available_and_the_same_message_succeeds_when_it_is_back()
    {
        _relay.Answer = (http, _) =>
        {
            http.Abort();
            return Task.CompletedTask;
        };
        var (entry, message) = await SubmissionAsync();
        Assert.That(await AnswerAsync(message), Does.Contain(XdsErrorCode.RegistryNotAvailable).And.Contain("could not be reached"));
        Assert.That(await EntriesAsync(), Is.Empty);
        _relay.Answer = _relay.PassAsync;
        await SucceedsAsync(message);
        Assert.That(await EntriesAsync(), Has.Count.EqualTo(1));
        await AssertRetrievableAsync(entry);
    }

    [Test, Spec("ITI TF-2 3.41.4.1.3.2")]
    public async Task An_answer_that_is_lost_is_given_when_the_message_comes_again_and_the_document_was_here_all_the_time()
    {
        _relay.Answer = _relay.LoseAnswerAsync;
        var (entry, message) = await SubmissionAsync();
        await AnswerAsync(message);
        Assert.That(await EntriesAsync(), Has.Count.EqualTo(1));
        await AssertRetrievableAsync(entry);
        _relay.Answer = _relay.PassAsync;
        await SucceedsAsync(message);
        Assert.That(await EntriesAsync(), Has.Count.EqualTo(1));
        await AssertRetrievableAsync(entry);
    }

    [Test, Spec("ITI TF-2 3.41.4.1.3.2")]
    public async Task A_registry_that_answers_too_late_has_not_answered_and_yet_no_document_is_lost()
    {
        var (go, done) = (new TaskCompletionSource(), new TaskCompletionSource());
        _relay.Answer = async (http, message) =>
        {
            await go.Task;
            await _relay.LoseAnswerAsync(http, message);
            done.SetResult();
        };
        var (entry, message) = await SubmissionAsync();
        Assert.That(await AnswerAsync(message), Does.Contain(XdsErrorCode.RegistryNotAvailable).And.Contain("in time"));
        go.SetResult();
        await done.Task;
        Assert.That(await EntriesAsync(), Has.Count.EqualTo(1));
        await AssertRetrievableAsync(entry);
        _relay.Answer = _relay.PassAsync;
        await SucceedsAsync(message);
        Assert.That(await EntriesAsync(), Has.Count.EqualTo(1));
    }

    [Test, Spec("ITI TF-2 3.42.4.1.3")]
    public async Task A_message_that_reaches_the_registry_twice_is_registered_once()
    {
        _relay.Answer = _relay.TwiceAsync;
        var (entry, message) = await SubmissionAsync();
        await SucceedsAsync(message);
        Assert.That(await EntriesAsync(), Has.Count.EqualTo(1));
        await AssertRetrievableAsync(entry);
    }

    [Test, Spec("ITI TF-2 3.41.4.1.3.2")]
    public async Task A_second_answer_that_nobody_asked_for_is_taken_for_no_other_submissions_answer()
    {
        await using var twice = new TwiceAnsweringRegistry();
        await using var repository = await TestNode.StartAsync(settings: [.. Settings, $"repositoryUniqueId={Repository}", $"registry.address={twice.Address}"]);
        for (var i = 1; i <= 5; i++)
        {
            var (entry, _) = await SubmissionAsync();
            Assert.That(await repository.AskAsync(Iti41.Contract, RequestOf(entry), "/xds/repository"), Is.EqualTo(RegistryResponse.Success));
            Assert.That(twice.Answered, Is.EqualTo(i));
        }
    }

    [Test]
    public async Task An_answer_to_another_message_is_no_answer()
    {
        _relay.Answer = (http, _) => _relay.Saying(Written(RegistryResponse.Success))(
            http, Encoding.UTF8.GetBytes("<a xmlns='http://www.w3.org/2005/08/addressing'><MessageID>urn:uuid:0</MessageID></a>"));
        var (_, message) = await SubmissionAsync();
        Assert.That(await AnswerAsync(message), Does.Contain(XdsErrorCode.RegistryNotAvailable).And.Contain("cannot be read"));
    }

    [Test, Spec("ITI TF-2 3.18.4.1.2.1")]
    public async Task Whoever_asks_the_community_finds_what_is_registered_there()
    {
        var (entry, message) = await SubmissionAsync();
        await SucceedsAsync(message);
        var found = await _repository.AskAsync(
            Iti18.Contract,
            new AdhocQueryRequest(Vocabulary.StoredQueryIds.GetDocuments, ReturnType.LeafClass, [new("$XDSDocumentEntryUniqueId", [entry.UniqueId!])])
            {
                HomeCommunityId = _repository.Profile.Network.HomeCommunityId,
            },
            "/xca/initiating");
        Assert.That(found.Objects.DocumentEntries.Select(e => (e.UniqueId, e.HomeCommunityId)),
            Is.EqualTo(new[] { (entry.UniqueId, _repository.Profile.Network.HomeCommunityId) }));
    }

    [Test]
    public async Task A_node_whose_registry_is_elsewhere_serves_no_registry_of_its_own()
    {
        var message = await WireMessage.OfAsync(Iti42.Contract, A.Submission(A.DocumentEntry(_patient)));
        using var answer = await _repository.PostAsync("/xds/registry", message.ContentType, message.Octets);
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("ActionNotSupported"));
    }

    private static string[] Settings => [$"affinityDomain.assigningAuthority={A.AffinityDomain}", "affinityDomain.codes=", "affinityDomain.closedAttributes="];

    private static string Written(RegistryResponse response) => EbrimXml.Written(writer => RegistryResponseXml.Write(writer, response)).ToString(System.Xml.Linq.SaveOptions.DisableFormatting);

    private async Task<(DocumentEntry Entry, WireMessage Message)> SubmissionAsync()
    {
        var (entry, message, _) = await TwoMessagesAsync();
        return (entry, message);
    }

    private async Task<(DocumentEntry Entry, WireMessage First, WireMessage Second)> TwoMessagesAsync()
    {
        var entry = A.DocumentEntry(_patient) with { Hash = null, Size = null, RepositoryUniqueId = null };
        var request = RequestOf(entry);
        return (entry, await WireMessage.OfAsync(Iti41.Contract, request), await WireMessage.OfAsync(Iti41.Contract, request));
    }

    private static ProvideAndRegisterDocumentSetRequest RequestOf(DocumentEntry entry) => new(A.Submission(entry), [new(entry.Id, Content.Of(Bytes))]);

    private Task<RegistryResponse> ProvideAsync(DocumentEntry entry) => _repository.AskAsync(Iti41.Contract, RequestOf(entry), "/xds/repository");

    private async Task<string> AnswerAsync(WireMessage message)
    {
        using var answer = await _repository.PostAsync("/xds/repository", message.ContentType, message.Octets);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task SucceedsAsync(WireMessage message) =>
        Assert.That(await AnswerAsync(message), Does.Contain("ResponseStatusType:Success").And.Not.Contain("RegistryErrorList"));

    private Task<RetrieveDocumentSetResponse> RetrieveAsync(DocumentEntry entry) =>
        _repository.AskAsync(Iti43.Contract, new RetrieveDocumentSetRequest([new(Repository, entry.UniqueId!)]), "/xds/repository");

    private async Task AssertRetrievableAsync(DocumentEntry entry)
    {
        var answer = await RetrieveAsync(entry);
        Assert.That(answer.Documents, Has.Count.EqualTo(1), answer.Registry.ToString());
        Assert.That(await RepositoryRoom.Read(answer.Documents[0].Content), Is.EqualTo(Bytes));
    }

    private async Task<List<DocumentEntry>> EntriesAsync() => [.. (await _registry.AskAsync(
        Iti18.Contract,
        new AdhocQueryRequest(Vocabulary.StoredQueryIds.FindDocuments, ReturnType.LeafClass,
            [new("$XDSDocumentEntryPatientId", [_patient.Text]), new("$XDSDocumentEntryStatus", [Vocabulary.Approved])]),
        "/xds/registry")).Objects.DocumentEntries];
}
