using System.Net;
using IheNode.Core;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>ITI-41 of XDR: what a Document Recipient does otherwise than a repository.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class DocumentRecipientSpecs(TestDatabase database)
{
    private TestNode _node = null!;
    private PatientId _patient;

    [OneTimeSetUp]
    public async Task Start() => _node = await TestNode.StartAsync(database, settings:
    [
        $"affinityDomain.assigningAuthority={A.AffinityDomain}", "affinityDomain.codes=", "affinityDomain.closedAttributes=",
        "affinityDomain.acceptsLimitedMetadata=true", "policy.documentRecipient=true",
    ]);

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    [SetUp]
    public Task Feed()
    {
        _patient = A.PatientId(Guid.NewGuid().ToString("N"));
        return _node.FeedAsync(new() { Ids = [_patient] });
    }

    [TestCase(Vocabulary.Replace, XdsErrorCode.PartialReplaceContentNotProcessed)]
    [TestCase(Vocabulary.Append, XdsErrorCode.PartialAppendContentNotProcessed)]
    [TestCase(Vocabulary.Transform, XdsErrorCode.PartialTransformNotProcessed)]
    [TestCase(Vocabulary.TransformAndReplace, XdsErrorCode.PartialTransformReplaceNotProcessed)]
    [TestCase(Vocabulary.Signs, XdsErrorCode.PartialRelationshipContentNotProcessed)]
    [Spec("ITI TF-2 3.41.4.1.3.1")]
    public async Task A_relationship_to_a_document_that_is_not_here_is_left_out_with_a_warning(string type, string warning)
    {
        var entry = Mine();
        var relationship = A.Relationship(type, entry, EntryUuid.From(Guid.NewGuid()));
        var answer = await ReceiveAsync(A.Submission(entry, relationship), entry);
        Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Success));
        Assert.That(answer.Errors.Select(e => (e.Code, e.IsWarning)), Is.EqualTo(new[] { (warning, true) }));
        Assert.That(answer.Errors[0].CodeContext, Does.Contain(relationship.Id).And.Contain(relationship.TargetId));
        Assert.That((await EntriesAsync()).Single().UniqueId, Is.EqualTo(entry.UniqueId));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3.1")]
    public async Task A_relationship_to_a_document_that_is_here_is_processed()
    {
        var old = Mine() with { Id = EntryUuid.From(Guid.NewGuid()) };
        Assert.That(await ReceiveAsync(A.Submission(old), old), Is.EqualTo(RegistryResponse.Success));
        var newer = Mine();
        Assert.That(await ReceiveAsync(A.Submission(newer, A.Relationship(Vocabulary.Replace, newer, old.Id)), newer), Is.EqualTo(RegistryResponse.Success));
        Assert.That((await EntriesAsync()).Select(e => e.UniqueId), Is.EqualTo(new[] { newer.UniqueId }));

        // What is replaced already cannot be replaced once more, and is no reason for refusal either.
        var newest = Mine();
        var answer = await ReceiveAsync(A.Submission(newest, A.Relationship(Vocabulary.Replace, newest, old.Id)), newest);
        Assert.That((answer.Status, answer.Errors[0].Code), Is.EqualTo((ResponseStatus.Success, XdsErrorCode.PartialReplaceContentNotProcessed)));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3.1")]
    public async Task A_replacement_that_is_sent_again_is_answered_as_it_was_the_first_time_and_registered_once()
    {
        var old = Mine() with { Id = EntryUuid.From(Guid.NewGuid()) };
        await ReceiveAsync(A.Submission(old), old);
        var newer = Mine();
        var submission = A.Submission(newer, A.Relationship(Vocabulary.Replace, newer, old.Id));
        var message = await WireMessage.OfAsync(Iti41.Contract, new ProvideAndRegisterDocumentSetRequest(submission, [new(newer.Id, Content.Of(Bytes("newer")))]));
        for (var i = 0; i < 3; i++)
        {
            using var answer = await _node.PostAsync("/xdr/recipient", message.ContentType, message.Octets);
            Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("ResponseStatusType:Success").And.Not.Contain("RegistryErrorList"));
        }

        Assert.That((await EntriesAsync()).Select(e => e.UniqueId), Is.EqualTo(new[] { newer.UniqueId }));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3.1")]
    public async Task A_folder_of_the_submission_is_processed_and_one_that_is_not_here_left_out_with_a_warning()
    {
        var (entry, folder) = (Mine(), A.Folder(_patient));
        var elsewhere = A.Folder(_patient) with { Id = EntryUuid.From(Guid.NewGuid()) };
        Assert.That(await ReceiveAsync(A.Submission(entry, folder, A.HasMember(folder, entry)), entry), Is.EqualTo(RegistryResponse.Success));

        var other = Mine();
        var answer = await ReceiveAsync(A.Submission(other, A.HasMember(elsewhere, other)), other);
        Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Success), answer.ToString());
        Assert.That(answer.Errors.Select(e => (e.Code, e.IsWarning)), Is.EqualTo(new[] { (XdsErrorCode.PartialFolderContentNotProcessed, true) }));
        Assert.That(await EntriesAsync(), Has.Count.EqualTo(2));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3.2")]
    public async Task The_repository_beside_it_goes_on_refusing_what_leads_nowhere()
    {
        var entry = Mine();
        var submission = A.Submission(entry, A.Relationship(Vocabulary.Replace, entry, EntryUuid.From(Guid.NewGuid())));
        var answer = await ReceiveAsync(submission, entry, "/xds/repository");
        Assert.That(answer.Errors.Select(e => e.Code), Has.Some.EqualTo(XdsErrorCode.UnresolvedReference));
    }

    [Test]
    [Spec("ITI TF-3 Table 4.3.1-3")]
    public async Task Limited_metadata_are_taken_when_they_say_so_and_refused_when_they_do_not()
    {
        var limited = Mine() with { LimitedMetadata = true, ClassCode = null, TypeCode = null, CreationTime = null, SourcePatientId = null };
        var set = A.SubmissionSet(_patient) with { LimitedMetadata = true };
        var answer = await ReceiveAsync(A.Submission(set, limited), limited);
        Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Success), answer.ToString());

        var unmarked = Mine() with { ClassCode = null };
        var refused = await ReceiveAsync(A.Submission(unmarked), unmarked);
        Assert.That(refused.Errors.Select(e => (e.Code, Says: e.CodeContext.Contains("classCode", StringComparison.Ordinal))),
            Is.EqualTo(new[] { (XdsErrorCode.RegistryMetadataError, true) }));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task A_hash_that_is_not_that_of_the_document_and_a_patient_whom_nobody_knows_are_refused_here_too()
    {
        var wrong = Mine() with { Hash = new string('0', 40) };
        Assert.That((await ReceiveAsync(A.Submission(wrong), wrong)).Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryMetadataError }));
        _patient = A.PatientId("nobody");
        var stranger = Mine();
        Assert.That((await ReceiveAsync(A.Submission(stranger), stranger)).Errors.Select(e => e.Code).Distinct(), Is.EqualTo(new[] { XdsErrorCode.UnknownPatientId }));
    }

    [Test]
    [Spec("ITI TF-2 3.41.5.1")]
    public async Task What_a_recipient_receives_is_recorded_once()
    {
        var before = (await _node.RecordsAsync("ITI-41")).Count;
        var entry = Mine();
        await ReceiveAsync(A.Submission(entry), entry);
        Assert.That(await _node.RecordsAsync("ITI-41"), Has.Count.EqualTo(before + 1));
    }

    [Test]
    public async Task A_node_is_no_recipient_unless_its_profile_says_so()
    {
        await using var other = await TestNode.StartAsync();
        using var answer = await other.PostEnvelopeAsync("/xdr/recipient", "<no/>");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private DocumentEntry Mine() => A.DocumentEntry(_patient) with { Hash = null, Size = null, RepositoryUniqueId = null };

    private Task<RegistryResponse> ReceiveAsync(SubmitObjectsRequest submission, DocumentEntry entry, string path = "/xdr/recipient") =>
        _node.AskAsync(Iti41.Contract, new ProvideAndRegisterDocumentSetRequest(submission, [new(entry.Id, Content.Of(Bytes(entry.Id)))]), path);

    private async Task<List<DocumentEntry>> EntriesAsync() => [.. (await _node.AskAsync(
        Iti18.Contract,
        new AdhocQueryRequest(Vocabulary.StoredQueryIds.FindDocuments, ReturnType.LeafClass,
            [new("$XDSDocumentEntryPatientId", [_patient.Text]), new("$XDSDocumentEntryStatus", [Vocabulary.Approved])]),
        "/xds/registry")).Objects.DocumentEntries];
}
