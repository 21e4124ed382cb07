using System.Security.Cryptography;
using IheNode.Core;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>What becomes of a submission that is in order, and what the registry is told.</summary>
// It counts the octets that the process allocates.
[NonParallelizable]
[TestFixtureSource(typeof(Databases))]
public sealed class ProvideAndRegisterDocumentSetSpecs(TestDatabase database)
{
    private RepositoryRoom _room = null!;

    [SetUp]
    public void Open() => _room = new(database);

    [TearDown]
    public void Close() => _room.Dispose();

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Stores_every_document_and_registers_it_with_repository_hash_and_size()
    {
        var (first, second) = (Entry(), Entry());
        var answer = await _room.Provide((first, Bytes("one")), (second, Bytes("second")));

        Assert.That(answer, Is.EqualTo(RegistryResponse.Success));
        Assert.That(_room.Registered, Is.EqualTo(new[]
        {
            first with { RepositoryUniqueId = A.Repository, Size = "3", Hash = Convert.ToHexStringLower(SHA1.HashData(Bytes("one"))) },
            second with { RepositoryUniqueId = A.Repository, Size = "6", Hash = Convert.ToHexStringLower(SHA1.HashData(Bytes("second"))) },
        }));
        Assert.That(await _room.BytesOf(first.UniqueId), Is.EqualTo(Bytes("one")));
        Assert.That(await _room.BytesOf(second.UniqueId), Is.EqualTo(Bytes("second")));
        Assert.That(await _room.Rows("kept = 1"), Is.EqualTo(2));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Overwrites_the_repositoryUniqueId_of_the_source_and_leaves_its_right_hash_and_size_as_they_came()
    {
        var hash = Convert.ToHexString(SHA1.HashData(Bytes("one")));
        await _room.Provide((Entry() with { RepositoryUniqueId = "1.2.3", Hash = hash, Size = "3" }, Bytes("one")));
        var registered = _room.Registered.Single();
        Assert.That((registered.RepositoryUniqueId, registered.Hash, registered.Size), Is.EqualTo((A.Repository, hash, "3")));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Documents_are_retrievable_before_the_registry_is_asked()
    {
        var entry = Entry();
        byte[]? seen = null;
        _room.Register = async (_, _) =>
        {
            seen = await _room.BytesOf(entry.UniqueId);
            return RegistryResponse.Success;
        };
        await _room.Provide((entry, Bytes("early")));
        Assert.That(seen, Is.EqualTo(Bytes("early")));
    }

    [Test]
    public async Task Opens_each_document_once_and_in_the_order_of_the_message()
    {
        var entries = Enumerable.Range(0, 5).Select(_ => Entry()).ToArray();
        var opened = new List<string>();
        var documents = entries.Select(entry => new AttachedDocument(entry.Id, new Content(_ =>
        {
            opened.Add(entry.Id);
            return new(new MemoryStream(Bytes(entry.Id)));
        }))).Reverse().ToList();
        await _room.Provide(new ProvideAndRegisterDocumentSetRequest(A.Submission([.. entries]), documents));
        Assert.That(opened, Is.EqualTo(entries.Select(entry => entry.Id).Reverse()));
    }

    [Test]
    public async Task Takes_a_submission_without_documents_and_one_with_an_empty_document()
    {
        var empty = Entry();
        Assert.That((await _room.Provide(new ProvideAndRegisterDocumentSetRequest(A.Submission(A.Folder()), []))).Status, Is.EqualTo(ResponseStatus.Success));
        Assert.That((await _room.Provide((empty, []))).Status, Is.EqualTo(ResponseStatus.Success));
        Assert.That(await _room.BytesOf(empty.UniqueId), Is.Empty);
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task The_same_document_submitted_again_is_accepted_and_stored_once()
    {
        var entry = Entry();
        await _room.Provide((entry, Bytes("same")));
        var again = await _room.Provide((entry with { Id = "other" }, Bytes("same")));
        Assert.That(again.Status, Is.EqualTo(ResponseStatus.Success));
        Assert.That(await _room.Rows(), Is.EqualTo(1));
        Assert.That(_room.Contents, Has.Count.EqualTo(1));
        Assert.That(_room.Registered, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Equal_bytes_under_different_uniqueIds_take_the_disk_once()
    {
        var (first, second, third) = (Entry(), Entry(), Entry());
        await _room.Provide((first, Bytes("same")), (second, Bytes("same")));
        await _room.Provide((third, Bytes("same")));
        Assert.That(_room.Contents, Is.EqualTo(new[] { Sha256(Bytes("same")) }));
        Assert.That(await _room.BytesOf(first.UniqueId), Is.EqualTo(Bytes("same")));
        Assert.That(await _room.BytesOf(third.UniqueId), Is.EqualTo(Bytes("same")));
    }

    [Test]
    public async Task Warnings_of_reading_and_of_the_registry_come_with_the_success()
    {
        var ours = new XdsError(XdsErrorCode.ExtraMetadataNotSaved, "slot x", IsWarning: true);
        var theirs = new XdsError(XdsErrorCode.ExtraMetadataNotSaved, "slot y", IsWarning: true);
        _room.Register = (request, _) =>
        {
            Assert.That(request.Errors, Is.Empty);
            return Task.FromResult(new RegistryResponse(ResponseStatus.Success, [theirs]));
        };
        var request = Request((Entry(), Bytes("x")));
        var answer = await _room.Provide(request with { Submission = request.Submission with { Errors = [ours] } });
        Assert.That(answer, Is.EqualTo(new RegistryResponse(ResponseStatus.Success, [theirs, ours])));
    }

    [Test]
    public async Task A_document_of_many_megabytes_passes_without_being_held_in_memory()
    {
        const long size = 300L * 1024 * 1024;
        var entry = Entry();
        var request = new ProvideAndRegisterDocumentSetRequest(A.Submission(entry), [new(entry.Id, new(_ => new(new Noise(size))))]);
        var before = GC.GetTotalAllocatedBytes();
        var answer = await _room.Provide(request);
        var retrieved = await _room.Retrieve(entry.UniqueId);
        using var hash = SHA1.Create();
        await using (var stream = await retrieved.Documents[0].Content.Open(default)) await hash.ComputeHashAsync(stream);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Success));
            Assert.That(retrieved.Documents[0].Content.Length, Is.EqualTo(size));
            Assert.That(Convert.ToHexStringLower(hash.Hash!), Is.EqualTo(_room.Registered[0].Hash));
            Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(50L * 1024 * 1024), "octets allocated");
        });
    }
}
