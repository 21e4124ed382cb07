using System.Security.Cryptography;
using IheNode.Core;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>An answer of many documents holds few of their bytes in memory, however many they are.</summary>
[NonParallelizable]
[TestFixtureSource(typeof(Databases))]
public sealed class ManyDocumentsSpecs(TestDatabase database)
{
    private const int Asked = 1000;
    private const long Allowed = 8 * 1024 * 1024;
    private RepositoryRoom _room = null!;

    [SetUp]
    public void Open() => _room = new(database);

    [TearDown]
    public void Close() => _room.Dispose();

    [TestCase(200, 50_000, TestName = "A thousand documents in rows come right and are not held in memory")]
    [TestCase(10, 900_000, TestName = "A thousand documents in files come right and are not held in memory")]
    [Spec("ITI TF-2 3.43.4.2.2")]
    public async Task A_thousand_documents(int different, int size)
    {
        var documents = Enumerable.Range(0, different).Select(_ => (Entry: Entry(), Bytes: RandomNumberGenerator.GetBytes(size))).ToArray();
        foreach (var some in documents.Chunk(20)) await _room.Provide(some);
        var asked = Enumerable.Range(0, Asked).Select(n => documents[n % different]).ToList();
        await _room.Retrieve(documents[0].Entry.UniqueId);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var answer = await _room.Retrieve([.. asked.Select(document => document.Entry.UniqueId)]);
        Assert.That(answer.Registry, Is.EqualTo(RegistryResponse.Success));
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(Allowed), "before it is sent");
        for (var i = 0; i < Asked; i++)
        {
            using var hash = SHA256.Create();
            await using var stream = await answer.Documents[i].Content.Open(default);
            Assert.That(Convert.ToHexStringLower(await hash.ComputeHashAsync(stream)), Is.EqualTo(Sha256(asked[i].Bytes)));
        }

        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(Allowed), "while it is sent");
        GC.KeepAlive(answer);
    }
}
