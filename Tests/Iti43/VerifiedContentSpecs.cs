using System.Security.Cryptography;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>What stands in a buffer that is used again belongs to one reader, and to nobody after it.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class VerifiedContentSpecs(TestDatabase database)
{
    private RepositoryRoom _room = null!;

    [SetUp]
    public void Open() => _room = new(database);

    [TearDown]
    public void Close() => _room.Dispose();

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(64 * 1024)]
    [TestCase((64 * 1024) + 1)]
    [TestCase(4 * 1024 * 1024)]
    public async Task A_document_comes_whole_whether_it_is_copied_or_read(int size)
    {
        var (entry, bytes) = (Entry(), RandomNumberGenerator.GetBytes(size));
        await _room.Provide((entry, bytes));
        var answer = await _room.Retrieve(entry.UniqueId, entry.UniqueId);
        using var copy = new MemoryStream();
        await using (var first = await answer.Documents[0].Content.Open(default)) await first.CopyToAsync(copy);
        Assert.That(copy.ToArray(), Is.EqualTo(bytes));
        Assert.That(await Read(answer.Documents[1].Content), Is.EqualTo(bytes));
    }

    [Test]
    public async Task A_content_that_was_read_gives_nothing_more()
    {
        var (one, other) = (Entry(), Entry());
        await _room.Provide((one, Bytes("one patient")), (other, Bytes("the other ")));
        var content = (await _room.Retrieve(one.UniqueId)).Documents[0].Content;
        var stream = await content.Open(default);
        await stream.DisposeAsync();
        Assert.Multiple(() =>
        {
            Assert.That(async () => await content.Open(default), Throws.InvalidOperationException);
            Assert.That(() => stream.ReadByte(), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(async () => await stream.CopyToAsync(Stream.Null), Throws.TypeOf<ObjectDisposedException>());
        });
    }

    [Test]
    public async Task Retrievals_side_by_side_never_see_one_anothers_bytes()
    {
        var documents = Enumerable.Range(0, 8).Select(_ => (Entry: Entry(), Bytes: RandomNumberGenerator.GetBytes(100_000))).ToList();
        foreach (var document in documents) await _room.Provide((document.Entry, document.Bytes));
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), async (n, cancellation) =>
        {
            var (entry, bytes) = documents[n % documents.Count];
            var answer = await _room.Retrieve(entry.UniqueId);
            using var copy = new MemoryStream();
            await using (var stream = await answer.Documents[0].Content.Open(cancellation)) await stream.CopyToAsync(copy, cancellation);
            Assert.That(copy.ToArray().AsSpan().SequenceEqual(bytes));
        });
    }
}
