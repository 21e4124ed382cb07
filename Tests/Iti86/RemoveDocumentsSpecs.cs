using IheNode.Core;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>What a removal takes away, what it leaves, and what it refuses.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RemoveDocumentsSpecs(TestDatabase database)
{
    private const int Large = 3000;
    private RepositoryRoom _room = null!;

    [SetUp]
    public void Open() => _room = new(database, profile => profile with
    {
        Documents = profile.Documents with { RowBytes = 1000 },
        Limits = profile.Limits with { RemoveDocuments = 5 },
    });

    [TearDown]
    public void Close() => _room.Dispose();

    [TestCase(10)]
    [TestCase(Large)]
    [Spec("RMD 3.86.4.1.3")]
    public async Task A_removed_document_leaves_neither_row_nor_bytes(int size)
    {
        var entry = Entry();
        await _room.Provide((entry, new byte[size]));
        var answer = await Remove(entry.UniqueId);
        Assert.That(answer.Registry, Is.EqualTo(RegistryResponse.Success));
        await _room.AssertNothingKept();
        Assert.That(await Count("repository_content"), Is.Zero);
        Assert.That(await Count("repository_leftover"), Is.Zero);
    }

    [Test, Spec("ITI TF-2 3.43.5")]
    public async Task A_retrieval_says_that_a_document_was_removed()
    {
        var (entry, other) = (Entry(), Entry());
        await _room.Provide((entry, Bytes("x")), (other, Bytes("y")));
        await Remove(entry.UniqueId);
        var answer = await _room.Retrieve(entry.UniqueId, other.UniqueId);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Registry.Status, Is.EqualTo(ResponseStatus.PartialSuccess));
            Assert.That(answer.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.DocumentUniqueIdError, entry.UniqueId) }));
            Assert.That(answer.Registry.Errors[0].CodeContext, Does.Contain($"it was removed on {DateTime.UtcNow:yyyy-MM-dd}"));
            Assert.That(answer.Documents.Single().Request.DocumentUniqueId, Is.EqualTo(other.UniqueId));
        });
    }

    [TestCase(10)]
    [TestCase(Large)]
    public async Task Another_document_of_the_same_content_keeps_its_bytes(int size)
    {
        var (gone, left) = (Entry(), Entry());
        await _room.Provide((gone, new byte[size]));
        await _room.Provide((left, new byte[size]));
        await Remove(gone.UniqueId);
        Assert.That(await _room.BytesOf(left.UniqueId), Is.EqualTo(new byte[size]));
        await Remove(left.UniqueId);
        await _room.AssertNothingKept();
    }

    [Test, Spec("RMD 3.86.4.1.3"), Spec("RMD 3.86.4.2.2")]
    public async Task Each_document_is_judged_by_itself()
    {
        var entry = Entry();
        await _room.Provide((entry, Bytes("x")));
        var answer = await _room.Actor.RemoveDocuments(
            new([new("1.2.3", entry.UniqueId!), new(A.Repository, "4.5.6"), new(A.Repository, entry.UniqueId!), new(A.Repository, entry.UniqueId!)]), A.Exchange(), default);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Registry.Status, Is.EqualTo(ResponseStatus.PartialSuccess));
            Assert.That(answer.Registry.Errors.Select(e => (e.Code, e.Location, e.IsWarning)), Is.EqualTo(new[]
            {
                (XdsErrorCode.UnknownRepositoryId, entry.UniqueId, false), (XdsErrorCode.DocumentUniqueIdError, "4.5.6", false),
            }));
            Assert.That(answer.Registry.Errors[1].CodeContext, Does.Contain("4.5.6"));
            Assert.That(answer.Removed, Is.EqualTo(new ValueList<DocumentRequest>?([new(A.Repository, entry.UniqueId!)])));
        });
    }

    [Test, Spec("RMD 3.86.4.1.3")]
    public async Task What_is_removed_already_cannot_be_removed_again()
    {
        var entry = Entry();
        await _room.Provide((entry, Bytes("x")));
        await Remove(entry.UniqueId);
        var answer = await Remove(entry.UniqueId);
        Assert.That(answer.Registry.Status, Is.EqualTo(ResponseStatus.Failure));
        Assert.That(answer.Registry.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.DocumentUniqueIdError }));
    }

    [Test]
    public async Task The_same_content_may_come_again_under_the_uniqueId_and_another_may_not()
    {
        var entry = Entry();
        await _room.Provide((entry, Bytes("x")));
        await Remove(entry.UniqueId);
        var other = await _room.Provide((entry, Bytes("other")));
        var same = await _room.Provide((entry, Bytes("x")));
        Assert.That(other.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.NonIdenticalHash }));
        Assert.That(same.Errors, Is.Empty);
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("x")));
    }

    [Test]
    public async Task A_removal_is_remembered_although_the_registry_refuses_the_document_when_it_comes_again()
    {
        var entry = Entry();
        await _room.Provide((entry, Bytes("x")));
        await Remove(entry.UniqueId);
        _room.Register = (_, _) => Task.FromResult(RegistryResponse.From([new(XdsErrorCode.RegistryMetadataError, "No.")]));
        await _room.Provide((entry, Bytes("x")));
        Assert.That((await _room.Retrieve(entry.UniqueId)).Registry.Errors[0].CodeContext, Does.Contain("it was removed on"));
        await _room.AssertNothingKept();
    }

    [Test, Spec("RMD 3.86.4.1.3")]
    public async Task A_document_that_the_profile_retains_is_not_removed_before_its_time()
    {
        using var room = new RepositoryRoom(database, profile => profile with { Documents = profile.Documents with { RetentionYears = 5 } });
        var entry = Entry();
        await room.Provide((entry, Bytes("x")));
        room.Pass(TimeSpan.FromDays((5 * 365) - 1));
        var early = await room.Actor.RemoveDocuments(new([new(A.Repository, entry.UniqueId!)]), A.Exchange(), default);
        Assert.Multiple(async () =>
        {
            Assert.That(early.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.RemoveDocumentsError, entry.UniqueId) }));
            Assert.That(early.Registry.Errors[0].CodeContext, Does.Contain(entry.UniqueId).And.Contains("documents.retentionYears"));
            Assert.That(await room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("x")));
        });
        room.Pass(TimeSpan.FromDays(4));
        Assert.That((await room.Actor.RemoveDocuments(new([new(A.Repository, entry.UniqueId!)]), A.Exchange(), default)).Registry, Is.EqualTo(RegistryResponse.Success));
    }

    [Test]
    public async Task A_document_whose_submission_waits_for_the_registry_is_not_removed()
    {
        var entry = Entry();
        _room.Register = (_, _) => throw new TimeoutException();
        _room.Query = _ => throw new TimeoutException();
        await _room.Provide((entry, Bytes("x")));
        var answer = await Remove(entry.UniqueId);
        Assert.That(answer.Registry.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RemoveDocumentsError }));
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("x")));
    }

    [Test]
    public async Task A_table_that_cannot_be_written_is_said_and_the_document_stays()
    {
        var entry = Entry();
        await _room.Provide((entry, Bytes("x")));
        await _room.Break("DELETE");
        Assert.That((await Remove(entry.UniqueId)).Registry.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RemoveDocumentsError }));
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("x")));
        await _room.Mend();
        Assert.That((await Remove(entry.UniqueId)).Registry, Is.EqualTo(RegistryResponse.Success));
    }

    [Test]
    public async Task A_content_that_a_crash_left_behind_its_rows_goes_with_the_next_sweep()
    {
        var (left, again) = (Entry(), Entry());
        await _room.Provide((left, new byte[Large]));
        await _room.Provide((again, Bytes(new string('a', Large))));
        var (gone, kept) = (Sha256(new byte[Large]), Sha256(Bytes(new string('a', Large))));
        // As a crash leaves it after the rows of a removal and before its bytes; the second content has come again since.
        await _room.Execute("DELETE FROM repository_document WHERE unique_id = '" + left.UniqueId + "'");
        await _room.Execute("DELETE FROM repository_content WHERE sha256 = '" + gone + "'");
        await _room.Execute($"INSERT INTO repository_leftover (sha256, place) VALUES ('{gone}', 'files'), ('{kept}', 'files')");
        _room.Restart();
        Assert.That((await _room.Actor.SweepAsync(default)).Orphans, Is.EqualTo(1));
        Assert.That(_room.Contents, Is.EqualTo(new[] { kept }));
        Assert.That(await Count("repository_leftover"), Is.Zero);
        Assert.That(await _room.BytesOf(again.UniqueId), Has.Length.EqualTo(Large));
    }

    [Test]
    public async Task As_many_documents_as_the_limit_and_not_one_more()
    {
        var entry = Entry();
        await _room.Provide((entry, Bytes("x")));
        var answer = await Remove(entry.UniqueId, "1.2", "1.3", "1.4", "1.5", "1.6");
        Assert.That(answer.Registry.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RemoveDocumentsError }));
        Assert.That(answer.Registry.Errors[0].CodeContext, Does.Contain("limits.removeDocuments"));
        Assert.That((await Remove(entry.UniqueId, "1.2", "1.3", "1.4", "1.5")).Removed!.Value, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_retrieval_under_way_ends_whole_although_its_document_is_removed()
    {
        var entry = Entry();
        var bytes = new byte[8 * 1024 * 1024];
        Random.Shared.NextBytes(bytes);
        await _room.Provide((entry, bytes));
        var answer = await _room.Retrieve(entry.UniqueId);
        await using var stream = await answer.Documents.Single().Content.Open(default);
        await Remove(entry.UniqueId);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read);
        Assert.That(read.ToArray(), Is.EqualTo(bytes));
    }

    private Task<RemoveDocumentsResponse> Remove(params string?[] uniqueIds) => _room.Actor.RemoveDocuments(
        new([.. uniqueIds.Select(uniqueId => new DocumentRequest(A.Repository, uniqueId!))]), A.Exchange(), default);

    private Task<long> Count(string table) => _room.RowsOf(table);
}
