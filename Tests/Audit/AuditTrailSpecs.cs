using System.Text;
using IheNode.Platform;

namespace IheNode.Tests;

public sealed class AuditTrailSpecs
{
    private StandingClock _clock = null!;
    private string _folder = null!;

    [SetUp]
    public void Make_a_folder()
    {
        _clock = new(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero));
        _folder = Directory.CreateTempSubdirectory("ihenode-audit-").FullName;
    }

    [TearDown]
    public void Delete_the_folder() => Directory.Delete(_folder, recursive: true);

    private Task<AuditTrail> OpenAsync(long segmentBytes = AuditTrail.SegmentBytes) =>
        AuditTrail.OpenAsync(_folder, _clock, segmentBytes, CancellationToken.None);

    private static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<List<string>> ReadAsync(AuditTrail trail, AuditPosition from = default)
    {
        var read = new List<string>();
        await foreach (var entry in trail.ReadAllAsync(from)) read.Add(Encoding.UTF8.GetString(entry.Syslog.Span));
        return read;
    }

    private string[] Segments() => [.. Directory.GetFiles(Path.Combine(_folder, "audit"), "*.audit").Order()];

    [Test]
    public async Task Keeps_every_record_of_concurrent_appends()
    {
        await using var trail = await OpenAsync(segmentBytes: 4096);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() => trail.AppendAsync(Octets($"記録 {i}\n")))));

        Assert.That(await ReadAsync(trail), Is.EquivalentTo(Enumerable.Range(0, 500).Select(i => $"記録 {i}\n")));
    }

    [Test]
    public async Task A_record_is_in_the_file_when_its_append_completes()
    {
        await using var trail = await OpenAsync();
        await trail.AppendAsync(Octets("kept"));

        await using var file = AuditSegment.Open(Segments().Single());
        using var reader = new StreamReader(file);
        Assert.That(await reader.ReadToEndAsync(), Does.Match("^4 [0-9a-f]{8} kept\n$"));
    }

    [Test]
    public async Task Goes_on_after_a_restart_in_order()
    {
        await using (var trail = await OpenAsync()) await trail.AppendAsync(Octets("one"));
        await using (var trail = await OpenAsync())
        {
            await trail.AppendAsync(Octets("two"));
            Assert.That(await ReadAsync(trail), Is.EqualTo(["one", "two"]));
        }
        Assert.That(Segments(), Has.Length.EqualTo(1));
    }

    [TestCase("5 0000")]
    [TestCase("3 00000000 one\n")]
    [TestCase("300 12345678 cut sho")]
    [TestCase("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public async Task Sets_aside_what_a_crash_left_of_a_last_record(string torn)
    {
        await using (var trail = await OpenAsync()) await trail.AppendAsync(Octets("one"));
        await File.AppendAllTextAsync(Segments().Single(), torn);

        await using (var trail = await OpenAsync())
        {
            await trail.AppendAsync(Octets("two"));
            Assert.That(await ReadAsync(trail), Is.EqualTo(["one", "two"]));
        }
        var aside = Directory.GetFiles(Path.Combine(_folder, "audit"), "*.torn").Single();
        Assert.That(await File.ReadAllTextAsync(aside), Is.EqualTo(torn));
    }

    [Test]
    public async Task Begins_a_segment_each_day_and_when_one_is_full()
    {
        await using var trail = await OpenAsync(segmentBytes: 10);
        await trail.AppendAsync(Octets("first"));
        await trail.AppendAsync(Octets("second"));
        _clock.Now = _clock.Now.AddDays(1);
        await trail.AppendAsync(Octets("third"));

        Assert.That(Segments().Select(Path.GetFileName), Is.EqualTo(["000000001-20260401.audit", "000000002-20260401.audit", "000000003-20260402.audit"]));
        Assert.That(await ReadAsync(trail), Is.EqualTo(["first", "second", "third"]));
    }

    [Test]
    public async Task Reads_on_from_where_a_reader_had_come_to()
    {
        await using var trail = await OpenAsync(segmentBytes: 10);
        await trail.AppendAsync(Octets("first"));
        var next = default(AuditPosition);
        await foreach (var entry in trail.ReadAllAsync()) next = entry.Next;
        await trail.AppendAsync(Octets("second"));

        Assert.That(await ReadAsync(trail, next), Is.EqualTo(["second"]));
    }

    [Test]
    public async Task A_damaged_segment_is_not_passed_over()
    {
        await using var trail = await OpenAsync(segmentBytes: 10);
        await trail.AppendAsync(Octets("first"));
        await trail.AppendAsync(Octets("second"));
        var octets = await File.ReadAllBytesAsync(Segments()[0]);
        octets[^3] ^= 1;
        await File.WriteAllBytesAsync(Segments()[0], octets);

        Assert.That(async () => await ReadAsync(trail), Throws.InstanceOf<AuditTrailException>().With.Message.Contains("damaged"));
    }

    [Test]
    public async Task Fails_the_append_when_nothing_can_be_written_and_recovers_when_it_can()
    {
        await using var trail = await OpenAsync();
        await trail.AppendAsync(Octets("one"));
        var obstacle = Path.Combine(_folder, "audit", "000000002-20260402.audit");
        Directory.CreateDirectory(obstacle);
        _clock.Now = _clock.Now.AddDays(1);

        Assert.That(async () => await trail.AppendAsync(Octets("lost")), Throws.InstanceOf<AuditTrailException>());
        Directory.Delete(obstacle);
        await trail.AppendAsync(Octets("two"));
        Assert.That(await ReadAsync(trail), Is.EqualTo(["one", "two"]));
    }

    [Test]
    public async Task Only_one_process_writes_a_trail()
    {
        await using var trail = await OpenAsync();
        Assert.That(async () => await OpenAsync(), Throws.InstanceOf<AuditTrailException>());
    }

    [Test]
    public async Task Nothing_is_added_to_a_closed_trail()
    {
        var trail = await OpenAsync();
        await trail.DisposeAsync();
        Assert.That(() => trail.AppendAsync(Octets("late")), Throws.InstanceOf<AuditTrailException>());
    }
}
