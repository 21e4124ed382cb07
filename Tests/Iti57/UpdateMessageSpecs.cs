using IheNode.Core;
using static IheNode.Tests.UpdateMessage;

namespace IheNode.Tests;

/// <summary>ITI-57 over the wire: the message, the answer, the audit record; and annotations, which mean something in updates only.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class UpdateMessageSpecs(TestDatabase database)
{
    private const string Path = "/xds/registry";
    private static readonly PatientId Patient = PatientId.Of("U-57", "1.3.6.1.4.1.21367.13.20.1000");
    private TestNode _node = null!;
    private SubmissionSet _set = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _node = await TestNode.StartAsync(database);
        await _node.FeedAsync(new() { Ids = [Patient], Names = [new("吉野", "さくら", NameRepresentation.Ideographic, Type: "L")] });
    }

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    [Test, Spec("ITI TF-2 3.57.4.1"), Spec("ITI TF-2 3.57.4.2")]
    public async Task An_entry_is_updated_and_found_with_logicalID_and_version()
    {
        var entry = await RegisteredAsync();
        var response = await _node.AskAsync(Iti57.Contract, Update().Version(Next(entry) with { Comments = [new("訂正")] }).Request, Path);
        Assert.That(response, Is.EqualTo(RegistryResponse.Success));
        var newest = (await FindAsync(entry)).Single();
        Assert.That((newest.LogicalId, newest.Version, newest.Comments[0].Value), Is.EqualTo((entry.Id, "2", "訂正")));
    }

    [Test, Spec("ITI TF-2 3.57.4.2.2"), Spec("ITI TF-2 3.57.4.1.3.2")]
    public async Task An_error_names_the_object_that_caused_it()
    {
        var next = Next(await RegisteredAsync());
        var response = await _node.AskAsync(Iti57.Contract, Update().Version(next, "4").Request, Path + "/iti57");
        Assert.That(response.Status, Is.EqualTo(ResponseStatus.Failure));
        Assert.That(response.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.MetadataVersionError, next.Id) }));
    }

    [Test, Spec("ITI TF-2 3.57.7.1.2")]
    public async Task Is_recorded_as_an_import_that_updates_done_or_refused()
    {
        var entry = await RegisteredAsync();
        var update = Update().Version(Next(entry));
        await _node.AskAsync(Iti57.Contract, update.Request, Path);
        await _node.AskAsync(Iti57.Contract, Update().Version(Next(entry)).Request, Path);
        var records = await _node.RecordsAsync("ITI-57");
        var (done, refused) = (records[^2], records[^1]);
        Assert.Multiple(() =>
        {
            Assert.That(done.Descendants("EventID").Single().Attribute("csd-code")!.Value, Is.EqualTo("110107"));
            Assert.That(done.Element("EventIdentification")!.Attribute("EventActionCode")!.Value, Is.EqualTo("U"));
            Assert.That(done.Element("EventIdentification")!.Attribute("EventOutcomeIndicator")!.Value, Is.EqualTo("0"));
            Assert.That(done.Descendants("EventTypeCode").Single().Attribute("originalText")!.Value, Is.EqualTo("Update Document Set"));
            Assert.That(
                done.Elements("ParticipantObjectIdentification").Select(o => o.Attribute("ParticipantObjectID")!.Value),
                Is.EqualTo(new[] { Patient.Text, update.Set.UniqueId }));
            Assert.That(refused.Element("EventIdentification")!.Attribute("EventOutcomeIndicator")!.Value, Is.EqualTo("8"));
            Assert.That(refused.Descendants("EventOutcomeDescription").Single().Value, Is.EqualTo(XdsErrorCode.MetadataVersionError));
        });
    }

    [TestCase("PreviousVersion", null)]
    [TestCase("PreviousVersion", "0")]
    [TestCase("PreviousVersion", "eins")]
    [TestCase("AssociationPropagation", "maybe")]
    [Spec("ITI TF-2 3.57.4.1.3.1.3.3"), Spec("ITI TF-2 3.57.4.1.3.1.3.4")]
    public async Task Refuses_annotations_that_mean_nothing(string name, string? value)
    {
        var next = Next(await RegisteredAsync());
        var update = name == "PreviousVersion" ? Update().Version(next, value) : Update().Version(next, "1", value);
        Assert.That((await _node.AskAsync(Iti57.Contract, update.Request, Path)).Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[]
        {
            (XdsErrorCode.MetadataUpdateOperationError, next.Id),
        }));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1.3.1")]
    public async Task Refuses_annotations_in_the_wrong_place()
    {
        var entry = await RegisteredAsync();
        var update = Update().Deprecate(entry.Id);
        var trigger = update.Request.Objects.Associations.Single();
        var misplaced = Update(update.Set).With(trigger with { ExtraSlots = [.. trigger.ExtraSlots, Slot("PreviousVersion", "1")] });
        Assert.That((await _node.AskAsync(Iti57.Contract, misplaced.Request, Path)).Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[]
        {
            (XdsErrorCode.MetadataUpdateError, trigger.Id),
        }));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.1")]
    public async Task Refuses_a_message_without_a_set()
    {
        var next = Next(await RegisteredAsync());
        var response = await _node.AskAsync(Iti57.Contract, new SubmitObjectsRequest(new([next])), Path);
        Assert.That(response.Status, Is.EqualTo(ResponseStatus.Failure));
        Assert.That(response.Errors.Select(e => e.Code), Is.SupersetOf(new[] { XdsErrorCode.RegistryMetadataError, XdsErrorCode.MetadataUpdateOperationError }));
    }

    [Test, Spec("ITI TF-2 3.57.4.1.3.3")]
    public async Task Updates_sent_as_registrations_are_refused()
    {
        var entry = await RegisteredAsync();
        foreach (var update in new[] { Update().Version(Next(entry)), Update().Deprecate(entry.Id) })
        {
            var response = await _node.AskAsync(Iti42.Contract, update.Request, Path);
            Assert.That(response.Status, Is.EqualTo(ResponseStatus.Failure));
            Assert.That(response.Errors.Select(e => e.Code), Does.Contain(XdsErrorCode.RegistryMetadataError));
        }

        Assert.That((await FindAsync(entry)).Single().Version, Is.EqualTo("1"));
    }

    private UpdateMessage Update(SubmissionSet? set = null) => new() { Set = set ?? _set with { UniqueId = A.UniqueId() } };

    private async Task<DocumentEntry> RegisteredAsync()
    {
        var submission = Connectathon.Submission(_node, Patient, "紹介状"u8.ToArray());
        Assert.That((await _node.AskAsync(Iti41.Contract, submission, "/xds/repository")).Errors, Is.Empty);
        _set = submission.Submission.Objects.SubmissionSets.Single();
        return (await FindAsync(submission.Submission.Objects.DocumentEntries.Single())).Single();
    }

    private async Task<IEnumerable<DocumentEntry>> FindAsync(DocumentEntry entry) => (await _node.AskAsync(Iti18.Contract, new AdhocQueryRequest(
        Vocabulary.StoredQueryIds.GetDocuments, ReturnType.LeafClass, [new(Vocabulary.QueryParameterNames.DocumentEntryUniqueId, [entry.UniqueId!])]), Path)).Objects.DocumentEntries;
}
