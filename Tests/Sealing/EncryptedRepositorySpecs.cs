using System.Security.Cryptography;
using System.Text;
using Dapper;
using IheNode.Core;
using IheNode.Platform;
using IheNode.Repository;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>Documents are stored compressed and encrypted as the profile says, in rows and in files, and come out as they went in.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class EncryptedRepositorySpecs(TestDatabase database)
{
    private const string Marker = "a secret that must not be read on the disk";
    private RepositoryRoom _room = null!;

    [TearDown]
    public void Close() => _room.Dispose();

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Encrypted_documents_come_out_as_they_went_in_and_stand_nowhere_in_the_clear([Values] bool compress)
    {
        Open(compress, "k1");
        var documents = new[] { Marker.Length, 3000, 65_536, 65_537, 1_000_000 }
            .Select(size => (Entry: Entry(), Bytes: Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Marker, (size / Marker.Length) + 1)))[..size]))
            .Append((Entry(), RandomNumberGenerator.GetBytes(300_000))).Append((Entry(), [])).ToArray();
        await _room.Provide(documents);
        foreach (var (entry, bytes) in documents) Assert.That((await _room.BytesOf(entry.UniqueId)).AsSpan().SequenceEqual(bytes), Is.True);
        Assert.That(await SealedAsync(), Is.EqualTo((documents.Length, documents.Length)));
        var stored = (await _room.Database.ReadAsync(connection => connection.QueryAsync<byte[]>(
                "SELECT bytes FROM repository_content WHERE bytes IS NOT NULL"), default))
            .Concat(Directory.GetFiles(Path.Combine(_room.Folder, "documents"), "*", SearchOption.AllDirectories).Select(File.ReadAllBytes))
            .ToList();
        Assert.That(stored, Has.Count.EqualTo(documents.Length));
        foreach (var octets in stored) Assert.That(octets.AsSpan().IndexOf("secret"u8), Is.Negative);
    }

    [Test]
    public async Task Text_is_compressed_and_a_document_that_looks_like_a_sealed_one_comes_out_as_it_is()
    {
        Open(compress: true);
        var (text, noise, odd) = (SealedBytes.Text(200_000), RandomNumberGenerator.GetBytes(200_000), new Sealer(SealedBytes.Ring(), true).Seal(SealedBytes.Text(90_000), [])!);
        var (textEntry, noiseEntry, oddEntry, smallEntry) = (Entry(), Entry(), Entry(), Entry());
        await _room.Provide((textEntry, text), (noiseEntry, noise), (oddEntry, odd), (smallEntry, SealedBytes.Text(2000)));
        Assert.That(await SealedAsync(), Is.EqualTo((2, 4)));
        Assert.That(await _room.BytesOf(textEntry.UniqueId), Is.EqualTo(text));
        Assert.That(await _room.BytesOf(noiseEntry.UniqueId), Is.EqualTo(noise));
        Assert.That(await _room.BytesOf(oddEntry.UniqueId), Is.EqualTo(odd));
        Assert.That(await _room.BytesOf(smallEntry.UniqueId), Is.EqualTo(SealedBytes.Text(2000)));
    }

    [Test]
    public async Task Old_contents_stay_readable_when_the_key_changes_and_a_missing_key_is_an_error_that_names_it()
    {
        Open(compress: false, "old");
        var (small, large) = (Entry(), Entry());
        var noise = RandomNumberGenerator.GetBytes(200_000);
        await _room.Provide((small, Bytes("small")), (large, noise));
        await _room.Actor.CheckKeysAsync(default);
        _room.Restart(profile => With(profile, false, "new", "old"));
        await _room.Actor.CheckKeysAsync(default);
        Assert.That(await _room.BytesOf(small.UniqueId), Is.EqualTo(Bytes("small")));
        Assert.That(await _room.BytesOf(large.UniqueId), Is.EqualTo(noise));

        _room.Restart(profile => With(profile, false, "new"));
        Assert.That(
            async () => await _room.Actor.CheckKeysAsync(default),
            Throws.InstanceOf<IOException>().With.Message.Contains("under the key old, which is not among the keys of documents.encryption.keysFrom"));
        var answer = await _room.Retrieve(small.UniqueId, large.UniqueId);
        Assert.That(answer.Registry.Errors.Select(e => e.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryError, XdsErrorCode.RepositoryError }));
        Assert.That(_room.Damaged.Select(damage => damage.DocumentUniqueId), Is.EqualTo(new[] { small.UniqueId, large.UniqueId }));
        Assert.That(_room.Damaged.Select(damage => damage.Reason), Has.All.Contains("under the key old"));
    }

    [Test]
    public async Task Rotation_gives_every_content_the_current_key_and_forgets_the_old_one()
    {
        Open(compress: true, "old");
        var documents = Enumerable.Range(0, 100).Select(n => (Entry: Entry(), Bytes: SealedBytes.Text(100 + n))).Append((Entry(), SealedBytes.Text(150_000))).ToArray();
        await _room.Provide(documents);
        await _room.Actor.CheckKeysAsync(default);
        _room.Restart(profile => With(profile, false, "new", "old"));
        var plain = (Entry(), RandomNumberGenerator.GetBytes(100_000));
        await _room.Provide(plain);

        var ended = new CancellationTokenSource();
        Assert.That(
            async () => await RekeyAsync(_ => Assert.Fail("no content is damaged"), _ => ended.Cancel(), ended.Token),
            Throws.InstanceOf<OperationCanceledException>(), "it can be ended at any time");
        foreach (var (entry, bytes) in documents) Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(bytes));

        var result = await RekeyAsync(_ => Assert.Fail("no content is damaged"));
        Assert.That(result, Is.EqualTo(new RekeyResult(102, 102, 102 - 64 - 1, 0)).Or.EqualTo(new RekeyResult(102, 102, 102 - 64, 0)));
        Assert.That(await RekeyAsync(_ => { }), Is.EqualTo(new RekeyResult(102, 102, 0, 0)), "what is so already is passed over");
        _room.Restart(profile => With(profile, false, "new"));
        await _room.Actor.CheckKeysAsync(default);
        foreach (var (entry, bytes) in documents.Append(plain)) Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Contents_from_before_encryption_are_encrypted_and_those_of_a_node_that_gives_it_up_are_decrypted()
    {
        Open(compress: false);
        var (small, large) = ((Entry(), Bytes("small")), (Entry(), RandomNumberGenerator.GetBytes(200_000)));
        await _room.Provide(small, large);
        foreach (var (keys, sealedOnes) in new[] { (new[] { "k1" }, 2), ([], 0) })
        {
            _room.Restart(profile => keys.Length == 0 ? Opening(profile, "k1") : With(profile, false, keys));
            Assert.That((await RekeyAsync(_ => { })).Changed, Is.EqualTo(2));
            Assert.That((await SealedAsync()).Sealed, Is.EqualTo(sealedOnes));
            Assert.That(await _room.BytesOf(small.Item1.UniqueId), Is.EqualTo(small.Item2));
            Assert.That(await _room.BytesOf(large.Item1.UniqueId), Is.EqualTo(large.Item2));
        }

        _room.Restart(profile => With(profile, false));
        await _room.Actor.CheckKeysAsync(default);
        Assert.That(await _room.BytesOf(small.Item1.UniqueId), Is.EqualTo(small.Item2));
    }

    [Test]
    public async Task A_rotation_that_died_between_a_file_and_its_row_leaves_the_document_readable([Values] bool encrypts)
    {
        Open(compress: false, encrypts ? [] : ["k1"]);
        var entry = Entry();
        var bytes = RandomNumberGenerator.GetBytes(200_000);
        await _room.Provide((entry, bytes));
        var before = await _room.Database.ReadAsync(connection => connection.QuerySingleAsync<(long, long)>("SELECT stored_size, sealed FROM repository_content"), default);
        _room.Restart(profile => encrypts ? With(profile, false, "k1") : Opening(profile, "k1"));
        await RekeyAsync(_ => { });
        await _room.Execute("UPDATE repository_content SET stored_size = @size, sealed = @isSealed", new { size = before.Item1, isSealed = before.Item2 });
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(bytes));
        Assert.That((await RekeyAsync(_ => { })).Failed, Is.Zero);
        Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(bytes));
    }

    [Test]
    public async Task A_damaged_content_is_told_and_left_as_it_is_and_keeps_its_key_needed()
    {
        Open(compress: false, "old");
        var (good, bad) = ((Entry(), Bytes("good")), (Entry(), Bytes("bad")));
        await _room.Provide(good, bad);
        await _room.Actor.CheckKeysAsync(default);
        await _room.Execute("UPDATE repository_content SET bytes = @bytes WHERE sha256 = @sha256", new { bytes = new byte[50], sha256 = Sha256(bad.Item2) });
        _room.Restart(profile => With(profile, false, "new", "old"));
        var told = new List<string>();
        Assert.That(await RekeyAsync(told.Add), Is.EqualTo(new RekeyResult(2, 2, 1, 1)));
        Assert.That(told, Is.EqualTo(new[] { $"The stored content {Sha256(bad.Item2)} is damaged: its bytes are not those that were stored." }));
        _room.Restart(profile => With(profile, false, "new"));
        Assert.That(async () => await _room.Actor.CheckKeysAsync(default), Throws.InstanceOf<IOException>());
    }

    private void Open(bool compress, params string[] keys) => _room = new(database, profile => With(profile, compress, keys));

    private static NodeProfile With(NodeProfile profile, bool compress, params string[] keys) => profile with
    {
        Documents = profile.Documents with
        {
            Compress = compress,
            Encryption = new() { CurrentKey = keys.FirstOrDefault(), Keys = keys.ToDictionary(id => id, SealedBytes.Key) },
        },
    };

    private static NodeProfile Opening(NodeProfile profile, string key) => profile with
    {
        Documents = profile.Documents with { Encryption = new() { Keys = new Dictionary<string, ContentKey> { [key] = SealedBytes.Key(key) } } },
    };

    private async Task<RekeyResult> RekeyAsync(Action<string> tell, Action<RekeyResult>? report = null, CancellationToken cancellation = default)
    {
        using var rekey = new RepositoryRekey(_room.Profile, _room.Database, _room.Folder);
        return await rekey.RunAsync(tell, report ?? (_ => { }), cancellation);
    }

    private Task<(int Sealed, int All)> SealedAsync() => _room.Database.ReadAsync(
        connection => connection.QuerySingleAsync<(int, int)>("SELECT sum(sealed), count(*) FROM repository_content"), default);
}
