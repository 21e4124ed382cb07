using IheNode.Core;
using IheNode.Repository;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>The process dies at each point of a submission; another one opens the folder, and a sweep settles what was left.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class CrashSpecs(TestDatabase database)
{
    private static readonly TaskCompletionSource Never = new();
    private RepositoryRoom _room = null!;

    [SetUp]
    public void Open() => _room = new(database, InFiles);

    [TearDown]
    public void Close() => _room.Dispose();

    [Test]
    public async Task While_bytes_arrive()
    {
        var entry = Entry();
        await Crash(new(A.Submission(entry), [new(entry.Id, new(_ => new(new Noise(300_000, _ => Reached(Never.Task)))))]));
        Assert.That(Directory.EnumerateFiles(_room.Incoming), Is.Not.Empty);
        Assert.That(await Sweep(), Is.EqualTo(new SweepResult(0, 0, 0, 0)), "too young: another process may be at work");
        Assert.That(await SweepLater(), Is.EqualTo(new SweepResult(0, 0, 0, Orphans: 1)));
        await _room.AssertNothingKept();
    }

    [Test]
    public async Task Between_row_and_content()
    {
        var entry = Entry();
        await CrashInRegister(entry, "bytes", registered: false);
        var content = Directory.GetFiles(Path.Combine(_room.Folder, "documents"), Sha256(Bytes("bytes")), SearchOption.AllDirectories).Single();
        File.Move(content, Path.Combine(_room.Incoming, "0123"));
        Assert.That(
            (await _room.Retrieve(entry.UniqueId)).Registry.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.DocumentUniqueIdError }));
        Assert.That(await SweepLater(), Is.EqualTo(new SweepResult(0, Discarded: 1, 0, Orphans: 1)));
        await _room.AssertNothingKept();
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Between_content_and_registration()
    {
        var entry = Entry();
        await CrashInRegister(entry, "bytes", registered: false);
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("bytes")));
        Assert.That(await Sweep(), Is.EqualTo(new SweepResult(0, 0, 0, 0)), "too young: the registry may be at work on it");
        Assert.That(await SweepLater(), Is.EqualTo(new SweepResult(0, Discarded: 1, 0, 0)));
        await _room.AssertNothingKept();
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Between_registration_and_answer()
    {
        var entry = Entry();
        await CrashInRegister(entry, "bytes", registered: true);
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("bytes")));
        Assert.That(await SweepLater(), Is.EqualTo(new SweepResult(Kept: 1, 0, 0, 0)));
        Assert.That(await SweepLater(), Is.EqualTo(new SweepResult(0, 0, 0, 0)));
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("bytes")));
        Assert.That(await _room.Rows("kept = 1"), Is.EqualTo(1));
    }

    [Test]
    public async Task While_a_refused_submission_is_removed()
    {
        var entry = Entry();
        await CrashInRegister(entry, "bytes", registered: false);
        File.Delete(Directory.GetFiles(Path.Combine(_room.Folder, "documents"), Sha256(Bytes("bytes")), SearchOption.AllDirectories).Single());
        Assert.That(await SweepLater(), Is.EqualTo(new SweepResult(0, Discarded: 1, 0, 0)));
        await _room.AssertNothingKept();
    }

    [Test]
    public async Task A_submission_sent_again_after_the_crash_is_accepted_and_the_old_row_goes_with_the_sweep()
    {
        var entry = Entry();
        await CrashInRegister(entry, "bytes", registered: true);
        Assert.That((await _room.Provide((entry, Bytes("bytes")))).Status, Is.EqualTo(ResponseStatus.Success));
        Assert.That(await SweepLater(), Is.EqualTo(new SweepResult(Kept: 1, 0, 0, 0)));
        Assert.That(await _room.Rows(), Is.EqualTo(1));
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("bytes")));
    }

    [Test]
    public async Task While_the_registry_cannot_be_asked_nothing_is_decided_and_it_is_not_asked_for_each_document()
    {
        for (var i = 0; i < 5; i++) await CrashInRegister(Entry(), $"bytes {i}", registered: false);
        var asked = 0;
        _room.Query = _ =>
        {
            asked++;
            throw new HttpRequestException();
        };
        Assert.That(await SweepLater(), Is.EqualTo(new SweepResult(0, 0, Undecided: 5, 0)));
        Assert.That(asked, Is.EqualTo(3));
        Assert.That(_room.Contents, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task A_registry_that_answers_with_a_failure_or_with_another_hash_decides_nothing()
    {
        var entry = Entry();
        await CrashInRegister(entry, "bytes", registered: false);
        _room.Query = _ => Task.FromResult(AdhocQueryResponse.Failure(new XdsError(XdsErrorCode.RegistryBusy, "later")));
        Assert.That(await SweepLater(), Is.EqualTo(new SweepResult(0, 0, Undecided: 1, 0)));
        _room.Query = _ => Task.FromResult(new AdhocQueryResponse(ResponseStatus.Success, new([entry with { RepositoryUniqueId = A.Repository, Hash = "00" }])));
        Assert.That(await SweepLater(), Is.EqualTo(new SweepResult(0, 0, Undecided: 1, 0)));
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("bytes")));
    }

    [Test]
    public async Task An_entry_that_names_another_repository_does_not_keep_the_document()
    {
        var entry = Entry();
        await CrashInRegister(entry, "bytes", registered: true);
        _room.Registered[0] = _room.Registered[0] with { RepositoryUniqueId = "1.2.3" };
        Assert.That(await SweepLater(), Is.EqualTo(new SweepResult(0, Discarded: 1, 0, 0)));
    }

    [Test]
    public async Task A_submission_under_way_is_never_swept_however_long_the_registry_takes()
    {
        var entry = Entry();
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        _room.Register = async (_, _) =>
        {
            asked.SetResult();
            await go.Task;
            return RegistryResponse.Success;
        };
        var answer = _room.Provide((entry, Bytes("slow")));
        await asked.Task;
        Assert.That(await SweepLater(), Is.EqualTo(new SweepResult(0, 0, 0, 0)));
        go.SetResult();
        await answer;
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("slow")));
    }

    private readonly TaskCompletionSource _reached = new();

    private Task Reached(Task then)
    {
        _reached.TrySetResult();
        return then;
    }

    private async Task Crash(ProvideAndRegisterDocumentSetRequest request)
    {
        _ = _room.Provide(request);
        await _reached.Task;
        _room.Restart();
    }

    private async Task CrashInRegister(DocumentEntry entry, string bytes, bool registered)
    {
        var register = _room.Register;
        var reached = new TaskCompletionSource();
        _room.Register = async (request, cancellation) =>
        {
            if (registered) await register(request, cancellation);
            reached.SetResult();
            await Never.Task;
            return RegistryResponse.Success;
        };
        _ = _room.Provide((entry, Bytes(bytes)));
        await reached.Task;
        _room.Register = register;
        _room.Restart();
    }

    private Task<SweepResult> Sweep() => _room.Actor.SweepAsync(default);

    private Task<SweepResult> SweepLater()
    {
        _room.Pass(TimeSpan.FromMinutes(_room.Profile.Documents.SweepAfterMinutes + 1));
        return Sweep();
    }
}
