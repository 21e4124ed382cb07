using IheNode.Core;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>What a retrieval gives, and what it says of each document that it cannot give.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RetrieveDocumentSetSpecs(TestDatabase database)
{
    private RepositoryRoom _room = null!;

    [SetUp]
    public void Open() => _room = new(database, profile => profile with { Limits = profile.Limits with { RetrieveDocuments = 5 } });

    [TearDown]
    public void Close() => _room.Dispose();

    [Test]
    [Spec("ITI TF-2 3.43.4.2.2")]
    public async Task Gives_every_document_in_the_order_of_the_request_with_its_mimeType_and_length()
    {
        var (first, second) = (Entry() with { MimeType = "application/x-嘘; a=b" }, Entry() with { MimeType = "application/pdf" });
        await _room.Provide((first, Bytes("first")), (second, Bytes("second one")));
        var answer = await _room.Retrieve(second.UniqueId, first.UniqueId, second.UniqueId);
        Assert.That(answer.Registry, Is.EqualTo(RegistryResponse.Success));
        Assert.That(
            answer.Documents.Select(d => (d.Request.DocumentUniqueId, d.MimeType, d.Content.Length)),
            Is.EqualTo(new[] { (second.UniqueId, second.MimeType, (long?)10), (first.UniqueId, first.MimeType, 5), (second.UniqueId, second.MimeType, 10) }));
        Assert.That(await Read(answer.Documents[0].Content), Is.EqualTo(Bytes("second one")));
        Assert.That(await Read(answer.Documents[1].Content), Is.EqualTo(Bytes("first")));
    }

    [Test]
    [Spec("ITI TF-2 3.43.4.2.2")]
    public async Task Echoes_the_home_community_only_when_it_was_given()
    {
        var entry = Entry();
        await _room.Provide((entry, Bytes("x")));
        var with = new DocumentRequest(A.Repository, entry.UniqueId!, "urn:oid:2.999.51");
        var without = with with { HomeCommunityId = null };
        var answer = await _room.Actor.RetrieveDocumentSet(new([with, without]), A.Exchange(), default);
        Assert.That(answer.Documents.Select(d => d.Request), Is.EqualTo(new[] { with, without }));
    }

    [Test]
    [Spec("ITI TF-2 3.43.4.2.3")]
    public async Task One_known_and_one_unknown_is_a_partial_success_with_the_uniqueId_as_location()
    {
        var entry = Entry();
        await _room.Provide((entry, Bytes("x")));
        var answer = await _room.Retrieve("1.2.3.4", entry.UniqueId);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Registry.Status, Is.EqualTo(ResponseStatus.PartialSuccess));
            Assert.That(
                answer.Registry.Errors.Select(e => (e.Code, e.Location, e.IsWarning)),
                Is.EqualTo(new[] { (XdsErrorCode.DocumentUniqueIdError, "1.2.3.4", false) }));
            Assert.That(answer.Registry.Errors[0].CodeContext, Does.Contain("1.2.3.4"));
            Assert.That(answer.Documents, Has.Count.EqualTo(1));
        });
    }

    [Test]
    [Spec("ITI TF-2 3.43.4.2.3")]
    public async Task Nothing_found_is_a_failure_with_one_error_for_each()
    {
        var entry = Entry();
        await _room.Provide((entry, Bytes("x")));
        var answer = await _room.Actor.RetrieveDocumentSet(
            new([new("1.2.3", entry.UniqueId!), new(A.Repository, "4.5.6"), new(A.Repository, "4.5.6")]), A.Exchange(), default);
        Assert.That(answer.Registry.Status, Is.EqualTo(ResponseStatus.Failure));
        Assert.That(answer.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[]
        {
            (XdsErrorCode.UnknownRepositoryId, entry.UniqueId),
            (XdsErrorCode.DocumentUniqueIdError, "4.5.6"),
            (XdsErrorCode.DocumentUniqueIdError, "4.5.6"),
        }));
        Assert.That(answer.Documents, Is.Empty);
    }

    [TestCase("../../node.db")]
    [TestCase("' OR 1=1 --")]
    [TestCase("%")]
    [TestCase("")]
    public async Task A_uniqueId_is_data_and_never_a_path_or_a_pattern(string uniqueId)
    {
        await _room.Provide((Entry(), Bytes("x")));
        var answer = await _room.Retrieve(uniqueId);
        Assert.That(answer.Registry.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.DocumentUniqueIdError }));

        if (uniqueId.Length == 0) return;
        var entry = Entry() with { UniqueId = uniqueId };
        await _room.Provide((entry, Bytes("odd")));
        Assert.That(await _room.BytesOf(uniqueId), Is.EqualTo(Bytes("odd")));
        Assert.That(_room.Contents, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task As_many_documents_as_the_limit_and_not_one_more()
    {
        Assert.That((await _room.Retrieve("1.1", "1.2", "1.3", "1.4", "1.5")).Registry.Errors, Has.Count.EqualTo(5));
        var answer = await _room.Retrieve("1.1", "1.2", "1.3", "1.4", "1.5", "1.6");
        Assert.That(answer.Registry.Status, Is.EqualTo(ResponseStatus.Failure));
        Assert.That(answer.Registry.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.TooManyResults }));
        Assert.That(answer.Registry.Errors[0].CodeContext, Does.Contain("limits.retrieveDocuments"));
    }

    [Test]
    public async Task Asking_for_nothing_is_a_failure() =>
        Assert.That((await _room.Retrieve()).Registry.Status, Is.EqualTo(ResponseStatus.Failure));

    [Test]
    public async Task A_table_that_cannot_be_read_is_an_error_and_not_an_unknown_document()
    {
        var entry = Entry();
        await _room.Provide((entry, Bytes("x")));
        await _room.Execute("DROP TABLE repository_document");
        var answer = await _room.Retrieve(entry.UniqueId);
        Assert.That(answer.Registry.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryError }));
    }
}
