using IheNode.Core;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>The disk changes, cuts or loses a stored document: never silently wrong bytes.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class DamagedDocumentSpecs(TestDatabase database)
{
    private const int Large = 5 * 1024 * 1024;
    private RepositoryRoom _room = null!;

    [SetUp]
    public void Open() => _room = new(database, InFiles);

    [TearDown]
    public void Close() => _room.Dispose();

    [TestCase("flip")]
    [TestCase("cut")]
    [TestCase("grow")]
    [TestCase("lose")]
    public async Task A_small_damaged_document_is_an_error_and_the_others_come(string damage)
    {
        var (bad, good) = (Entry(), Entry());
        await _room.Provide((bad, new byte[1000]), (good, Bytes("good")));
        Damage(new byte[1000], damage);
        var answer = await _room.Retrieve(bad.UniqueId, good.UniqueId);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Registry.Status, Is.EqualTo(ResponseStatus.PartialSuccess));
            Assert.That(
                answer.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.RepositoryError, bad.UniqueId) }));
            Assert.That(answer.Documents.Single().Request.DocumentUniqueId, Is.EqualTo(good.UniqueId));
        });
    }

    [Test]
    public async Task A_large_document_whose_bytes_changed_breaks_off_before_its_end()
    {
        var entry = Entry();
        await _room.Provide((entry, new byte[Large]));
        Damage(new byte[Large], "flip");
        var answer = await _room.Retrieve(entry.UniqueId);
        await using var stream = await answer.Documents.Single().Content.Open(default);
        using var seen = new MemoryStream();
        Assert.That(async () => await stream.CopyToAsync(seen), Throws.InstanceOf<IOException>());
        Assert.That(seen.Length, Is.LessThan(Large));
    }

    [TestCase("cut")]
    [TestCase("grow")]
    [TestCase("lose")]
    public async Task A_large_document_of_another_size_is_an_error(string damage)
    {
        var entry = Entry();
        await _room.Provide((entry, new byte[Large]));
        Damage(new byte[Large], damage);
        Assert.That(
            (await _room.Retrieve(entry.UniqueId)).Registry.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryError }));
    }

    [Test]
    public async Task Submitting_the_same_bytes_again_heals_the_damage()
    {
        var entry = Entry();
        await _room.Provide((entry, new byte[1000]));
        Damage(new byte[1000], "flip");
        await _room.Provide((Entry(), new byte[1000]));
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(new byte[1000]));
    }

    [Test]
    public async Task Small_documents_beyond_what_an_answer_holds_in_memory_still_come_right()
    {
        var documents = Enumerable.Range(1, 8).Select(n => (Entry: Entry(), Bytes: Enumerable.Repeat((byte)n, 1_000_000).ToArray())).ToArray();
        await _room.Provide(documents);
        var answer = await _room.Retrieve([.. documents.Select(d => d.Entry.UniqueId)]);
        for (var i = 0; i < documents.Length; i++)
            Assert.That((await Read(answer.Documents[i].Content)).AsSpan().SequenceEqual(documents[i].Bytes), Is.True);
    }

    [TestCase("UPDATE repository_content SET bytes = @other")]
    [TestCase("UPDATE repository_content SET bytes = null")]
    public async Task A_damaged_row_is_an_error_until_the_same_bytes_come_again(string damage)
    {
        using var rows = new RepositoryRoom(database);
        var entry = Entry();
        await rows.Provide((entry, Bytes("small")));
        await rows.Execute(damage, new { other = Bytes("smell") });
        Assert.That((await rows.Retrieve(entry.UniqueId)).Registry.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryError }));
        await rows.Provide((Entry(), Bytes("small")));
        Assert.That(await rows.BytesOf(entry.UniqueId), Is.EqualTo(Bytes("small")));
    }

    private void Damage(byte[] stored, string damage)
    {
        var file = Directory.GetFiles(Path.Combine(_room.Folder, "documents"), Sha256(stored), SearchOption.AllDirectories).Single();
        if (damage == "lose")
        {
            File.Delete(file);
            return;
        }

        using var stream = File.OpenWrite(file);
        if (damage == "flip")
        {
            stream.Position = stored.Length / 2;
            stream.WriteByte(1);
        }
        else
        {
            stream.SetLength(stored.Length + (damage == "cut" ? -1 : 1));
        }
    }
}
