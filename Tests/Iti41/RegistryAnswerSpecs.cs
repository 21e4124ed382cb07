using IheNode.Core;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>What the repository makes of the registry's word, and of its silence.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RegistryAnswerSpecs(TestDatabase database)
{
    private RepositoryRoom _room = null!;

    [SetUp]
    public void Open() => _room = new(database);

    [TearDown]
    public void Close() => _room.Dispose();

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task A_refusal_is_passed_on_word_for_word_and_nothing_is_kept()
    {
        ValueList<XdsError> errors =
        [
            new(XdsErrorCode.UnknownPatientId, "patient 1", "here"),
            new(XdsErrorCode.ExtraMetadataNotSaved, "slot", IsWarning: true),
            new("SomethingOfItsOwn", "text"),
        ];
        _room.Register = (_, _) => Task.FromResult(new RegistryResponse(ResponseStatus.Failure, errors));
        var answer = await _room.Provide((Entry(), Bytes("a")), (Entry(), Bytes("a")), (Entry(), Bytes("b")));
        Assert.That(answer, Is.EqualTo(new RegistryResponse(ResponseStatus.Failure, errors)));
        await _room.AssertNothingKept();
    }

    [TestCase(ResponseStatus.Failure)]
    [TestCase(ResponseStatus.PartialSuccess)]
    [Spec("ITI TF-3 4.2.4.2")]
    public async Task A_refusal_for_which_the_registry_gives_no_error_gets_one(ResponseStatus status)
    {
        var warning = new XdsError(XdsErrorCode.ExtraMetadataNotSaved, "slot", IsWarning: true);
        _room.Register = (_, _) => Task.FromResult(new RegistryResponse(status, [warning]));
        var answer = await _room.Provide((Entry(), Bytes("a")));
        Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Failure));
        Assert.That(answer.Errors.Select(e => (e.Code, e.IsWarning)), Is.EqualTo(new[] { (warning.Code, true), (XdsErrorCode.RegistryError, false) }));
    }

    [Test]
    public async Task A_refusal_takes_nothing_from_documents_that_are_kept()
    {
        var kept = Entry();
        await _room.Provide((kept, Bytes("same")));
        _room.Register = (_, _) => Task.FromResult(new RegistryResponse(ResponseStatus.Failure, [new(XdsErrorCode.RegistryError, "no")]));
        await _room.Provide((kept with { Id = "again" }, Bytes("same")), (Entry(), Bytes("same")));
        Assert.That(await _room.Rows(), Is.EqualTo(1));
        Assert.That(await _room.BytesOf(kept.UniqueId), Is.EqualTo(Bytes("same")));
    }

    [TestCase(typeof(HttpRequestException))]
    [TestCase(typeof(TimeoutException))]
    [TestCase(typeof(TaskCanceledException))]
    [TestCase(typeof(MalformedMessageException))]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task When_the_registry_gives_no_word_the_documents_stay_since_it_may_have_them(Type failure)
    {
        var entry = Entry();
        _room.Register = (_, _) => throw (Exception)Activator.CreateInstance(failure)!;
        var answer = await _room.Provide((entry, Bytes("open")));
        Assert.That(answer.Status, Is.EqualTo(ResponseStatus.Failure));
        Assert.That(answer.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RegistryNotAvailable }));
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("open")));
    }

    [Test]
    public async Task A_status_that_the_transaction_does_not_know_leaves_the_outcome_open()
    {
        var entry = Entry();
        _room.Register = (_, _) => Task.FromResult(new RegistryResponse(ResponseStatus.PartialSuccess, [new(XdsErrorCode.RegistryError, "half")]));
        Assert.That((await _room.Provide((entry, Bytes("open")))).Status, Is.EqualTo(ResponseStatus.Failure));
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("open")));
    }

    [Test]
    public async Task When_the_sender_goes_while_the_registry_is_silent_the_documents_stay()
    {
        var entry = Entry();
        using var gone = new CancellationTokenSource();
        _room.Register = async (_, cancellation) =>
        {
            await gone.CancelAsync();
            await new TaskCompletionSource().Task.WaitAsync(cancellation);
            return RegistryResponse.Success;
        };
        Assert.That(async () => await _room.Provide(Request((entry, Bytes("open"))), gone.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await _room.Rows("kept = 0"), Is.EqualTo(1));
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("open")));
    }

    [Test]
    public async Task When_the_sender_goes_after_the_registry_said_yes_the_documents_are_kept()
    {
        using var gone = new CancellationTokenSource();
        _room.Register = async (_, _) =>
        {
            await gone.CancelAsync();
            return RegistryResponse.Success;
        };
        await _room.Provide(Request((Entry(), Bytes("x"))), gone.Token);
        Assert.That(await _room.Rows("kept = 1"), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_two_submissions_at_once_the_refused_one_takes_nothing_from_the_other()
    {
        var entry = Entry();
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        _room.Register = async (_, _) =>
        {
            asked.SetResult();
            await go.Task;
            return new(ResponseStatus.Failure, [new(XdsErrorCode.RegistryError, "no")]);
        };
        var refused = _room.Provide((entry, Bytes("same")));
        await asked.Task;
        _room.Register = (_, _) => Task.FromResult(RegistryResponse.Success);
        var accepted = await _room.Provide((entry, Bytes("same")));
        go.SetResult();
        Assert.That((accepted.Status, (await refused).Status), Is.EqualTo((ResponseStatus.Success, ResponseStatus.Failure)));
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("same")));
        Assert.That(await _room.Rows(), Is.EqualTo(1));
    }

    [Test]
    public async Task Many_at_once_with_few_contents_and_every_other_refused_leave_exactly_what_was_accepted()
    {
        var entries = Enumerable.Range(0, 200).Select(n => (Entry: Entry(), Bytes: Bytes($"content {n / 2 % 7}"), Accepted: n % 2 == 0)).ToList();
        var accepted = entries.Where(e => e.Accepted).Select(e => e.Entry.UniqueId).ToHashSet();
        _room.Register = async (request, _) =>
        {
            await Task.Yield();
            return request.Objects.DocumentEntries.All(entry => accepted.Contains(entry.UniqueId))
                ? RegistryResponse.Success
                : new(ResponseStatus.Failure, [new(XdsErrorCode.RegistryError, "no")]);
        };
        await Parallel.ForEachAsync(entries, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (e, _) => await _room.Provide((e.Entry, e.Bytes)));
        foreach (var (entry, bytes, isAccepted) in entries)
        {
            if (isAccepted) Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(bytes));
            else Assert.That((await _room.Retrieve(entry.UniqueId)).Registry.Status, Is.EqualTo(ResponseStatus.Failure));
        }

        Assert.That(await _room.Rows(), Is.EqualTo(accepted.Count));
        Assert.That(_room.Contents, Has.Count.EqualTo(7));
    }
}
