using System.Security.Cryptography;
using System.Xml.Linq;
using Dapper;
using IheNode.Core;
using IheNode.Platform;
using IheNode.Repository;

namespace IheNode.Tests;

/// <summary>What a requester sees of a document that the disk has changed, and what the audit trail says of it.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class DamagedOverTheWireSpecs(TestDatabase database)
{
    private static readonly PatientId Patient = PatientId.Of("DAMAGE-1", "1.3.6.1.4.1.21367.13.20.1000");
    private TestNode _node = null!;
    private string _keys = null!;

    [TearDown]
    public async Task Stop()
    {
        await _node.DisposeAsync();
        File.Delete(_keys);
    }

    [Test]
    [Spec("ITI TF-2 3.43.4.1.3")]
    [Spec("ITI TF-2 3.20.4.1.1.1")]
    public async Task A_damaged_document_is_an_error_and_a_security_alert_and_the_others_come([Values] bool encrypts, [Values("row", "files")] string place)
    {
        await StartAsync(encrypts);
        var size = place == "row" ? 5000 : 500_000;
        var (bad, good) = (await SubmitAsync(size), await SubmitAsync(size));
        await DamageAsync(bad.Bytes);
        var answer = await _node.AskAsync(Iti43.Contract, new RetrieveDocumentSetRequest([Request(bad.UniqueId), Request(good.UniqueId)]), "/xds/repository");
        Assert.That(answer.Registry.Status, Is.EqualTo(ResponseStatus.PartialSuccess));
        Assert.That(answer.Registry.Errors.Select(e => (e.Code, e.Location)), Is.EqualTo(new[] { (XdsErrorCode.RepositoryError, bad.UniqueId) }));
        Assert.That(await RepositoryRoom.Read(answer.Documents.Single().Content), Is.EqualTo(good.Bytes));
        await AssertAlertAsync(bad.UniqueId);
    }

    [Test]
    [Spec("ITI TF-2 3.43.4.1.3")]
    [Spec("ITI TF-2 3.20.4.1.1.1")]
    public async Task A_large_document_that_proves_damaged_while_it_is_sent_breaks_off_and_is_a_security_alert([Values] bool encrypts)
    {
        await StartAsync(encrypts);
        var bad = await SubmitAsync((int)ProvenDocuments.LargestProvedFirst + 1_000_000);
        await DamageAsync(bad.Bytes);
        Assert.That(async () =>
        {
            var answer = await _node.AskAsync(Iti43.Contract, new RetrieveDocumentSetRequest([Request(bad.UniqueId)]), "/xds/repository");
            await RepositoryRoom.Read(answer.Documents.Single().Content);
        }, Throws.Exception);
        await AssertAlertAsync(bad.UniqueId);
    }

    private async Task StartAsync(bool encrypts)
    {
        _keys = Path.GetTempFileName();
        await File.WriteAllTextAsync(_keys, $"k1:{Convert.ToBase64String(SealedBytes.Key("k1").Octets)}");
        string[] settings = encrypts ? [$"documents.encryption.keysFrom={_keys}", "documents.encryption.currentKey=k1"] : [];
        _node = await TestNode.StartAsync(database, settings: settings);
        await _node.FeedAsync(new Patient { Ids = [Patient], Names = [new("DAMAGE", "TARO", NameRepresentation.Alphabetic)] });
    }

    private DocumentRequest Request(string uniqueId) => new(_node.Profile.RepositoryUniqueId, uniqueId);

    private async Task<(string UniqueId, byte[] Bytes)> SubmitAsync(int size)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);
        var submission = Connectathon.Submission(_node, Patient, bytes);
        var answer = await _node.AskAsync(Iti41.Contract, submission, "/xds/repository");
        Assert.That(answer.Errors, Is.Empty);
        return (submission.Submission.Objects.DocumentEntries.Single().UniqueId!, bytes);
    }

    // One bit in the middle of the stored form, wherever it lies.
    private async Task DamageAsync(byte[] document)
    {
        var sha256 = RepositoryRoom.Sha256(document);
        using var opened = Database.Open(_node.Database.Engine);
        var bytes = await opened.ReadAsync(connection => connection.QuerySingleAsync<byte[]?>(
            "SELECT bytes FROM repository_content WHERE sha256 = @sha256", new { sha256 }), default);
        if (bytes is null)
        {
            var file = Directory.GetFiles(Path.Combine(_node.DataFolder, "documents"), sha256, SearchOption.AllDirectories).Single();
            await using var stream = File.Open(file, FileMode.Open, FileAccess.ReadWrite);
            stream.Position = stream.Length / 2;
            var octet = stream.ReadByte();
            stream.Position--;
            stream.WriteByte((byte)(octet ^ 1));
            return;
        }

        bytes[bytes.Length / 2] ^= 1;
        await opened.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "UPDATE repository_content SET bytes = @bytes WHERE sha256 = @sha256", new { bytes, sha256 }, transaction), default);
    }

    private async Task AssertAlertAsync(string uniqueId)
    {
        var alert = (await _node.RecordsAsync("damaged-document")).Single();
        Assert.Multiple(() =>
        {
            Assert.That(alert.Descendants("EventID").Single().Attribute("csd-code")!.Value, Is.EqualTo("110113"));
            Assert.That(alert.Element("EventIdentification")!.Attribute("EventOutcomeIndicator")!.Value, Is.EqualTo("8"));
            Assert.That(alert.Descendants("ParticipantObjectIdentification").Single().Attribute("ParticipantObjectID")!.Value, Is.EqualTo(uniqueId));
            Assert.That(alert.Descendants("EventOutcomeDescription").Single().Value, Does.Contain("is damaged"));
        });
    }
}
