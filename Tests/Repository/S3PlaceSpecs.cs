using System.Security.Cryptography;
using Amazon.S3;
using IheNode.Core;
using IheNode.Platform;
using IheNode.Repository;

namespace IheNode.Tests;

/// <summary>Contents as objects of a real S3 store, on a wire that fails as the specs say.</summary>
public sealed class S3PlaceSpecs
{
    private const int Part = 5 * 1024 * 1024;
    private SwiftServer _swift = null!;
    private FaultyWire _wire = null!;
    private string _folder = null!;
    private string _bucket = null!;
    private S3Place _place = null!;

    [SetUp]
    public async Task Start()
    {
        _swift = await SwiftServer.StartedAsync();
        _wire = await FaultyWire.StartAsync(_swift.Address);
        _bucket = await _swift.NewBucketAsync();
        _folder = Directory.CreateTempSubdirectory("ihenode-").FullName;
        _place = new(Profile(), TimeProvider.System);
    }

    [TearDown]
    public async Task Stop()
    {
        if (_wire is null) return;
        _place.Dispose();
        await _wire.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(Part, TestName = "A content of one whole part comes out as it went in")]
    [TestCase(Part + 1, TestName = "A content of one part and an octet comes out as it went in")]
    [TestCase((3 * Part) + 12345, TestName = "A content of four parts comes out as it went in")]
    public async Task A_content_comes_out_as_it_went_in(int size)
    {
        var document = await PutAsync(size);
        Assert.Multiple(async () =>
        {
            Assert.That(await ReadAsync(document), Is.EqualTo(document.Sha256));
            Assert.That(await _place.SizeOfAsync(document.Sha256, default), Is.EqualTo(size));
            Assert.That(_wire.Requests.Count(request => request.Contains("partNumber=", StringComparison.Ordinal)), Is.EqualTo(size > Part ? (size + Part - 1) / Part : 0));
        });
    }

    [Test]
    public async Task A_store_with_a_certificate_of_the_named_authority_is_spoken_to_and_no_other()
    {
        string AuthorityFile(string name) => Path.Combine(_folder, name, "tls", "ca.pem");
        using var named = NodeCertificates.Open(Path.Combine(_folder, "named"), Networks.YamatoSeiwa());
        using var other = NodeCertificates.Open(Path.Combine(_folder, "other"), Networks.YamatoSeiwa());
        await using var wire = await FaultyWire.StartAsync(_swift.Address, named.ServerCertificate);
        var profile = Profile() with { Address = $"https://localhost:{wire.Address.Port}", Attempts = 1 };
        using var trusting = new S3Place(profile with { CertificateAuthority = AuthorityFile("named") }, TimeProvider.System);
        using var mistaken = new S3Place(profile with { CertificateAuthority = AuthorityFile("other") }, TimeProvider.System);
        using var unaware = new S3Place(profile, TimeProvider.System);
        var document = Received(1000);
        await trusting.PutAsync([document], default);
        Assert.Multiple(() =>
        {
            Assert.That(async () => await trusting.SizeOfAsync(document.Sha256, default), Is.EqualTo(1000));
            foreach (var place in new[] { mistaken, unaware })
                Assert.That(async () => await place.SizeOfAsync(document.Sha256, default), Throws.InstanceOf<IOException>().With.Message.Contains("certificate"));
        });
    }

    [Test]
    public async Task What_is_removed_is_gone_with_all_of_its_parts()
    {
        var (small, large) = (await PutAsync(100), await PutAsync(2 * Part));
        foreach (var document in new[] { small, large, small }) await _place.DeleteAsync(document.Sha256, default);
        Assert.Multiple(async () =>
        {
            Assert.That(await _place.SizeOfAsync(large.Sha256, default), Is.Null);
            Assert.That(async () => await _place.OpenAsync(small.Sha256, default), Throws.InstanceOf<FileNotFoundException>());
            Assert.That(await _place.ListAsync(default).ToListAsync(), Is.Empty);
        });
    }

    [Test]
    public async Task The_list_tells_of_its_own_contents_and_of_nothing_else()
    {
        var documents = new List<ReceivedDocument>();
        foreach (var size in new[] { 1, 2, 3 }) documents.Add(await PutAsync(size));
        await _swift.Client.PutObjectAsync(new() { BucketName = _bucket, Key = "another/thing", ContentBody = "x", UseChunkEncoding = false });
        await _swift.Client.PutObjectAsync(new() { BucketName = _bucket, Key = "yamato/thing", ContentBody = "x", UseChunkEncoding = false });
        var listed = await _place.ListAsync(default).ToListAsync();
        Assert.That(listed.Select(content => (content.Sha256, content.StoredSize)), Is.EquivalentTo(documents.Select(document => (document.Sha256, document.StoredSize))));
        Assert.That(listed[0].Modified, Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(2)));
    }

    [Test]
    public async Task A_damaged_copy_is_replaced_by_fresh_bytes()
    {
        var document = await PutAsync(1000);
        await _swift.Client.PutObjectAsync(new() { BucketName = _bucket, Key = $"yamato/{document.Sha256[..3]}/{document.Sha256}", ContentBody = "damage", UseChunkEncoding = false });
        await _place.PutAsync([document], default);
        Assert.That(await ReadAsync(document), Is.EqualTo(document.Sha256));
    }

    [Test]
    public async Task A_store_that_fails_for_a_moment_does_not_fail_a_document(
        [Values(Fate.IsRefused, Fate.IsCut, Fate.LosesItsAnswer, Fate.MeetsSilence)] Fate fate, [Values(1000, 2 * Part)] int size)
    {
        var (put, begin) = (FaultyWire.First(2, "PUT", fate), FaultyWire.First(1, "POST", fate));
        _wire.Decide = request => put(request) is var decided && decided != Fate.Passes ? decided : begin(request);
        var document = await PutAsync(size);
        Assert.That(await ReadAsync(document), Is.EqualTo(document.Sha256));
    }

    [Test]
    public async Task A_large_content_whose_completion_lost_its_answer_is_there()
    {
        _wire.Decide = request => request.StartsWith("POST", StringComparison.Ordinal) && request.Contains("uploadId=", StringComparison.Ordinal)
            && _wire.Requests.Count(earlier => earlier == request) == 1 ? Fate.LosesItsAnswer : Fate.Passes;
        var document = await PutAsync(Part + 1);
        Assert.That(await _place.SizeOfAsync(document.Sha256, default), Is.EqualTo(Part + 1));
    }

    [TestCase(Fate.IsRefused)]
    [TestCase(Fate.IsCut)]
    [TestCase(Fate.MeetsSilence)]
    [TestCase(Fate.GetsHalfItsAnswer)]
    [TestCase(Fate.MeetsSilenceHalfway)]
    public async Task A_download_that_breaks_goes_on_where_it_was(Fate fate)
    {
        var document = await PutAsync(Part);
        _wire.Decide = FaultyWire.First(2, "GET", fate);
        Assert.That(await ReadAsync(document), Is.EqualTo(document.Sha256));
    }

    [Test]
    public async Task A_download_never_goes_on_in_another_object()
    {
        var (document, other) = (await PutAsync(Part), Received(Part));
        _wire.Decide = FaultyWire.First(1, "GET", Fate.GetsHalfItsAnswer);
        await using var stream = await _place.OpenAsync(document.Sha256, default);
        await _place.PutAsync([other with { Sha256 = document.Sha256 }], default);
        Assert.That(async () => await stream.CopyToAsync(Stream.Null), Throws.InstanceOf<IOException>().With.Message.Contains("412 PreconditionFailed"));
    }

    [TestCase(Fate.IsRefused, "503")]
    [TestCase(Fate.IsCut, "in 3 attempt(s)")]
    [TestCase(Fate.MeetsSilence, "it fell silent for 1 seconds")]
    public void A_store_that_stays_away_is_told_of_as_a_failing_disk(Fate fate, string words)
    {
        var document = Received(1000);
        using var place = new S3Place(Profile() with { IdleSeconds = 1, Attempts = 3 }, TimeProvider.System);
        _wire.Decide = _ => fate;
        Assert.Multiple(() =>
        {
            Assert.That(async () => await place.PutAsync([document], default), Throws.InstanceOf<IOException>().With.Message.Contains(words));
            Assert.That(async () => await place.SizeOfAsync(document.Sha256, default), Throws.InstanceOf<IOException>().With.Message.Contains(words));
            Assert.That(_wire.Requests, Has.Count.EqualTo(6).Or.Count.GreaterThan(6).And.Matches<object>(_ => fate == Fate.IsCut), "a broken connection is tried again beneath us too");
        });
    }

    [Test]
    public void A_refusal_that_cannot_pass_is_not_asked_for_again()
    {
        using var place = new S3Place(Profile() with { SecretKey = "another" }, TimeProvider.System);
        Assert.Multiple(() =>
        {
            Assert.That(async () => await place.PutAsync([Received(10)], default), Throws.InstanceOf<IOException>().With.Message.Contains("403 SignatureDoesNotMatch"));
            Assert.That(_wire.Requests, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task A_large_content_that_cannot_be_sent_whole_leaves_no_parts()
    {
        _wire.Decide = request => request.Contains("partNumber=2&", StringComparison.Ordinal) ? Fate.IsCut : Fate.Passes;
        using var place = new S3Place(Profile() with { Attempts = 2 }, TimeProvider.System);
        Assert.That(async () => await place.PutAsync([Received(3 * Part)], default), Throws.InstanceOf<IOException>());
        Assert.That((await _swift.Client.ListMultipartUploadsAsync(_bucket)).MultipartUploads ?? [], Is.Empty);
    }

    [Test]
    public async Task Unfinished_uploads_of_a_node_that_died_are_taken_back_and_those_of_this_one_are_not()
    {
        await _swift.Client.InitiateMultipartUploadAsync(_bucket, "yamato/abc/abcd");
        await _swift.Client.InitiateMultipartUploadAsync(_bucket, "another/abcd");
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        _wire.Decide = request =>
        {
            if (!request.Contains("partNumber=", StringComparison.Ordinal)) return Fate.Passes;
            reached.TrySetResult();
            goOn.Task.Wait();
            return Fate.Passes;
        };
        using var place = new S3Place(Profile() with { IdleSeconds = 60 }, TimeProvider.System);
        var document = Received(Part + 1);
        var sending = place.PutAsync([document], default);
        await reached.Task;
        var removed = await place.RemoveUnfinishedAsync(DateTimeOffset.UtcNow.AddMinutes(1), default);
        goOn.SetResult();
        await sending;
        Assert.Multiple(async () =>
        {
            Assert.That(removed, Is.EqualTo(1));
            Assert.That((await _swift.Client.ListMultipartUploadsAsync(_bucket)).MultipartUploads.Select(upload => upload.Key), Is.EqualTo(new[] { "another/abcd" }));
            Assert.That(await place.SizeOfAsync(document.Sha256, default), Is.EqualTo(Part + 1));
        });
    }

    private S3Profile Profile() => new()
    {
        Address = _wire.Address.ToString(), Bucket = _bucket, Prefix = "yamato/", AccessKeyFrom = "", SecretKeyFrom = "",
        AccessKey = SwiftServer.AccessKey, SecretKey = SwiftServer.SecretKey, PartBytes = Part, IdleSeconds = 2, Attempts = 6,
    };

    private async Task<ReceivedDocument> PutAsync(int size)
    {
        var document = Received(size);
        await _place.PutAsync([document], default);
        return document;
    }

    private ReceivedDocument Received(int size)
    {
        var (bytes, file) = (RandomNumberGenerator.GetBytes(size), Path.Combine(_folder, Guid.NewGuid().ToString("N")));
        File.WriteAllBytes(file, bytes);
        return new("", Convert.ToHexStringLower(SHA256.HashData(bytes)), [], size, false, size, null, file);
    }

    private async Task<string> ReadAsync(ReceivedDocument document)
    {
        await using var stream = await _place.OpenAsync(document.Sha256, default);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
    }
}
