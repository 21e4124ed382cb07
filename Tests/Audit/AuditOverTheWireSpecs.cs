using System.Text.RegularExpressions;
using IheNode.Core;
using IheNode.Platform;

namespace IheNode.Tests;

/// <summary>Each transaction that the real node answers leaves its record in the trail, and its logs say nothing of the patient.</summary>
public sealed partial class AuditOverTheWireSpecs
{
    private const string Domain = "1.3.6.1.4.1.21367.13.20.1000";
    private static readonly PatientId Id = PatientId.Of("SECRET-4711", Domain);
    private static readonly Patient Person = new()
    {
        Ids = [Id],
        Names = [new("秘密野", "花子", NameRepresentation.Ideographic), new("ヒミツノ", "ハナコ", NameRepresentation.Phonetic), new("HIMITSUNO", "HANAKO", NameRepresentation.Alphabetic)],
        BirthTime = new("19430217"),
        Gender = "F",
        Telecoms = ["0745-99-4711"],
    };

    private TestNode _node = null!;
    private List<string> _messages = null!;

    [OneTimeSetUp]
    public async Task Journey()
    {
        _node = await TestNode.StartAsync();
        await _node.FeedAsync(Person);
        await _node.AskAsync(Iti44.Revised, new PatientFeed(PatientFeedEvent.Revise, Person), "/pix/manager");
        await _node.AskEr7Async(Iti64.Contract, new LinkChange(Id, Id, PatientId.Of("L-1", "1.2.3"), PatientId.Of("L-0", "1.2.3")) { SourceId = "2.999.7" });
        await _node.AskEr7Async(Iti9.Contract, new PixQuery(Id) { QueryId = "1" });
        var demographics = new PatientDemographicsQuery { QueryId = "2", Names = [Person.Names[1]], BirthTimeFrom = Person.BirthTime, BirthTimeTo = Person.BirthTime };
        await _node.AskEr7Async(Iti21.Contract, demographics);
        await _node.AskAsync(Iti45.Contract, new PixQuery(Id) { QueryId = "3" }, "/pix/manager");
        await _node.AskAsync(Iti47.Contract, demographics, "/pdq/supplier");
        await _node.AskAsync(Iti55.Contract, demographics with { Names = [Person.Names[0]], HomeCommunity = "2.999.7" }, "/xcpd/responding");
        var submission = Connectathon.Submission(_node, Id, "紹介状"u8.ToArray());
        var stored = await _node.AskAsync(Iti41.Contract, submission, "/xds/repository");
        Assert.That(stored.Errors, Is.Empty);
        await _node.AskAsync(Iti42.Contract, submission.Submission, "/xds/registry");
        var entry = submission.Submission.Objects.DocumentEntries.Single();
        var find = Connectathon.FindDocuments(Id);
        var home = _node.Profile.Network.HomeCommunityId;
        await _node.AskAsync(Iti18.Contract, find, "/xds/registry");
        await _node.AskAsync(Iti51.Contract, find with { QueryId = Vocabulary.StoredQueryIds.FindDocumentsForMultiplePatients }, "/xds/registry");
        await _node.AskAsync(Iti38.Contract, find with { HomeCommunityId = home }, "/xca/responding");
        var request = new DocumentRequest(_node.Profile.RepositoryUniqueId, entry.UniqueId!);
        await _node.AskAsync(Iti43.Contract, new RetrieveDocumentSetRequest([request]), "/xds/repository");
        await _node.AskAsync(Iti39.Contract, new RetrieveDocumentSetRequest([request with { HomeCommunityId = home }]), "/xca/responding");
        await _node.AskAsync(Iti86.Contract, new RetrieveDocumentSetRequest([request]), "/xds/repository");
        await _node.AskAsync(Iti57.Contract, submission.Submission, "/xds/registry");
        await _node.AskAsync(Iti61.Contract, submission.Submission, "/xds/registry");
        await _node.AskAsync(Iti62.Contract, new([new(entry.Id)]), "/xds/registry");
        await _node.AskAsync(Iti92.Contract, submission.Submission, "/xds/registry");
        _messages = [];
        await foreach (var record in AuditTrail.ReadFolderAsync(_node.DataFolder, CancellationToken.None)) _messages.Add(record.Message);
    }

    [OneTimeTearDown]
    public async Task Stop() => await _node.DisposeAsync();

    private static IEnumerable<string> Transactions => Catalogue.All.Select(t => t.Id);

    [TestCaseSource(nameof(Transactions))]
    [Spec("ITI TF-2 3.20.4.1.1.1")]
    public void Every_transaction_leaves_its_audit_message(string id)
    {
        var transaction = Catalogue.All.Single(t => t.Id == id);
        var records = _messages.Where(m => EventType().Match(m).Groups[1].Value == id).ToList();
        Assert.That(records, Is.Not.Empty);
        Assert.That(records, Has.All.Contains($"csd-code=\"{transaction.AuditEvent.ReceiverEventId}\""));
    }

    [Test]
    [Spec("ITI TF-2 3.20.4.1.1.1")]
    public void The_start_of_the_node_is_recorded() => Assert.That(_messages[0], Does.Contain("csd-code=\"110120\""));

    [Test]
    public void Logs_hold_nothing_of_the_patient()
    {
        var logs = Directory.GetFiles(Path.Combine(_node.DataFolder, "logs")).Select(ReadShared).ToList();
        Assert.That(string.Concat(logs), Is.Not.Empty);
        foreach (var secret in (string[])["SECRET", "秘密野", "花子", "ヒミツノ", "HIMITSUNO", "19430217", "4711", "紹介状"])
            Assert.That(logs, Has.None.Contains(secret));
    }

    private static string ReadShared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    [GeneratedRegex("<EventTypeCode[^>]*csd-code=\"(ITI-\\d+)\"")]
    private static partial Regex EventType();
}
