using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>A document on which there is no verdict: refused with a clear error, unless the profile says otherwise; on record in both cases.</summary>
public sealed class ScannerLimitsSpecs
{
    private const string Ok = "stream: OK\0";

    [Test]
    public async Task While_the_scanner_is_away_submissions_are_refused_and_once_it_is_there_they_are_taken()
    {
        var port = ScannerDaemons.FreePort();
        await using var node = await ScannedNode.StartAsync($"clamd://127.0.0.1:{port}");
        var uniqueId = await RefusedAsync(node, XdsErrorCode.RepositoryError, "not available");
        Assert.That((await node.AlertsAsync("DocumentNotScanned")).Single().UniqueId, Is.EqualTo(uniqueId));
        using var scanner = new PlayedScanner(AnswerAsync, port: port);
        Assert.That((await node.SubmitAsync([1])).Answer, Is.EqualTo(RegistryResponse.Success));
    }

    [Test]
    public async Task A_scanner_that_gives_no_verdict_in_time_refuses()
    {
        using var scanner = new PlayedScanner(connection => connection.CopyToAsync(Stream.Null));
        await using var node = await ScannedNode.StartAsync(scanner.Clamd, "documents.scanner.timeLimitSeconds=0.3");
        await RefusedAsync(node, XdsErrorCode.RepositoryBusy, "0.3 seconds (documents.scanner.timeLimitSeconds)");
    }

    [Test]
    public async Task Where_the_profile_accepts_what_could_not_be_scanned_it_is_stored_and_put_on_record()
    {
        await using var node = await ScannedNode.StartAsync($"clamd://127.0.0.1:{ScannerDaemons.FreePort()}", "documents.scanner.unscanned=accept");
        var (answer, uniqueIds) = await node.SubmitAsync([1]);
        Assert.That(answer, Is.EqualTo(RegistryResponse.Success));
        Assert.That(await node.RetrieveAsync(uniqueIds[0]), Is.EqualTo(new byte[] { 1 }));
        var alert = (await node.AlertsAsync("DocumentNotScanned")).Single();
        Assert.That(alert.UniqueId, Is.EqualTo(uniqueIds[0]));
        Assert.That(alert.Consequence, Does.StartWith("The document was accepted without a scan"));
    }

    [Test]
    public async Task A_document_larger_than_the_scanner_takes_is_refused_without_asking_it_and_one_as_large_is_scanned()
    {
        using var scanner = new PlayedScanner(AnswerAsync);
        await using var node = await ScannedNode.StartAsync(scanner.Clamd, "documents.scanner.largestBytes=1000");
        Assert.That((await node.SubmitAsync(new byte[1000])).Answer, Is.EqualTo(RegistryResponse.Success));
        await RefusedAsync(node, XdsErrorCode.RepositoryError, "1001 octets, and the scanner takes 1000 (documents.scanner.largestBytes)", new byte[1001]);
        Assert.That(scanner.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task A_document_beyond_the_StreamMaxLength_of_a_real_clamd_is_refused()
    {
        await using var node = await ScannedNode.StartAsync(ScannerDaemons.Started().ClamdByTcp);
        Assert.That((await node.SubmitAsync(new byte[ScannerDaemons.StreamMaxLength])).Answer, Is.EqualTo(RegistryResponse.Success));
        await RefusedAsync(node, XdsErrorCode.RepositoryError, "cannot scan it", new byte[ScannerDaemons.StreamMaxLength + 1]);
        await RefusedAsync(node, XdsErrorCode.RepositoryError, "cannot scan it", new byte[8 * ScannerDaemons.StreamMaxLength]);
    }

    [Test]
    public async Task A_document_that_is_stored_encrypted_and_compressed_is_scanned_as_it_came()
    {
        var keys = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(keys, $"k1:{Convert.ToBase64String(new byte[32])}\n");
            await using var node = await ScannedNode.StartAsync(
                ScannerDaemons.Started().ClamdByUnixSocket, $"documents.encryption.keysFrom={keys}", "documents.encryption.currentKey=k1", "documents.compress=true", "documents.checkContent=true");
            byte[] small = [.. ScannerDaemons.Eicar], large = [.. new string('a', 1_000_000).Select(letter => (byte)letter), .. ScannerDaemons.Eicar];
            var (answer, uniqueIds) = await node.SubmitAsync(small, large, [.. "clean"u8]);
            Assert.That(answer.Errors.Select(error => (error.Code, uniqueIds.Single(error.CodeContext.Contains))),
                Is.EqualTo(new[] { (XdsErrorCode.InvalidDocumentContent, uniqueIds[0]), (XdsErrorCode.InvalidDocumentContent, uniqueIds[1]) }));
            Assert.That((await node.SubmitAsync(large[..1_000_000])).Answer, Is.EqualTo(RegistryResponse.Success));
        }
        finally
        {
            File.Delete(keys);
        }
    }

    [TestCase("stream: Can't open file or directory ERROR\0", "ERROR")]
    [TestCase("INSTREAM size limit exceeded. ERROR\0", "StreamMaxLength")]
    [TestCase("stream: OKAY\0", "OKAY")]
    [TestCase("OK", "'OK'")]
    [TestCase("", "without an answer")]
    public async Task What_is_no_verdict_of_clamd_is_an_error(string reply, string reason)
    {
        using var scanner = new PlayedScanner(async connection =>
        {
            await PlayedScanner.ReadInstreamAsync(connection);
            await PlayedScanner.SayAsync(connection, reply);
        });
        var asked = Repository.VirusScanner.For(new ScannerProfile { Address = scanner.Clamd }, _ => new());
        var document = new Repository.InspectedDocument(A.DocumentEntry(), 1, RepositoryRoom.Sha256([1]), _ => new(new MemoryStream([1])));
        Assert.That(async () => await asked.ScanAsync(document, default), Throws.TypeOf<Repository.ScanFailedException>().With.Message.Contains(reason));
    }

    [Test]
    public async Task No_more_documents_are_scanned_at_a_time_than_the_profile_says_and_who_waits_too_long_is_refused()
    {
        int now = 0, most = 0;
        using var scanner = new PlayedScanner(async connection =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            try
            {
                await connection.CopyToAsync(Stream.Null);
            }
            finally
            {
                Interlocked.Decrement(ref now);
            }
        });
        await using var node = await ScannedNode.StartAsync(scanner.Clamd, "documents.scanner.connections=1", "documents.scanner.timeLimitSeconds=1");
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => node.SubmitAsync([(byte)i])));
        var errors = answers.Select(a => a.Answer.Errors.Single()).ToList();
        Assert.That(errors.Select(error => error.Code), Is.All.EqualTo(XdsErrorCode.RepositoryBusy));
        Assert.That(errors.Select(error => error.CodeContext), Has.Some.Contains("documents.scanner.connections"));
        Assert.That(most, Is.EqualTo(1));
    }

    private static async Task AnswerAsync(Stream connection)
    {
        await PlayedScanner.ReadInstreamAsync(connection);
        await PlayedScanner.SayAsync(connection, Ok);
    }

    private static async Task<string> RefusedAsync(ScannedNode node, string code, string sentence, byte[]? document = null)
    {
        var (answer, uniqueIds) = await node.SubmitAsync(document ?? [1]);
        Assert.That(answer.Errors.Select(error => error.Code), Is.EqualTo(new[] { code }));
        Assert.That(answer.Errors[0].CodeContext, Does.Contain(uniqueIds[0]).And.Contains(sentence));
        await node.AssertNothingKeptAsync(uniqueIds[0]);
        return uniqueIds[0];
    }
}
