using System.Security.Cryptography;
using System.Xml.Linq;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>A rotation of keys as an operator does it: a new key beside the old one, <c>ihenode repository rekey</c>, the old key removed.</summary>
[TestFixtureSource(typeof(Databases))]
public sealed class RepositoryRekeySpecs(TestDatabase database)
{
    private static readonly PatientId Patient = PatientId.Of("REKEY-1", "1.3.6.1.4.1.21367.13.20.1000");
    private string _data = null!;
    private string _keys = null!;
    private OwnDatabase _own = null!;

    [SetUp]
    public void Prepare()
    {
        _data = Directory.CreateTempSubdirectory("ihenode-rekey-").FullName;
        _keys = Path.Combine(_data, "document.keys");
        _own = database.Of(_data);
    }

    [TearDown]
    public void Remove()
    {
        _own.Drop();
        Directory.Delete(_data, recursive: true);
    }

    [Test]
    [Spec("ITI TF-2 3.20.4.1.1.1")]
    public async Task Keys_are_rotated_while_every_document_stays_what_it_was()
    {
        Write("2025");
        var (small, large) = (RandomNumberGenerator.GetBytes(1000), RandomNumberGenerator.GetBytes(300_000));
        DocumentRequest[] requests;
        await using (var node = await StartAsync("2025"))
        {
            await node.FeedAsync(new Patient { Ids = [Patient], Names = [new("REKEY", "TARO", NameRepresentation.Alphabetic)] });
            requests = [await SubmitAsync(node, small), await SubmitAsync(node, large)];
        }

        Write("2025", "2026");
        var rekey = await RekeyAsync("2026");
        Assert.That((rekey.ExitCode, rekey.Complaints), Is.EqualTo((0, "")));
        Assert.That(rekey.Output, Does.Contain("2 contents: 2 encrypted under 2026, 0 were so already; other keys are needed no more."));
        Assert.That((await RekeyAsync("2026")).Output, Does.Contain("2 contents: 0 encrypted under 2026, 2 were so already"));

        Write("2026");
        await using (var node = await StartAsync("2026"))
        {
            var answer = await node.AskAsync(Iti43.Contract, new RetrieveDocumentSetRequest([.. requests]), "/xds/repository");
            Assert.That(await RepositoryRoom.Read(answer.Documents[0].Content), Is.EqualTo(small));
            Assert.That(await RepositoryRoom.Read(answer.Documents[1].Content), Is.EqualTo(large));
            var records = await node.RecordsAsync("110129");
            Assert.That(records.Select(r => r.Descendants("EventOutcomeDescription").Single().Value), Is.All.EqualTo("Stored documents were encrypted under the key 2026."));
            Assert.That(records, Has.Count.EqualTo(2));
        }
    }

    [Test]
    public async Task A_node_without_a_key_under_which_documents_may_be_encrypted_does_not_start_and_says_which()
    {
        Write("2025");
        await using (await StartAsync("2025"))
        {
        }

        Write("2026");
        Assert.That(async () => await StartAsync("2026"), Throws.InstanceOf<IOException>().With.Message.Contains("under the key 2025"));
        var rekey = await RekeyAsync("2026");
        Assert.That((rekey.ExitCode, rekey.Complaints.Trim()), Is.EqualTo(
            (1, "A stored content is encrypted under the key 2025, which is not among the keys of documents.encryption.keysFrom.")));
    }

    private void Write(params string[] ids) =>
        File.WriteAllLines(_keys, ids.Select(id => $"{id}:{Convert.ToBase64String(SealedBytes.Key(id).Octets)}"));

    private string[] Settings(string current) => [$"documents.encryption.keysFrom={_keys}", $"documents.encryption.currentKey={current}"];

    private Task<TestNode> StartAsync(string current) => TestNode.StartAsync(database, dataFolder: _data, settings: Settings(current));

    private Task<Ihenode.Outcome> RekeyAsync(string current) => Ihenode.RunAsync(
    [
        "repository", "rekey", "--profile", "profiles/connectathon.json", "--data", _data,
        .. _own.Settings.Concat(Settings(current)).SelectMany(setting => new[] { "--set", setting }),
    ]);

    private static async Task<DocumentRequest> SubmitAsync(TestNode node, byte[] bytes)
    {
        var submission = Connectathon.Submission(node, Patient, bytes);
        Assert.That((await node.AskAsync(Iti41.Contract, submission, "/xds/repository")).Errors, Is.Empty);
        return new(node.Profile.RepositoryUniqueId, submission.Submission.Objects.DocumentEntries.Single().UniqueId!);
    }
}
