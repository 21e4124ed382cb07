using IheNode.Core;
using IheNode.Platform;
using IheNode.Repository;
using static IheNode.Tests.RepositoryRoom;

namespace IheNode.Tests;

/// <summary>A repository that is broken by hand in each way: the break is told of, and put right where octets and rows say how.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RepositoryCheckSpecs(TestDatabase database)
{
    private const string Small = "a small one";
    private readonly byte[] _large = new byte[100_000];
    private RepositoryRoom _room = null!;
    private DocumentEntry _smallEntry = null!, _largeEntry = null!;

    [SetUp]
    public async Task Fill()
    {
        _room = new(database);
        (_smallEntry, _largeEntry) = (Entry(), Entry());
        Assert.That(await _room.Provide((_smallEntry, Bytes(Small)), (_largeEntry, _large)), Is.EqualTo(RegistryResponse.Success));
    }

    [TearDown]
    public void Close() => _room.Dispose();

    [Test]
    public async Task Finds_nothing_in_what_the_repository_wrote()
    {
        var (result, breaks) = await CheckAsync();
        Assert.That(breaks, Is.Empty);
        Assert.That(result, Is.EqualTo(new RepositoryCheckResult(2, 100_011, 2, 2, 0, 0, 0)));
    }

    [Test]
    public async Task Opens_what_is_sealed()
    {
        using var room = new RepositoryRoom(database, profile => profile with
        {
            Documents = profile.Documents with
            {
                RowBytes = 1000, Compress = true,
                Encryption = new() { CurrentKey = "2026", Keys = new Dictionary<string, ContentKey> { ["2026"] = SealedBytes.Key("2026") } },
            },
        });
        await room.Provide((Entry(), Bytes(Small)), (Entry(), _large));
        var (result, breaks) = await CheckAsync(room);
        Assert.That((result.Octets, breaks.Count), Is.EqualTo((100_011L, 0)));
        Damage(room, bytes => bytes[200] ^= 1);
        Assert.That((await CheckAsync(room)).Breaks.Select(found => found.Check), Is.EqualTo(new[] { "damaged-content" }));
    }

    [TestCase("update repository_content set checksum = @blob where place = 'files'", "checksum", TestName = "checksum_of_a_content")]
    [TestCase("update repository_content set stored_size = stored_size + 1", "stored-form", TestName = "stored_size_of_a_content")]
    [TestCase("update repository_document set sha1 = 'x'", "document-hash", TestName = "hash_of_a_document")]
    [TestCase("update repository_document set size = 7", "document-hash", TestName = "size_of_a_document")]
    [TestCase("delete from repository_unique_id", "unique-id", TestName = "uniqueIds_that_are_not_guarded")]
    [TestCase("insert into repository_unique_id (unique_id, sha256) values ('1.2.3', 'x')", "unique-id", TestName = "uniqueId_of_no_document")]
    [TestCase("delete from repository_content where place = 'files'", "stray-content", TestName = "content_without_a_row")]
    [TestCase("update repository_document set sha256 = (select min(sha256) from repository_content)", "unnamed-content", TestName = "content_of_no_document")]
    public async Task Tells_and_repairs(string sql, string check)
    {
        await _room.Execute(sql, new { blob = new byte[16] });
        var (told, breaks) = await CheckAsync();
        Assert.That(breaks.Select(found => found.Check), Does.Contain(check));
        Assert.That((told.Breaks > 0, told.Repaired), Is.EqualTo((true, 0L)));
        var (repaired, found) = await CheckAsync(repair: true);
        Assert.That((repaired.Repaired > 0, found.Exists(one => one.Check == check && one.Repaired)), Is.EqualTo((true, true)));
        Assert.That((await CheckAsync()).Breaks.Select(one => one.Check), Does.Not.Contain(check));
    }

    [Test]
    [Spec("ITI TF-2 3.43.4.1.3")]
    public async Task Tells_of_a_flipped_bit_in_a_file_and_of_a_file_that_is_gone()
    {
        Damage(_room, bytes => bytes[^1] ^= 1);
        var (_, flipped) = await CheckAsync(repair: true);
        File.Delete(FileOf(_room));
        var (_, gone) = await CheckAsync(repair: true);
        Assert.Multiple(() =>
        {
            Assert.That(flipped.Select(found => (found.Check, found.Repaired)), Is.EqualTo(new[] { ("damaged-content", false) }));
            Assert.That(flipped[0].Subject, Does.Contain(_largeEntry.UniqueId));
            Assert.That(gone.Select(found => (found.Check, found.Repaired)), Is.EqualTo(new[] { ("missing-content", false) }));
        });
    }

    [TestCase("update repository_content set bytes = @blob where place = 'row'", "damaged-content", TestName = "changed_bytes_in_a_row")]
    [TestCase("update repository_content set bytes = null where place = 'row'", "missing-content", TestName = "no_bytes_in_a_row")]
    [TestCase("update repository_content set place = 's3' where place = 'files'", "unreadable-content", TestName = "place_of_which_the_profile_says_nothing")]
    [TestCase("delete from repository_content where place = 'row'", "missing-content", TestName = "content_that_is_gone")]
    [TestCase("update repository_unique_id set sha256 = 'x'", "unique-id", TestName = "uniqueId_of_another_content")]
    public async Task Tells_what_it_cannot_repair(string sql, string check)
    {
        await _room.Execute(sql, new { blob = new byte[11] });
        await CheckAsync(repair: true);
        var (_, breaks) = await CheckAsync(repair: true);
        Assert.That(breaks.Where(found => found.Check == check && found is { Repaired: false, IsNote: false }), Is.Not.Empty);
    }

    [Test]
    [Spec("ITI TF-2 3.41.4.1.3")]
    public async Task Compares_with_the_registry_both_ways()
    {
        _room.Registered.RemoveAll(entry => entry.UniqueId == _smallEntry.UniqueId);
        var large = _room.Registered.Single();
        _room.Registered[0] = large with { Hash = new string('0', 40) };
        var (nowhere, elsewhere, onDemand) = (
            large with { UniqueId = "1.2.3" }, large with { UniqueId = "1.2.4", RepositoryUniqueId = "1.9" },
            large with { UniqueId = "1.2.5", ObjectType = Vocabulary.OnDemandDocument });
        _room.Registered.AddRange([nowhere, elsewhere, onDemand]);
        var (result, found) = await CheckAsync();
        Assert.Multiple(() =>
        {
            Assert.That((result.Entries, result.Breaks, result.Notes), Is.EqualTo((2L, 2L, 1L)));
            Assert.That(found.Select(one => (one.Check, one.IsNote)), Is.EquivalentTo(new[] { ("unregistered", true), ("entry-hash", false), ("missing-document", false) }));
            Assert.That(found.Single(one => one.Check == "missing-document").Subject, Does.Contain("1.2.3"));
        });
    }

    [Test]
    public async Task A_document_that_waits_for_the_registry_and_one_from_before_checksums_are_no_breaks()
    {
        await _room.Execute("update repository_document set kept = 0; update repository_content set checksum = null");
        var (result, found) = await CheckAsync();
        Assert.That((result.Breaks, result.Notes), Is.EqualTo((0L, 4L)));
        Assert.That(found.Select(one => one.Check).Distinct(), Is.EquivalentTo(new[] { "staged", "checksum" }));
        await CheckAsync(repair: true);
        Assert.That((await CheckAsync()).Breaks.Select(one => one.Check).Distinct(), Is.EqualTo(new[] { "staged" }));
    }

    [Test]
    public async Task A_staged_document_whose_submission_broke_off_before_its_content_came_into_its_place_is_a_note()
    {
        await _room.Execute("update repository_document set kept = 0");
        File.Delete(FileOf(_room));
        var (result, found) = await CheckAsync();
        Assert.That((result.Breaks, result.Notes), Is.EqualTo((0L, 3L)));
        Assert.That(found.Select(one => one.Check), Has.One.EqualTo("missing-content"));
    }

    [Test]
    public async Task Progress_ends_at_the_sum_of_all_octets()
    {
        var last = default(RepositoryCheckProgress);
        using var check = _room.Check();
        await check.RunAsync(false, _ => { }, progress => last = progress, default);
        Assert.That(last, Is.EqualTo(new RepositoryCheckProgress(100_011, 100_011, 2)));
    }

    private Task<(RepositoryCheckResult Sum, List<RepositoryBreak> Breaks)> CheckAsync(bool repair = false) => CheckAsync(_room, repair);

    private static async Task<(RepositoryCheckResult Sum, List<RepositoryBreak> Breaks)> CheckAsync(RepositoryRoom room, bool repair = false)
    {
        var breaks = new List<RepositoryBreak>();
        using var check = room.Check();
        return (await check.RunAsync(repair, breaks.Add, _ => { }, default), breaks);
    }

    private static string FileOf(RepositoryRoom room) =>
        Directory.EnumerateFiles(Path.Combine(room.Folder, "documents"), "*", SearchOption.AllDirectories).Single(file => Path.GetFileName(file).Length == 64);

    private static void Damage(RepositoryRoom room, Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes(FileOf(room));
        change(bytes);
        File.WriteAllBytes(FileOf(room), bytes);
    }
}
