using IheNode.Core;
using IheNode.Repository;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>Registry and repository share a database: a small document, its row and its registration are one commit.</summary>
// What it hears of steps is told to the whole process.
[NonParallelizable]
[TestFixtureSource(typeof(Databases))]
public sealed class JointRegistrationSpecs(TestDatabase database)
{
    private static readonly byte[] Large = [.. Enumerable.Repeat((byte)7, 2_000_000)];
    private JointRoom _room = null!;

    [SetUp]
    public async Task Open() => _room = await JointRoom.OpenAsync(database);

    [TearDown]
    public void Close() => _room.Dispose();

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task A_small_document_is_final_with_its_registration_and_touches_no_file()
    {
        var (one, other) = (Entry(), Entry());
        Assert.That(await _room.Provide(Request((one, Bytes("one")), (other, Bytes("other")))), Is.EqualTo(RegistryResponse.Success));
        Assert.That(await _room.BytesOf(one), Is.EqualTo(Bytes("one")));
        Assert.That(await _room.BytesOf(other), Is.EqualTo(Bytes("other")));
        Assert.That(await _room.EntriesOf(one), Has.Count.EqualTo(1));
        Assert.That(await _room.Count("repository_document WHERE kept = 1"), Is.EqualTo(2));
        Assert.That(_room.Files, Is.Empty);
        Assert.That(_room.Steps, Is.EqualTo(new[] { "received", "registering", "joined", "registered", "kept", "answered" }));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task A_large_document_beside_a_small_one_is_in_its_place_before_and_becomes_final_with_the_registration()
    {
        var (small, large) = (Entry(), Entry());
        Assert.That(await _room.Provide(Request((small, Bytes("small")), (large, Large))), Is.EqualTo(RegistryResponse.Success));
        Assert.That(_room.Steps, Is.EqualTo(new[] { "received", "staged", "placed", "registering", "joined", "registered", "kept", "answered" }));
        Assert.That((await _room.Count("repository_document WHERE kept = 1"), await _room.Count("repository_document")), Is.EqualTo((2L, 2L)));
        Assert.That(_room.Files, Has.Count.EqualTo(1));
        Assert.That(await _room.BytesOf(large), Is.EqualTo(Large));
        Assert.That(await _room.SweepLater(), Is.EqualTo(new SweepResult(0, 0, 0, 0)));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Of_a_refused_submission_nothing_is_written_and_what_was_staged_goes()
    {
        var (small, large) = (Entry() with { PatientId = A.PatientId("nobody") }, Entry() with { PatientId = A.PatientId("nobody") });
        var request = Request((small, Bytes("small")), (large, Large));
        var answer = await _room.Provide(request);
        Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Failure));
        await _room.AssertNothingKept();
        Assert.That(_room.Steps, Does.Contain("discarded").And.Not.Contain("joined"));
    }

    [Test]
    [Spec("ITI TF-2 3.42.4.1.3")]
    public async Task A_message_that_comes_again_gets_the_first_answer_and_the_document_is_there_once()
    {
        var entry = Entry();
        var (request, exchange) = (Request((entry, Bytes("bytes"))), A.Exchange());
        await _room.Provide(request, exchange);
        Assert.That(await _room.Provide(request, exchange), Is.EqualTo(RegistryResponse.Success));
        Assert.That((await _room.Count("repository_document"), await _room.Count("repository_content")), Is.EqualTo((1L, 1L)));
        Assert.That(await _room.EntriesOf(entry), Has.Count.EqualTo(1));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task A_message_that_comes_again_brings_back_documents_that_are_not_there()
    {
        var (small, large) = (Entry(), Entry());
        var (request, exchange) = (Request((small, Bytes("bytes")), (large, Large)), A.Exchange());
        await _room.Provide(request, exchange);
        foreach (var table in new[] { "repository_document", "repository_unique_id", "repository_content" }) await _room.Execute($"DELETE FROM {table}");
        foreach (var file in _room.Files) File.Delete(file);
        Assert.That(await _room.Provide(request, exchange), Is.EqualTo(RegistryResponse.Success));
        Assert.That(await _room.BytesOf(small), Is.EqualTo(Bytes("bytes")));
        Assert.That(await _room.BytesOf(large), Is.EqualTo(Large));
        Assert.That(await _room.Count("repository_document WHERE kept = 1"), Is.EqualTo(2));
    }

    [Test]
    [Spec("ITI TF-3 4.2.4.1")]
    public async Task Other_bytes_under_a_stored_uniqueId_are_refused_once_and_change_nothing()
    {
        var entry = Entry();
        await _room.Provide(Request((entry, Bytes("first"))));
        var answer = await _room.Provide(Request((entry with { Id = "again" }, Bytes("other")), (Entry(), Bytes("beside"))));
        Assert.That(answer.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.NonIdenticalHash }));
        Assert.That(answer.Errors[0].CodeContext, Does.Contain(entry.UniqueId!));
        Assert.That((await _room.Count("repository_document"), await _room.Count("repository_content"), await _room.Count("registry_document_entry")), Is.EqualTo((1L, 1L, 1L)));
        Assert.That(await _room.BytesOf(entry), Is.EqualTo(Bytes("first")));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task The_same_document_submitted_again_is_registered_and_stored_once()
    {
        var entry = Entry();
        await _room.Provide(Request((entry, Bytes("same"))));
        Assert.That(await _room.Provide(Request((entry with { Id = "again" }, Bytes("same")))), Is.EqualTo(RegistryResponse.Success));
        Assert.That(await _room.Count("repository_document"), Is.EqualTo(1));
        Assert.That(await _room.EntriesOf(entry), Has.Count.EqualTo(2));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Of_many_who_bring_one_uniqueId_at_once_one_is_taken_with_its_bytes()
    {
        var entry = Entry();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () => (i, Answer: await _room.Provide(Request((entry, Bytes($"content {i}"))))))));
        var taken = answers.Where(answer => answer.Answer.Status == ResponseStatus.Success).ToList();
        Assert.That(taken, Has.Count.EqualTo(1));
        Assert.That(answers.SelectMany(answer => answer.Answer.Errors).Select(error => error.Code), Is.All.EqualTo(XdsErrorCode.NonIdenticalHash).Or.EqualTo(XdsErrorCode.NonIdenticalSize));
        Assert.That(await _room.BytesOf(entry), Is.EqualTo(Bytes($"content {taken[0].i}")));
        Assert.That((await _room.Count("repository_document"), await _room.Count("repository_content")), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public async Task One_content_that_many_bring_at_once_under_many_uniqueIds_is_stored_once()
    {
        var entries = Enumerable.Range(0, 40).Select(_ => Entry()).ToList();
        var answers = await Task.WhenAll(entries.Select(entry => Task.Run(() => _room.Provide(Request((entry, Bytes("the same")))))));
        Assert.That(answers, Is.All.EqualTo(RegistryResponse.Success));
        Assert.That((await _room.Count("repository_document WHERE kept = 1"), await _room.Count("repository_content")), Is.EqualTo((40L, 1L)));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task What_ends_just_before_the_common_commit_leaves_neither_registration_nor_document()
    {
        var (small, large) = (Entry(), Entry());
        _room.FailsAt = "joined";
        var answer = await _room.Provide(Request((small, Bytes("small")), (large, Large)));
        _room.FailsAt = null;
        Assert.That(answer.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RegistryNotAvailable }));
        Assert.That(await _room.BytesOf(small), Is.Null);
        Assert.That(await _room.SweepLater(), Is.EqualTo(new SweepResult(0, Discarded: 1, 0, 0)));
        await _room.AssertNothingKept();
        Assert.That(await _room.Provide(Request((small, Bytes("small")), (large, Large))), Is.EqualTo(RegistryResponse.Success));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task A_registry_whose_word_was_lost_is_asked_and_the_submission_is_a_success()
    {
        var (small, large) = (Entry(), Entry());
        _room.Join = async (request, exchange, companion, cancellation) =>
        {
            await _room.Registry.JoinRegistration(request, exchange, companion, cancellation);
            throw new IOException("the connection was cut in the middle of the commit");
        };
        Assert.That(await _room.Provide(Request((small, Bytes("small")), (large, Large))), Is.EqualTo(RegistryResponse.Success));
        Assert.That((await _room.Count("repository_document WHERE kept = 1"), await _room.Count("repository_document")), Is.EqualTo((2L, 2L)));
        Assert.That(await _room.BytesOf(small), Is.EqualTo(Bytes("small")));
    }

    [Test]
    public async Task A_content_of_a_file_moves_into_its_row_when_rows_take_more()
    {
        var (first, again) = (Entry(), Entry());
        _room.Restart(rowBytes: 0);
        await _room.Provide(Request((first, Bytes("bytes"))));
        Assert.That(_room.Files, Has.Count.EqualTo(1));
        _room.Restart(rowBytes: 1000);
        await _room.Provide(Request((again, Bytes("bytes"))));
        Assert.That(_room.Files, Is.Empty);
        Assert.That(await _room.BytesOf(first), Is.EqualTo(Bytes("bytes")));
        Assert.That(await _room.BytesOf(again), Is.EqualTo(Bytes("bytes")));
    }

    [Test]
    public async Task A_content_of_a_row_stays_there_when_rows_take_less()
    {
        var (first, again) = (Entry(), Entry());
        await _room.Provide(Request((first, Bytes("bytes"))));
        _room.Restart(rowBytes: 0);
        await _room.Provide(Request((again, Bytes("bytes"))));
        Assert.That(_room.Files, Is.Empty);
        Assert.That(await _room.BytesOf(first), Is.EqualTo(Bytes("bytes")));
        Assert.That(await _room.BytesOf(again), Is.EqualTo(Bytes("bytes")));
    }
}
