using IheNode.Core;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>What the repository refuses itself: the registry is not asked, and nothing is kept.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RefusedSubmissionSpecs(TestDatabase database)
{
    private RepositoryRoom _room = null!;

    [SetUp]
    public void Open() => _room = new(database);

    [TearDown]
    public void Close() => _room.Dispose();

    [TestCase("0000000000000000000000000000000000000000", null, "hash")]
    [TestCase(null, "4", "size")]
    [TestCase(null, "+3", "size")]
    [TestCase(null, "three", "size")]
    [TestCase("", null, "hash")]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Declared_hash_or_size_that_is_not_that_of_the_bytes(string? hash, string? size, string attribute)
    {
        var entry = Entry() with { Hash = hash, Size = size };
        await Refused(Request((entry, Bytes("one"))), (XdsErrorCode.RepositoryMetadataError, entry.Id, attribute));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task An_entry_without_document()
    {
        var (with, without) = (Entry(), Entry());
        await Refused(Request((with, Bytes("x"))) with { Submission = A.Submission(with, without) }, (XdsErrorCode.MissingDocument, without.Id, "document"));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task A_document_without_entry_which_is_not_even_opened()
    {
        var entry = Entry();
        var stray = new AttachedDocument("stray", new(_ => throw new InvalidOperationException("opened")));
        await Refused(
            new(A.Submission(entry), [stray, new(entry.Id, Content.Of(Bytes("x")))]), (XdsErrorCode.MissingDocumentMetadata, "stray", "DocumentEntry"));
    }

    [Test]
    public async Task Two_documents_for_one_entry()
    {
        var entry = Entry();
        await Refused(
            new(A.Submission(entry), [new(entry.Id, Content.Of(Bytes("x"))), new(entry.Id, Content.Of(Bytes("y")))]),
            (XdsErrorCode.MissingDocumentMetadata, entry.Id, "2 documents"));
    }

    [Test]
    [Spec("ITI TF-3 4.2.4.1")]
    public async Task One_uniqueId_for_two_entries_even_with_equal_bytes()
    {
        var first = Entry();
        var second = Entry() with { UniqueId = first.UniqueId };
        await Refused(
            Request((first, Bytes("x")), (second, Bytes("x"))), (XdsErrorCode.RepositoryDuplicateUniqueIdInMessage, first.UniqueId!, second.Id));
    }

    [Test]
    public async Task An_entry_without_uniqueId()
    {
        var entry = Entry() with { UniqueId = null };
        await Refused(Request((entry, Bytes("x"))), (XdsErrorCode.RepositoryMetadataError, entry.Id, "uniqueId"));
    }

    [Test]
    public async Task Metadata_that_could_not_be_read_are_refused_without_asking_a_registry_that_might_not_see_it()
    {
        var unreadable = new XdsError(XdsErrorCode.RegistryMetadataError, "ExtrinsicObject e1: two mimeTypes");
        var request = Request((Entry(), Bytes("x")));
        await Refused(request with { Submission = request.Submission with { Errors = [unreadable] } }, (XdsErrorCode.RepositoryMetadataError, "e1", "mimeTypes"));
    }

    [Test]
    [Spec("ITI TF-3 4.2.4.1")]
    public async Task Every_error_is_reported_and_not_the_first()
    {
        var (wrongHash, wrongSize, without, twin) = (Entry() with { Hash = "00" }, Entry() with { Size = "9" }, Entry(), Entry());
        var other = Entry() with { UniqueId = twin.UniqueId };
        var request = Request((wrongHash, Bytes("a")), (wrongSize, Bytes("b")), (twin, Bytes("c")), (other, Bytes("d")));
        await Refused(
            new(A.Submission(wrongHash, wrongSize, without, twin, other), [.. request.Documents, new("stray", Content.Of([]))]),
            (XdsErrorCode.MissingDocument, without.Id, ""),
            (XdsErrorCode.MissingDocumentMetadata, "stray", ""),
            (XdsErrorCode.RepositoryDuplicateUniqueIdInMessage, twin.UniqueId!, ""),
            (XdsErrorCode.RepositoryMetadataError, wrongHash.Id, "hash"),
            (XdsErrorCode.RepositoryMetadataError, wrongSize.Id, "size"));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Other_bytes_under_a_stored_uniqueId_which_keeps_its_own()
    {
        var (entry, beside) = (Entry(), Entry());
        await _room.Provide((entry, Bytes("first")));
        _room.Registered.Clear();
        var answer = await _room.Provide((entry with { Id = "again" }, Bytes("other")), (beside, Bytes("beside")));
        Assert.That(answer.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.NonIdenticalHash }));
        Assert.That(answer.Errors[0].CodeContext, Does.Contain(entry.UniqueId!));
        Assert.That(_room.Registered, Is.Empty);
        Assert.That(_room.Contents, Is.EqualTo(new[] { Sha256(Bytes("first")) }));
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("first")));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3.2")]
    public async Task Bytes_of_another_size_under_a_stored_uniqueId_differ_in_hash_and_size()
    {
        var entry = Entry();
        await _room.Provide((entry, Bytes("first")));
        var answer = await _room.Provide((entry with { Id = "again" }, Bytes("longer")));
        Assert.That(answer.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.NonIdenticalHash, XdsErrorCode.NonIdenticalSize }));
        Assert.That(answer.Errors.Select(e => e.CodeContext), Has.All.Contain(entry.UniqueId!));
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("first")));
    }

    [Test]
    public async Task A_conflict_is_reported_beside_other_errors()
    {
        var entry = Entry();
        await _room.Provide((entry, Bytes("first")));
        var answer = await _room.Provide((entry with { Size = "77" }, Bytes("other")));
        Assert.That(answer.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryMetadataError, XdsErrorCode.NonIdenticalHash }));
    }

    [Test]
    public async Task A_document_that_passes_the_limit_at_the_limit_is_taken_and_one_octet_more_is_not()
    {
        using var small = new RepositoryRoom(database, profile => profile with { Limits = profile.Limits with { DocumentBytes = 200_000 } });
        var (fits, tooLarge) = (Entry(), Entry());
        var answer = await small.Provide((tooLarge, new byte[200_001]));
        Assert.That(answer.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryError }));
        Assert.That(answer.Errors[0].CodeContext, Does.Contain("limits.documentBytes").And.Contain("200000"));
        await small.AssertNothingKept();
        Assert.That((await small.Provide((fits, new byte[200_000]))).Status, Is.EqualTo(ResponseStatus.Success));
    }

    private async Task Refused(ProvideAndRegisterDocumentSetRequest request, params (string Code, string Names, string Says)[] expected)
    {
        _room.Register = (_, _) => throw new InvalidOperationException("the registry was asked");
        var answer = await _room.Provide(request);
        Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Failure));
        Assert.That(answer.Errors.Select(e => e.Code), Is.EqualTo(expected.Select(e => e.Code)));
        Assert.Multiple(() =>
        {
            foreach (var (error, (_, names, says)) in answer.Errors.Zip(expected))
                Assert.That(error.CodeContext, Does.Contain(names).And.Contain(says));
        });
        await _room.AssertNothingKept();
    }
}
