using IheNode.Core;
using IheNode.Repository;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>The disk, the database or the sender fails at each point: a clear answer, nothing half done, and the next submission works.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class StorageFailureSpecs(TestDatabase database)
{
    private RepositoryRoom _room = null!;

    [SetUp]
    public void Open() => _room = new(database, InFiles);

    [TearDown]
    public void Close() => _room.Dispose();

    [Test]
    public async Task The_folder_for_arriving_documents_cannot_be_written()
    {
        Directory.Delete(_room.Incoming);
        await FailsWith(XdsErrorCode.RepositoryError);
        Directory.CreateDirectory(_room.Incoming);
        await NextWorks();
    }

    [Test]
    public async Task The_row_cannot_be_written()
    {
        await _room.Break("INSERT");
        await FailsWith(XdsErrorCode.RepositoryError);
        await _room.Mend();
        await NextWorks();
    }

    [Test]
    public async Task The_content_cannot_be_linked_after_its_row_was_written()
    {
        var folder = Path.Combine(_room.Folder, "documents", Sha256(Bytes("bytes"))[..3]);
        await File.WriteAllTextAsync(folder, "a file where a folder should be");
        _room.Register = (_, _) => throw new InvalidOperationException("the registry was asked");
        var answer = await _room.Provide((Entry(), Bytes("other")), (Entry(), Bytes("bytes")));
        Assert.That(answer.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryError }));
        File.Delete(folder);
        await NextWorks();
    }

    [Test]
    public async Task The_final_mark_cannot_be_written_but_the_registry_has_the_documents_so_the_answer_is_success()
    {
        var entry = Entry();
        await _room.Break("UPDATE");
        Assert.That((await _room.Provide((entry, Bytes("bytes")))).Status, Is.EqualTo(ResponseStatus.Success));
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("bytes")));
        await _room.Mend();
        _room.Pass(TimeSpan.FromMinutes(16));
        Assert.That(await _room.Actor.SweepAsync(default), Is.EqualTo(new SweepResult(Kept: 1, 0, 0, 0)));
    }

    [Test]
    public async Task A_refused_submission_cannot_be_removed_at_once_and_the_sweeper_does_it()
    {
        await _room.Break("DELETE");
        _room.Register = (_, _) => Task.FromResult(new RegistryResponse(ResponseStatus.Failure, [new(XdsErrorCode.UnknownPatientId, "no")]));
        var answer = await _room.Provide((Entry(), Bytes("bytes")));
        Assert.That(answer.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.UnknownPatientId }));
        await _room.Mend();
        _room.Pass(TimeSpan.FromMinutes(16));
        Assert.That(await _room.Actor.SweepAsync(default), Is.EqualTo(new SweepResult(0, Discarded: 1, 0, 0)));
        await _room.AssertNothingKept();
    }

    [Test]
    public void The_sender_breaks_off_which_is_the_senders_fault_and_not_an_answer_of_ours()
    {
        var (whole, broken) = (Entry(), Entry());
        var request = new ProvideAndRegisterDocumentSetRequest(A.Submission(whole, broken),
        [
            new(whole.Id, Content.Of(Bytes("whole"))),
            new(broken.Id, new(_ => new(new Noise(200_000, _ => throw new MalformedMessageException("the message ends too early"))))),
        ]);
        _room.Register = (_, _) => throw new InvalidOperationException("the registry was asked");
        Assert.That(async () => await _room.Provide(request), Throws.InstanceOf<MalformedMessageException>());
        Assert.That(async () => await _room.AssertNothingKept(), Throws.Nothing);
    }

    [Test]
    public void A_full_disk_is_told_from_other_failures()
    {
        if (!OperatingSystem.IsLinux())
        {
            TestContext.Out.WriteLine("/dev/full is a device of Linux: not checked here.");
            return;
        }

        using var full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        var failure = Assert.Catch<IOException>(() => RandomAccess.Write(full, new byte[1], 0))!;
        Assert.Multiple(() =>
        {
            Assert.That(StorageException.From(failure).Error.Code, Is.EqualTo(XdsErrorCode.RepositoryOutOfResources));
            Assert.That(
                StorageException.From(new Microsoft.Data.Sqlite.SqliteException("full", 13)).Error.Code, Is.EqualTo(XdsErrorCode.RepositoryOutOfResources));
            Assert.That(StorageException.From(new IOException("other")).Error.Code, Is.EqualTo(XdsErrorCode.RepositoryError));
        });
    }

    private async Task FailsWith(string code)
    {
        var register = _room.Register;
        _room.Register = (_, _) => throw new InvalidOperationException("the registry was asked");
        var answer = await _room.Provide((Entry(), Bytes("bytes")));
        _room.Register = register;
        Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Failure));
        Assert.That(answer.Errors.Select(e => e.Code), Is.EqualTo(new[] { code }));
    }

    private async Task NextWorks()
    {
        await _room.AssertNothingKept();
        _room.Register = (_, _) => Task.FromResult(RegistryResponse.Success);
        var next = Entry();
        Assert.That((await _room.Provide((next, Bytes("bytes")))).Status, Is.EqualTo(ResponseStatus.Success));
        Assert.That(await _room.BytesOf(next.UniqueId), Is.EqualTo(Bytes("bytes")));
    }
}
