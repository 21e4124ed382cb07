using IheNode.Core;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>Submissions of one document's uniqueId at the same time.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class ConcurrentDocumentSpecs(TestDatabase database)
{
    private RepositoryRoom _room = null!;

    [SetUp]
    public void Open() => _room = new(database);

    [TearDown]
    public void Close() => _room.Dispose();

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Keeps_one_content_of_many_that_come_at_once_under_one_uniqueId()
    {
        var entry = Entry();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => _room.Provide((entry, Bytes($"content {i:00}"))))));
        var refused = answers.Where(answer => answer.Status != ResponseStatus.Success).ToList();
        using var _ = Assert.EnterMultipleScope();
        Assert.That(refused, Has.Count.EqualTo(11));
        Assert.That(refused.SelectMany(answer => answer.Errors).Select(error => error.Code), Is.All.EqualTo(XdsErrorCode.NonIdenticalHash).Or.EqualTo(XdsErrorCode.DuplicateUniqueIdInRegistry));
        Assert.That(await _room.Rows(), Is.EqualTo(1));
        Assert.That(_room.Contents, Has.Count.EqualTo(1));
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Takes_one_content_that_comes_many_times_at_once()
    {
        var entry = Entry();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => _room.Provide((entry, Bytes("the same"))))));
        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(ResponseStatus.Success));
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("the same")));
        Assert.That((await _room.Rows("kept = 1"), await _room.Rows("kept = 0")), Is.EqualTo((1L, 0L)));
    }
}
