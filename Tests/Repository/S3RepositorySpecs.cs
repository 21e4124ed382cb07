using IheNode.Core;
using IheNode.Platform;
using IheNode.Repository;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>A repository whose large documents lie in an object store.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class S3RepositorySpecs(TestDatabase database)
{
    private const int Part = 5 * 1024 * 1024;
    private SwiftServer _swift = null!;
    private FaultyWire _wire = null!;
    private string _bucket = null!;
    private RepositoryRoom _room = null!;

    [SetUp]
    public async Task Open()
    {
        _swift = await SwiftServer.StartedAsync();
        _wire = await FaultyWire.StartAsync(_swift.Address);
        _bucket = await _swift.NewBucketAsync();
        _room = new(database, profile => profile with { Documents = profile.Documents with { Kind = "s3", RowBytes = 1000, S3 = Store() } });
    }

    [TearDown]
    public async Task Close()
    {
        if (_room is null) return;
        _room.Dispose();
        await _wire.DisposeAsync();
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Large_documents_are_objects_and_small_ones_rows_and_all_come_back()
    {
        var documents = new[] { 10, 1000, 1001, Part + 1 }.Select(size => (Entry: Entry(), Bytes: Noise(size))).ToArray();
        Assert.That(await _room.Provide(documents), Is.EqualTo(RegistryResponse.Success));
        Assert.That(await ObjectsAsync(), Is.EquivalentTo(documents[2..].Select(document => $"{Sha256(document.Bytes)[..3]}/{Sha256(document.Bytes)}")));
        foreach (var (entry, bytes) in documents) Assert.That(Sha256(await _room.BytesOf(entry.UniqueId)), Is.EqualTo(Sha256(bytes)));
        Assert.That(Directory.EnumerateFiles(_room.Incoming), Is.Empty);
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task A_submission_that_the_registry_refuses_leaves_no_object()
    {
        _room.Register = (_, _) => Task.FromResult(RegistryResponse.From([new(XdsErrorCode.UnknownPatientId, "unknown")]));
        await _room.Provide((Entry(), Noise(5000)), (Entry(), Noise(Part + 1)));
        Assert.That(await ObjectsAsync(), Is.Empty);
        await _room.AssertNothingKept();
    }

    [TestCase(Fate.IsRefused)]
    [TestCase(Fate.MeetsSilence)]
    [Spec("ITI TF-2 3.41.4.2.3")]
    public async Task A_store_that_is_away_refuses_large_documents_and_gives_small_ones(Fate fate)
    {
        var (large, small) = ((Entry: Entry(), Bytes: Noise(5000)), (Entry: Entry(), Bytes: Noise(10)));
        await _room.Provide(large, small);
        _wire.Decide = _ => fate;
        var refused = await _room.Provide((Entry(), Noise(6000)));
        var given = await _room.Retrieve(large.Entry.UniqueId, small.Entry.UniqueId);
        Assert.Multiple(() =>
        {
            Assert.That(refused.Errors.Select(error => error.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryError }));
            Assert.That(_room.Registered, Has.Count.EqualTo(2));
            Assert.That(given.Registry.Errors.Select(error => (error.Code, error.Location)), Is.EqualTo(new[] { (XdsErrorCode.RepositoryError, large.Entry.UniqueId) }));
            Assert.That(given.Documents.Select(document => document.Request.DocumentUniqueId), Is.EqualTo(new[] { small.Entry.UniqueId }));
        });
        _wire.Decide = _ => Fate.Passes;
        Assert.That(await _room.BytesOf(large.Entry.UniqueId), Is.EqualTo(large.Bytes));
    }

    [Test]
    [Spec("ITI TF-3 4.2.4.1")]
    public async Task A_full_store_is_told_of_as_out_of_resources()
    {
        _wire.Decide = request => request.StartsWith("PUT", StringComparison.Ordinal) ? Fate.FindsItFull : Fate.Passes;
        var refused = await _room.Provide((Entry(), Noise(5000)));
        Assert.That(refused.Errors.Select(error => error.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryOutOfResources }));
        await _room.AssertNothingKept();
    }

    [Test]
    [Spec("ITI TF-2 3.43.4.1.3")]
    public async Task An_object_that_was_changed_is_never_given()
    {
        var (entry, bytes) = (Entry(), Noise(5000));
        await _room.Provide((entry, bytes));
        bytes[4000] ^= 1;
        await _swift.Client.PutObjectAsync(new() { BucketName = _bucket, Key = (await ObjectsAsync()).Single(), InputStream = new MemoryStream(bytes), UseChunkEncoding = false });
        Assert.That((await _room.Retrieve(entry.UniqueId)).Registry.Errors.Select(error => error.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryError }));
    }

    [Test]
    public async Task Objects_are_encrypted_and_rotated_like_all_contents_and_damage_to_one_of_them_is_told()
    {
        _room.Restart(profile => Encrypted(profile, "old"));
        var documents = new[] { 1001, 500_000, Part + 1 }.Select(size => (Entry: Entry(), Bytes: Noise(size))).ToArray();
        await _room.Provide(documents);
        _room.Restart(profile => Encrypted(profile, "new", "old"));
        using (var rekey = new RepositoryRekey(_room.Profile, _room.Database, _room.Folder))
            Assert.That(await rekey.RunAsync(_ => { }, _ => { }, default), Is.EqualTo(new RekeyResult(3, 3, 3, 0)));
        _room.Restart(profile => Encrypted(profile, "new"));
        foreach (var (entry, bytes) in documents) Assert.That(Sha256(await _room.BytesOf(entry.UniqueId)), Is.EqualTo(Sha256(bytes)));

        foreach (var key in await ObjectsAsync())
            await _swift.Client.PutObjectAsync(new() { BucketName = _bucket, Key = key, InputStream = new MemoryStream(new byte[2000]), UseChunkEncoding = false });
        var answer = await _room.Retrieve([.. documents[..2].Select(document => document.Entry.UniqueId)]);
        Assert.That(answer.Registry.Errors.Select(error => error.Code), Is.EqualTo(new[] { XdsErrorCode.RepositoryError, XdsErrorCode.RepositoryError }));
        Assert.That(_room.Damaged.Select(damage => damage.DocumentUniqueId), Is.EqualTo(documents[..2].Select(document => document.Entry.UniqueId)));
    }

    [Test]
    public async Task A_node_that_dies_while_it_sends_leaves_what_the_sweep_takes_back()
    {
        var (reached, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        _wire.Decide = request =>
        {
            if (!request.Contains("partNumber=2&", StringComparison.Ordinal)) return Fate.Passes;
            reached.TrySetResult();
            never.Task.Wait();
            return Fate.IsCut;
        };
        var provided = _room.Provide((Entry(), Noise(2 * Part)));
        await reached.Task;
        _room.Restart();
        _room.Pass(TimeSpan.FromHours(1));
        Assert.That(await _room.Actor.SweepAsync(default), Is.EqualTo(new SweepResult(0, 1, 0, 2)), "a row; the file that was being sent, and its parts");
        Assert.That((await _swift.Client.ListMultipartUploadsAsync(_bucket)).MultipartUploads ?? [], Is.Empty);
        await _room.AssertNothingKept();
        never.SetResult();
        await provided;
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task A_store_that_hesitates_to_remove_what_was_refused_keeps_nobody_waiting_and_the_sweep_removes_it()
    {
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        _wire.Decide = request =>
        {
            if (!request.StartsWith("DELETE", StringComparison.Ordinal)) return Fate.Passes;
            reached.TrySetResult();
            goOn.Task.Wait();
            return Fate.IsRefused;
        };
        _room.Register = (_, _) => Task.FromResult(RegistryResponse.From([new(XdsErrorCode.UnknownPatientId, "unknown")]));
        var refused = _room.Provide((Entry(), Noise(5000)));
        await reached.Task;
        _room.Register = (_, _) => Task.FromResult(RegistryResponse.Success);
        Assert.That(await _room.Provide((Entry(), Noise(10))), Is.EqualTo(RegistryResponse.Success));
        Assert.That(refused.IsCompleted, Is.False);
        goOn.SetResult();
        Assert.That((await refused).Errors.Select(error => error.Code), Is.EqualTo(new[] { XdsErrorCode.UnknownPatientId }));
        Assert.That(await ObjectsAsync(), Has.Count.EqualTo(1));
        Assert.That(await _room.Rows(), Is.EqualTo(1));
        _wire.Decide = _ => Fate.Passes;
        Assert.That(await _room.Actor.SweepAsync(default), Is.EqualTo(new SweepResult(0, 0, 0, Orphans: 1)));
        Assert.That((await ObjectsAsync()).Count + await _room.RowsOf("repository_leftover"), Is.Zero);
    }

    [Test]
    [Spec("ITI TF-2 3.43.4.1.3")]
    public async Task Documents_stay_where_they_are_and_are_given_when_the_kind_of_new_ones_changes_to_and_fro()
    {
        var documents = new List<(DocumentEntry Entry, byte[] Bytes)>();
        foreach (var kind in new[] { "files", "s3", "files" })
        {
            _room.Restart(profile => profile with { Documents = profile.Documents with { Kind = kind } });
            documents.Add((Entry(), Noise(5000)));
            // The same content once more goes where its first copy lies.
            documents.Add((Entry(), documents[0].Bytes));
            Assert.That(await _room.Provide([.. documents[^2..]]), Is.EqualTo(RegistryResponse.Success));
            foreach (var (entry, bytes) in documents) Assert.That(await _room.BytesOf(entry.UniqueId), Is.EqualTo(bytes));
        }

        Assert.That((await ObjectsAsync()).Select(key => key[4..]), Is.EqualTo(new[] { Sha256(documents[2].Bytes) }));
        Assert.That(await _room.ContentsInAsync("files"), Is.EquivalentTo(new[] { Sha256(documents[0].Bytes), Sha256(documents[4].Bytes) }));
        var found = new List<RepositoryBreak>();
        using var check = _room.Check();
        await check.RunAsync(false, found.Add, _ => { }, default);
        Assert.That(found, Is.Empty);
    }

    [Test]
    public async Task A_place_of_which_the_profile_tells_no_more_fails_its_documents_only_and_is_named_by_a_check()
    {
        var (large, small) = ((Entry: Entry(), Bytes: Noise(5000)), (Entry: Entry(), Bytes: Noise(10)));
        await _room.Provide(large, small);
        _room.Restart(profile => profile with { Documents = profile.Documents with { Kind = "files", S3 = null } });
        var given = await _room.Retrieve(large.Entry.UniqueId, small.Entry.UniqueId);
        Assert.That(given.Registry.Errors.Select(error => (error.Code, error.Location)), Is.EqualTo(new[] { (XdsErrorCode.RepositoryError, large.Entry.UniqueId) }));
        Assert.That(given.Documents.Select(document => document.Request.DocumentUniqueId), Is.EqualTo(new[] { small.Entry.UniqueId }));
        var found = new List<RepositoryBreak>();
        using var check = _room.Check();
        await check.RunAsync(true, found.Add, _ => { }, default);
        Assert.That(found.Select(one => (one.Repaired, one.Sentence.Contains("'s3'", StringComparison.Ordinal))), Is.EqualTo(new[] { (false, true) }));
    }

    [Test]
    public async Task A_check_reads_every_object_and_removes_those_of_no_document()
    {
        var (whole, changed, lost) = (Noise(Part + 1), Noise(5000), Noise(6000));
        await _room.Provide((Entry(), whole), (Entry(), changed), (Entry(), lost));
        await PutAsync(Sha256(changed), Noise(5000));
        await _swift.Client.DeleteObjectAsync(_bucket, $"{Sha256(lost)[..3]}/{Sha256(lost)}");
        await PutAsync(new string('0', 64), Noise(10));
        var found = new List<RepositoryBreak>();
        using var check = _room.Check();
        var result = await check.RunAsync(true, found.Add, _ => { }, default);
        Assert.That(found.Select(one => (one.Check, one.Repaired)), Is.EquivalentTo(new[] { ("stray-content", true), ("damaged-content", false), ("missing-content", false) }));
        Assert.That(result.Contents, Is.EqualTo(3));
        Assert.That(await ObjectsAsync(), Has.Count.EqualTo(2));
    }

    private async Task PutAsync(string sha256, byte[] bytes) => await _swift.Client.PutObjectAsync(
        new() { BucketName = _bucket, Key = $"{sha256[..3]}/{sha256}", InputStream = new MemoryStream(bytes), UseChunkEncoding = false });

    private S3Profile Store() => new()
    {
        Address = _wire.Address.ToString(), Bucket = _bucket, AccessKeyFrom = "", SecretKeyFrom = "",
        AccessKey = SwiftServer.AccessKey, SecretKey = SwiftServer.SecretKey, PartBytes = Part, PartsAtOnce = 1, IdleSeconds = 3, Attempts = 3,
    };

    private static NodeProfile Encrypted(NodeProfile profile, params string[] keys) => profile with
    {
        Documents = profile.Documents with { Encryption = new() { CurrentKey = keys[0], Keys = keys.ToDictionary(id => id, SealedBytes.Key) } },
    };

    private static byte[] Noise(int size) => System.Security.Cryptography.RandomNumberGenerator.GetBytes(size);

    private async Task<IReadOnlyList<string>> ObjectsAsync() =>
        [.. ((await _swift.Client.ListObjectsV2Async(new() { BucketName = _bucket })).S3Objects ?? []).Select(item => item.Key)];
}
